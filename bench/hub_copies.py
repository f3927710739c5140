"""Rows copied by the database, with columns computed from the number `n.i` of each: SQL for both databases."""

from django.db import connection
from django.db.models import Model


def copy(model: type[Model], where: str, first: int, last: int, columns: dict[str, str]) -> None:
    """Copies the model's first matching row, with some columns computed from the number `n.i`."""
    table, fields = model._meta.db_table, [str(field.column) for field in model._meta.local_concrete_fields]
    counted = model._meta.pk.get_internal_type() == "BigAutoField"  # the database numbers its rows by itself
    names = [name for name in fields if name in columns or name != "id" or not counted]
    values = ", ".join(columns.get(name, f"t.{name}") for name in names)
    numbers = f"WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"  # noqa: S608
    source = f"(SELECT * FROM {table} WHERE {where} ORDER BY id LIMIT 1) AS t"  # noqa: S608
    with connection.cursor() as cursor:
        into = f"INSERT INTO {table} ({', '.join(names)})"
        cursor.execute(f"{into} {numbers} SELECT {values} FROM n CROSS JOIN {source}")  # noqa: S608


def sql(postgresql: str, sqlite: str) -> str:
    return postgresql if connection.vendor == "postgresql" else sqlite


def uuid(i: str) -> str:
    return sql(f"lpad(to_hex({i}), 32, '0')::uuid", f"printf('%032x', {i})")


def day(days: str) -> str:
    """Returns SQL for today and that many days."""
    return sql(f"CURRENT_DATE + ({days})::int", f"date('now', ({days}) || ' days')")


def moment(seconds: str) -> str:
    """Returns SQL for that many seconds ago."""
    return sql(f"(now() - make_interval(secs => {seconds}))", f"datetime('now', '-' || ({seconds}) || ' seconds')")


def keys(model: type[Model]) -> list[int]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True))


def one_of(rows: list[int], number: str) -> str:
    """Returns SQL for one key after the other. Consecutive keys, as in fresh rows, are a sum."""
    if rows and sorted(rows) == list(range(min(rows), min(rows) + len(rows))):
        return f"{min(rows)} + ({number}) % {len(rows)}"
    cases = " ".join(f"WHEN {place} THEN {key}" for place, key in enumerate(rows))
    return f"CASE ({number}) % {len(rows)} {cases} END"
