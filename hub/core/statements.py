"""Statements of the busiest requests, in plain SQL: the ORM would take longer to word them than the database to
answer."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models

M = TypeVar("M", bound=models.Model)
_Database = Any  # Django's wrapper of this thread's connection; to look it up takes as long as much else here
_Converter = Callable[[Any, Any, Any], Any]
_Places = tuple[list[str], list[tuple[int, Any, list[_Converter]]], list[tuple[str, int]]]
_places: dict[tuple[type[models.Model], str, str], _Places] = {}  # by statement, of which there are few


def fetch_row(sql: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """Returns the first row as the database has it."""
    with _execute(connections[DEFAULT_DB_ALIAS], sql, values) as cursor:
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def fetch_model(model: type[M], sql: str, values: Sequence[Any]) -> M | None:
    """Returns the first row as one of the model; columns that are not selected are read when they are asked for, and
    those that are none of the model's are attributes, as the database has them."""
    database = connections[DEFAULT_DB_ALIAS]
    with _execute(database, sql, values) as cursor:
        row = cursor.fetchone()
        return None if row is None else _build(model, row, _find_places(model, sql, cursor, database), database)


def fetch_models(model: type[M], sql: str, values: Sequence[Any]) -> list[M]:
    """Returns all rows, each as `fetch_model` does."""
    database = connections[DEFAULT_DB_ALIAS]
    with _execute(database, sql, values) as cursor:
        places = _find_places(model, sql, cursor, database)
        return [_build(model, row, places, database) for row in cursor.fetchall()]


@cache
def columns_of(model: type[models.Model]) -> str:
    """Returns all columns of the model, for a statement."""
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


def key_of(model: type[models.Model], key: Any) -> Any:
    """Returns a key of the model as the database has it."""
    return model._meta.pk.get_db_prep_value(key, connections[DEFAULT_DB_ALIAS])


def _find_places(model: type[M], sql: str, cursor: Any, database: _Database) -> _Places:
    places = _places.get((model, sql, database.vendor))
    if places is None:
        columns = [column[0] for column in cursor.description]
        places = _places[model, sql, database.vendor] = _read_columns(model, columns, database)
    return places


def _build(model: type[M], row: Sequence[Any], places: _Places, database: _Database) -> M:
    names, fields, further = places
    cells = []
    for place, expression, converters in fields:
        cell = row[place]
        for convert in converters:
            cell = convert(cell, expression, database)
        cells.append(cell)
    instance = model.from_db(database.alias, names, cells)
    for name, place in further:
        setattr(instance, name, row[place])
    return instance


def _read_columns(model: type[models.Model], columns: list[str], database: _Database) -> _Places:
    """Returns the fields' names, for each its place in a row and what makes its value of a cell, and the places of the
    other columns."""
    names, read = [], []
    for field in model._meta.concrete_fields:
        if field.column in columns:
            expression = field.get_col(model._meta.db_table)  # of a foreign key, as its target
            converters = database.ops.get_db_converters(expression) + expression.get_db_converters(database)
            names.append(field.attname)
            read.append((columns.index(field.column), expression, converters))
    own = {field.column for field in model._meta.concrete_fields}
    return names, read, [(name, place) for place, name in enumerate(columns) if name not in own]


@contextmanager
def _execute(database: _Database, sql: str, values: Sequence[Any]) -> Iterator[Any]:
    with database.cursor() as cursor:
        cursor.execute(sql, values)
        yield cursor
