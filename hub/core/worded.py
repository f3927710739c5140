"""Queries of the busiest pages, worded once: the ORM would take longer to word them each time than the database to
answer. Their rows are the ORM's own, with all that `select_related` and `prefetch_related` add."""

import re
from collections.abc import Callable, Sequence
from copy import copy
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.constants import MULTI

Row = TypeVar("Row")
_Shape = tuple[int, ...]
_A_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOST = 64  # wordings of a query
_ONE = -1  # in a shape, where others have how many there are


class _Gap:
    """Where a value goes in the statement."""

    def __init__(self, argument: int, index: int | None) -> None:
        self._argument, self._index = argument, index

    def value_of(self, values: Sequence[Any]) -> Any:
        value = values[self._argument]
        return value if self._index is None else value[self._index]


class Placeholder(Expression):
    """What stands for a value, or for as many values as a list has, while the query is worded."""

    def __init__(self, argument: int, count: int) -> None:
        super().__init__()
        self._argument, self._count = argument, count

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if self._count == _ONE:
            return "%s", [_Gap(self._argument, None)]
        if not self._count:
            raise EmptyResultSet
        marks = ", ".join(["%s"] * self._count)
        return f"({marks})", [_Gap(self._argument, index) for index in range(self._count)]


class WordedQuery(Generic[Row]):
    """`build` returns the query for its values, which it only compares columns with, a list by `__in`. It must not ask
    what they are, nor what time it is. It is worded once for lists of 1, 2, 4, 8 … values: another is filled up."""

    def __init__(self, build: "Callable[..., QuerySet[Any, Row]]") -> None:
        self._build = build
        self._find = lru_cache(_MOST)(self._word)

    def fetch(self, *values: Any) -> list[Row]:
        """Returns the rows. A value may be a query itself: then it is worded each time."""
        if any(isinstance(value, QuerySet) for value in values):
            return list(self._build(*values))
        filled = [_fill_up(value) if isinstance(value, list | tuple) else value for value in values]
        shape = tuple(len(value) if isinstance(value, list) else _ONE for value in filled)
        worded = self._find(connections[DEFAULT_DB_ALIAS].vendor, shape)
        return [] if worded is None else worded.fetch(filled)

    def _word(self, _vendor: str, shape: _Shape) -> "_Worded[Row] | None":
        return _word(self._build(*map(Placeholder, range(len(shape)), shape)))

    def first(self, *values: Any) -> Row | None:
        rows = self.fetch(*values)
        return rows[0] if rows else None


class _Worded(Generic[Row]):
    def __init__(self, query: "QuerySet[Any, Row]", compiler: SQLCompiler, sql: str, params: Sequence[Any]) -> None:
        self._query, self._compiler, self._sql, self._params = query, compiler, sql, params

    def fetch(self, values: Sequence[Any]) -> list[Row]:
        connection = connections[DEFAULT_DB_ALIAS]
        params = [
            _adapt(param.value_of(values), connection) if isinstance(param, _Gap) else param for param in self._params
        ]
        query, compiler = self._query.all(), copy(self._compiler)
        compiler.connection = connection

        def execute_sql(result_type: str = MULTI, **_options: Any) -> list[list[Any]]:
            with connection.cursor() as cursor:
                cursor.execute(self._sql, params)
                return [cursor.fetchall()]

        vars(compiler)["execute_sql"] = execute_sql
        vars(query.query)["get_compiler"] = lambda *_names, **_options: compiler
        return list(query)


def _word(query: "QuerySet[Any, Row]") -> _Worded[Row] | None:
    """Returns None for a query that no row can meet."""
    compiler = query.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    if any(isinstance(param, date) or _A_DAY.match(str(param)) for param in params):
        raise ValueError("a day or moment of now would stay in the statement: pass it as a value")
    return _Worded(query, compiler, sql, params)


def _fill_up(values: Sequence[Any]) -> list[Any]:
    """Returns as many values as the next power of two, the last of them several times."""
    if not values:
        return []
    return [*values, *[values[-1]] * ((1 << (len(values) - 1).bit_length()) - len(values))]


def _adapt(value: Any, connection: Any) -> Any:
    """Returns the value as the database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
