"""On PostgreSQL the audit log is partitioned by month (UTC): parts to come are made ahead, old ones detached. On SQLite
it is one table.

A part is `audit_entry_2026_11`; what was there when the table was divided is `audit_entry_until_2026_12`; what no part
is for, `audit_entry_rest`. An entry's place in its chain is unique within its part; across parts the chain's lock and
the hash before it secure it.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction

from hub.audit.month import Month
from hub.audit.periodic_jobs import claim

log = logging.getLogger("hub.audit")
REST = "audit_entry_rest"
_AHEAD = 3  # months
_EVERY = timedelta(hours=6)
_PART = re.compile(r"audit_entry_(until_)?(\d{4})_(\d\d)")
_LIST = (
    "SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
    " WHERE inhparent = to_regclass('audit_entry') ORDER BY relname"
)
_NOT_FOR_LONG = "SET LOCAL lock_timeout = '2s'"  # while it waits for a reader, all writers wait behind it
_ATTACH = "ALTER TABLE audit_entry ATTACH PARTITION {part} {bounds}"
_MOVE = (
    "WITH moved AS (DELETE FROM audit_entry_rest WHERE at >= %s AND at < %s RETURNING *)"
    " INSERT INTO {part} SELECT * FROM moved"
)


def list_parts(database: Any = connection) -> list[str]:
    """Returns the tables of the log's parts; none where it is one table."""
    if database.vendor != "postgresql":
        return []
    with database.cursor() as cursor:
        cursor.execute(_LIST)
        return [row[0] for row in cursor.fetchall()]


def keep_parts(now: datetime) -> None:
    """Makes the parts of this month and the next ones. A log that is one table stays one."""
    if claim("audit partitions", _EVERY, now) and list_parts():
        with log_if_busy():
            create_parts(connection, now)


@contextmanager
def log_if_busy() -> Iterator[None]:
    """Logs where the table is locked, as by a backup; the work is done another time."""
    try:
        yield
    except OperationalError as error:
        log.warning("audit partitions: %s; to be done later", type(error).__name__)


def create_parts(database: Any, now: datetime) -> None:
    parts = list_parts(database)
    month = Month.of(now)
    for _ in range(_AHEAD + 1):
        if not any(_holds(part, month) for part in parts):
            _create_part(database, month)
        month = month.next()


def _holds(part: str, month: Month) -> bool:
    return month < until_of(part) if "_until_" in part else part == f"audit_entry_{month.suffix}"


def until_of(part: str) -> Month:
    """Returns the first month that is after a part; of the part without bounds, the year 1: it has no month of its
    own."""
    match = _PART.fullmatch(part)
    if match is None:
        return Month(101)
    month = Month(int(match[2]) * 100 + int(match[3]))
    return month if match[1] else month.next()


def _create_part(database: Any, month: Month) -> None:
    """Creates a part, with what came while there was none for it."""
    part, begin, end = f"audit_entry_{month.suffix}", month.begin, month.end
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        cursor.execute(_NOT_FOR_LONG)
        cursor.execute(f"CREATE TABLE {part} (LIKE audit_entry INCLUDING DEFAULTS)")
        cursor.execute(f"ALTER TABLE {part} ADD PRIMARY KEY (id), ADD UNIQUE (chain, place)")
        cursor.execute(_MOVE.format(part=part), [begin, end])
        cursor.execute(_ATTACH.format(part=part, bounds=f"FOR VALUES FROM ('{begin}') TO ('{end}')"))


def detach_part(part: str) -> None:
    """Detaches a part, which becomes a table of its own, to be moved or dumped. Call it in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_NOT_FOR_LONG)
        cursor.execute(f"ALTER TABLE audit_entry DETACH PARTITION {connection.ops.quote_name(part)}")


_INDEXES = {
    "trail_of_a_subject": "subject, at",
    "trail_of_an_actor": "actor, at",
    "trail_by_time": "at",
}


def divide(database: Any, now: datetime) -> None:
    """Makes the one table the first part of a partitioned one, without copying a row. A log that is divided stays
    so."""
    if list_parts(database):
        return
    with database.cursor() as cursor:
        cursor.execute("SELECT max(at), coalesce(max(id), 0) FROM audit_entry")
        latest, highest = cursor.fetchone()
        until = Month.of(max(now, latest or now)).next()
        former = f"audit_entry_until_{until.suffix}"
        cursor.execute(f"ALTER TABLE audit_entry RENAME TO {former}")
        for name in _INDEXES:
            cursor.execute(f"ALTER INDEX {name} RENAME TO {name}_{until.suffix}")
        cursor.execute(f"ALTER TABLE {former} ALTER id DROP IDENTITY IF EXISTS, ALTER id DROP DEFAULT")
        cursor.execute("DROP SEQUENCE IF EXISTS audit_entry_id_seq")
        cursor.execute(f"CREATE SEQUENCE audit_entry_id_seq START {highest + 1}")
        cursor.execute(f"ALTER TABLE {former} ALTER id SET DEFAULT nextval('audit_entry_id_seq')")
        cursor.execute(f"CREATE TABLE audit_entry (LIKE {former} INCLUDING DEFAULTS) PARTITION BY RANGE (at)")
        cursor.execute("ALTER SEQUENCE audit_entry_id_seq OWNED BY audit_entry.id")
        for name, columns in _INDEXES.items():
            cursor.execute(f"CREATE INDEX {name} ON audit_entry ({columns})")
        cursor.execute(
            f"ALTER TABLE audit_entry ATTACH PARTITION {former} FOR VALUES FROM (MINVALUE) TO ('{until.begin}')"
        )
        cursor.execute("CREATE TABLE audit_entry_rest (LIKE audit_entry INCLUDING DEFAULTS)")
        cursor.execute("ALTER TABLE audit_entry_rest ADD PRIMARY KEY (id), ADD UNIQUE (chain, place)")
        cursor.execute(_ATTACH.format(part=REST, bounds="DEFAULT"))
    create_parts(database, now)
