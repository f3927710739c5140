"""Tables that are partitioned by month (UTC) on PostgreSQL: parts to come are made ahead, old ones detached. On SQLite
each is one table.

A part is `audit_entry_2026_11`; what was there when the table was divided is `audit_entry_until_2026_12`; what no part
is for, `audit_entry_rest`.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction

from hub.core.month import Month

log = logging.getLogger("hub.partitions")
_AHEAD = 3  # months
_PART = re.compile(r"\w+?_(until_)?(\d{4})_(\d\d)")
_LIST = (
    "SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
    " WHERE inhparent = to_regclass(%s) ORDER BY relname"
)
_INDEXES = (
    "SELECT relname, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
    " WHERE indrelid = to_regclass(%s) AND NOT indisunique ORDER BY relname"
)
_REFERENCES = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid = to_regclass(%s) AND contype = 'f' ORDER BY conname"
)
_LAST = "SELECT max({column}), coalesce(max(id), 0) FROM {table}"
_MOVE = (
    "WITH moved AS (DELETE FROM {rest} WHERE {column} >= %s AND {column} < %s RETURNING *)"
    " INSERT INTO {part} SELECT * FROM moved"
)
_NOT_FOR_LONG = "SET LOCAL lock_timeout = '2s'"  # while it waits for a reader, all writers wait behind it


@dataclass(frozen=True, slots=True)
class MonthParts:
    """A table, the column of its months, and what is unique within a part beside the id. The names are the hub's own,
    nothing that was sent."""

    table: str
    column: str
    unique: tuple[str, ...] = ()

    @property
    def rest(self) -> str:
        return f"{self.table}_rest"

    def list_parts(self, database: Any = connection) -> list[str]:
        """Returns the tables of the parts; none where it is one table."""
        if database.vendor != "postgresql":
            return []
        with database.cursor() as cursor:
            cursor.execute(_LIST, [self.table])
            return [row[0] for row in cursor.fetchall()]

    def create_parts(self, database: Any, now: datetime) -> None:
        """Creates the parts of this month and the next ones. A table that is one stays one."""
        parts = self.list_parts(database)
        month = Month.of(now)
        for _ in range(_AHEAD + 1 if parts else 0):
            if not any(self._holds(part, month) for part in parts):
                self._create_part(database, month)
            month = month.next()

    def detach_part(self, part: str) -> None:
        """Detaches a part, which becomes a table of its own, to be moved or dumped. Call it in a transaction."""
        with connection.cursor() as cursor:
            cursor.execute(_NOT_FOR_LONG)
            cursor.execute(f"ALTER TABLE {self.table} DETACH PARTITION {connection.ops.quote_name(part)}")

    def divide(self, database: Any, now: datetime) -> None:
        """Makes the one table the first part of a partitioned one, without copying a row. A table that is divided
        stays so."""
        if self.list_parts(database):
            return
        with database.cursor() as cursor:
            cursor.execute(_LAST.format(table=self.table, column=self.column))
            latest, highest = cursor.fetchone()
            until = Month.of(max(now, latest or now)).next()
            former = f"{self.table}_until_{until.suffix}"
            indexes, references = self._list(cursor, _INDEXES), self._list(cursor, _REFERENCES)
            cursor.execute(f"ALTER TABLE {self.table} RENAME TO {former}")
            for name, _ in indexes:
                cursor.execute(f'ALTER INDEX "{name}" RENAME TO "{name[:50]}_{until.suffix}"')
            self._number_by_sequence(cursor, former, highest + 1)
            cursor.execute(
                f"CREATE TABLE {self.table} (LIKE {former} INCLUDING DEFAULTS) PARTITION BY RANGE ({self.column})"
            )
            cursor.execute(f"ALTER SEQUENCE {self.table}_id_seq OWNED BY {self.table}.id")
            for _, definition in indexes:
                cursor.execute(definition)
            for name, definition in references:
                cursor.execute(f'ALTER TABLE {self.table} ADD CONSTRAINT "{name}" {definition}')
            self._attach(cursor, former, f"FOR VALUES FROM (MINVALUE) TO ('{until.begin}')")
            cursor.execute(f"CREATE TABLE {self.rest} (LIKE {self.table} INCLUDING DEFAULTS)")
            cursor.execute(self._keys_of(self.rest))
            self._attach(cursor, self.rest, "DEFAULT")
        self.create_parts(database, now)

    def _list(self, cursor: Any, query: str) -> list[tuple[str, str]]:
        cursor.execute(query, [self.table])
        return list(cursor.fetchall())

    def _number_by_sequence(self, cursor: Any, former: str, first: int) -> None:
        """Lets a sequence give the ids; an identity column would be each part's own."""
        cursor.execute(f"ALTER TABLE {former} ALTER id DROP IDENTITY IF EXISTS, ALTER id DROP DEFAULT")
        cursor.execute(f"DROP SEQUENCE IF EXISTS {self.table}_id_seq")
        cursor.execute(f"CREATE SEQUENCE {self.table}_id_seq START {first}")
        cursor.execute(f"ALTER TABLE {former} ALTER id SET DEFAULT nextval('{self.table}_id_seq')")

    def _create_part(self, database: Any, month: Month) -> None:
        """Creates a part, with what came while there was none for it."""
        part = f"{self.table}_{month.suffix}"
        move = _MOVE.format(rest=self.rest, column=self.column, part=part)
        with transaction.atomic(using=database.alias), database.cursor() as cursor:
            cursor.execute(_NOT_FOR_LONG)
            cursor.execute(f"CREATE TABLE {part} (LIKE {self.table} INCLUDING DEFAULTS)")
            cursor.execute(self._keys_of(part))
            cursor.execute(move, [month.begin, month.end])
            self._attach(cursor, part, f"FOR VALUES FROM ('{month.begin}') TO ('{month.end}')")

    def _attach(self, cursor: Any, part: str, bounds: str) -> None:
        cursor.execute(f"ALTER TABLE {self.table} ATTACH PARTITION {part} {bounds}")

    def _keys_of(self, part: str) -> str:
        unique = "".join(f", ADD UNIQUE ({columns})" for columns in self.unique)
        return f"ALTER TABLE {part} ADD PRIMARY KEY (id){unique}"

    def _holds(self, part: str, month: Month) -> bool:
        return month < until_of(part) if "_until_" in part else part == f"{self.table}_{month.suffix}"


def until_of(part: str) -> Month:
    """Returns the first month that is after a part; of the part without bounds, the year 1: it has no month of its
    own."""
    match = _PART.fullmatch(part)
    if match is None:
        return Month(101)
    month = Month(int(match[2]) * 100 + int(match[3]))
    return month if match[1] else month.next()


@contextmanager
def log_if_busy() -> Iterator[None]:
    """Logs where the table is locked, as by a backup; the work is done another time."""
    try:
        yield
    except OperationalError as error:
        log.warning("partitions: %s; to be done later", type(error).__name__)
