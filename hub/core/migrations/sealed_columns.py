"""For migrations: a column in the clear becomes a sealed one, and can become a clear one again."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import migrations, models

from hub.core.sealing import SealedField

_ROWS = 1000  # at once: a timeline may have a million
_CLEAR = "_in_clear"


def seal_column(app: str, model: str, name: str, field: SealedField) -> list[Any]:
    """The operations that seal a column of a model."""
    clear = name + _CLEAR
    copying = migrations.RunPython(_copy(f"{app}.{model}", clear, name), _copy(f"{app}.{model}", name, clear))
    return [
        migrations.RenameField(model, name, clear),
        migrations.AddField(model, name, field),
        copying,
        migrations.RemoveField(model, clear),
    ]


def _copy(model: str, source: str, target: str) -> Callable[[Any, Any], None]:
    def copy(apps: Any, editor: Any) -> None:
        rows = apps.get_model(model)
        meta = rows._meta
        field, key = meta.get_field(target), meta.pk
        names = [editor.quote_name(name) for name in (meta.db_table, field.column, key.column)]
        statement = "UPDATE {} SET {} = %s WHERE {} = %s".format(*names)  # noqa: S608 - of a table and columns alone
        for batch in _batches(rows):
            filled = [row for row in batch if getattr(row, source)]
            for row in filled:
                setattr(row, target, getattr(row, source))
            values = [[_cell(field, row, editor), key.get_db_prep_value(row.pk, editor.connection)] for row in filled]
            if values:
                with editor.connection.cursor() as cursor:
                    cursor.executemany(statement, values)

    return copy


def _cell(field: Any, row: models.Model, editor: Any) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=False), editor.connection)


def _batches(model: type[models.Model]) -> Iterator[list[models.Model]]:
    rows = model._default_manager.order_by("pk")
    page = rows
    while batch := list(page[:_ROWS]):
        yield batch
        page = rows.filter(pk__gt=batch[-1].pk)
