"""Keys of rows that are drawn before the row is written."""

from typing import Any

from django.db import connection, models


class RowId(models.BigAutoField):  # type: ignore[type-arg]
    """A key that is drawn before the row is written, so that what is sealed in the row can be bound to it."""

    def __init__(self, verbose_name: Any = "ID", **options: Any) -> None:
        super().__init__(verbose_name, **{"auto_created": True, "primary_key": True, "serialize": False, **options})

    def deconstruct(self) -> Any:
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.BigAutoField", arguments, options

    def get_pk_value_on_save(self, instance: models.Model) -> int:
        return draw_row_ids(type(instance), 1)[0]


_NEXT = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
_BEGIN_IDS = """
    INSERT INTO sqlite_sequence (name, seq)
    SELECT %s, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)
"""
_NEXT_ON_SQLITE = "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq"


def draw_row_ids(model: type[models.Model], count: int) -> list[int]:
    """Returns that many keys for new rows; no other caller gets them."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_NEXT, [connection.ops.quote_name(table), column, count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute(_BEGIN_IDS, [table, table])
        cursor.execute(_NEXT_ON_SQLITE, [count, table])
        last = cursor.fetchone()[0]
    return list(range(last - count + 1, last + 1))
