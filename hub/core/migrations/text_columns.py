"""For migrations: a pair of columns, one a language, becomes one column of wordings, and can become a pair again."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

from hub.core.text_field import TextField
from languages.registry import find_tag

_SUFFIXES = ("zh", "en")  # of the old columns, one a language
_Copy = Callable[[Any, Any], None]
# A wording that is empty is left out. One statement a table: a timeline may have a million rows.
_OBJECT = {
    "sqlite": "CASE WHEN {old} <> '' THEN json_object(%s, {old}) ELSE '{{}}' END",
    "postgresql": "CASE WHEN {old} <> '' THEN jsonb_build_object(%s::text, {old}) ELSE '{{}}'::jsonb END",
}
_MERGED = {"sqlite": "json_patch({}, {})", "postgresql": "({}) || ({})"}
_WORDING = {"sqlite": "coalesce(json_extract({new}, %s), '')", "postgresql": "coalesce({new} ->> %s, '')"}
_PATH = {"sqlite": '$."{}"', "postgresql": "{}"}


class _RemoveWording(migrations.RemoveField):
    """On the way back the column stands empty until it is filled."""

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        to_state.apps.get_model(app_label, self.model_name)._meta.get_field(self.name).default = ""
        super().database_backwards(app_label, schema_editor, from_state, to_state)


def merge_columns(app: str, model: str, **columns: TextField) -> list[Any]:
    """The operations that make one column of each pair `<name>_zh`, `<name>_en` of a model."""
    names = tuple(columns)
    adding = [migrations.AddField(model, name, field) for name, field in columns.items()]
    copying = migrations.RunPython(_copy_into_one(f"{app}.{model}", names), _copy_into_two(f"{app}.{model}", names))
    dropping = [_RemoveWording(model, f"{name}_{suffix}") for name in names for suffix in _SUFFIXES]
    return [*adding, copying, *dropping]


def _copy_into_one(model: str, names: tuple[str, ...]) -> _Copy:
    def copy(apps: Any, editor: Any) -> None:
        vendor, quoted = editor.connection.vendor, editor.quote_name
        parts = []
        for name in names:
            objects = [_OBJECT[vendor].format(old=quoted(f"{name}_{suffix}")) for suffix in _SUFFIXES]
            parts.append(f"{quoted(name)} = {_MERGED[vendor].format(*objects)}")
        _update(apps, editor, model, parts, [find_tag(suffix) for _ in names for suffix in _SUFFIXES])

    return copy


def _copy_into_two(model: str, names: tuple[str, ...]) -> _Copy:
    def copy(apps: Any, editor: Any) -> None:
        vendor, quoted = editor.connection.vendor, editor.quote_name
        parts = [
            f"{quoted(f'{name}_{suffix}')} = {_WORDING[vendor].format(new=quoted(name))}"
            for name in names
            for suffix in _SUFFIXES
        ]
        paths = [_PATH[vendor].format(find_tag(suffix)) for _ in names for suffix in _SUFFIXES]
        _update(apps, editor, model, parts, paths)

    return copy


def _update(apps: Any, editor: Any, model: str, parts: list[str], values: list[Any]) -> None:
    """`model`: its app's label and its name, `catalogue.Area`."""
    table = editor.quote_name(apps.get_model(model)._meta.db_table)
    with editor.connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {', '.join(parts)}", values)  # noqa: S608 - names of columns alone
