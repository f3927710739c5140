"""Statements of the busiest requests, in plain SQL: PostgreSQL plans each once for a connection, where no pooler stands
between. The ORM would take longer to word them than the database to answer."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)
_Converter = Callable[[Any, Any, Any], Any]
_Places = tuple[list[str], list[tuple[int, Any, list[_Converter]]], list[tuple[str, int]]]
_places: dict[tuple[type[models.Model], str, str], _Places] = {}  # by statement, of which there are few


def fetch_row(sql: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """Returns the first row as the database has it."""
    with _execute(sql, values) as cursor:
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def fetch_model(model: type[M], sql: str, values: Sequence[Any]) -> M | None:
    """Returns the first row as one of the model; columns that are not selected are read when they are asked for, and
    those that are none of the model's are attributes, as the database has them."""
    with _execute(sql, values) as cursor:
        row = cursor.fetchone()
        if row is None:
            return None
        places = _places.get((model, sql, connection.vendor))
        if places is None:
            columns = [column[0] for column in cursor.description]
            places = _places[model, sql, connection.vendor] = _read_columns(model, columns)
    names, fields, further = places
    cells = []
    for place, expression, converters in fields:
        cell = row[place]
        for convert in converters:
            cell = convert(cell, expression, connection)
        cells.append(cell)
    instance = model.from_db(connection.alias, names, cells)
    for name, place in further:
        setattr(instance, name, row[place])
    return instance


def _read_columns(model: type[models.Model], columns: list[str]) -> _Places:
    """Returns the fields' names, for each its place in a row and what makes its value of a cell, and the places of the
    other columns."""
    names, read = [], []
    for field in model._meta.concrete_fields:
        if field.column in columns:
            expression = field.cached_col
            converters = connection.ops.get_db_converters(expression) + expression.get_db_converters(connection)
            names.append(field.attname)
            read.append((columns.index(field.column), expression, converters))
    own = {field.column for field in model._meta.concrete_fields}
    return names, read, [(name, place) for place, name in enumerate(columns) if name not in own]


@contextmanager
def _execute(sql: str, values: Sequence[Any]) -> Iterator[Any]:
    with _planning_cursor() if connection.vendor == "postgresql" else connection.cursor() as cursor:
        cursor.execute(sql, values)
        yield cursor


def _planning_cursor() -> Any:
    """Returns a cursor that sends its values apart from the statement; psycopg then has it planned once (settings.py
    says after how many uses)."""
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    cursor: Any = ServerBindingCursor
    return connection._prepare_cursor(cursor(connection.connection))  # type: ignore[attr-defined]  # noqa: SLF001
