"""The schema of the kiosk's database, as numbered steps from each release's to the next.

`PRAGMA user_version` holds the number of the last step taken. Databases of the releases before it was used hold 0,
whichever of the steps 1 to 3 they had: those three take nothing for granted. A step that is released never changes.
"""

import sqlite3
from collections.abc import Callable


class DatabaseTooNew(sqlite3.DatabaseError):
    """A later release has written the database. This one changes nothing in it."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the database has version {version}, this release reads up to {VERSION}")
        self.version = version


def get_version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def check_version(connection: sqlite3.Connection) -> None:
    """Checks the database's version. Raises DatabaseTooNew."""
    version = get_version(connection)
    if version > VERSION:
        raise DatabaseTooNew(version)


def update_schema(connection: sqlite3.Connection) -> None:
    """Takes the steps that the database lacks, within a transaction of the caller's. Raises DatabaseTooNew."""
    check_version(connection)
    for step in _STEPS[get_version(connection) :]:
        step(connection)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _create_tables(connection: sqlite3.Connection) -> None:
    for statement in _FIRST_TABLES:
        connection.execute(f"CREATE {statement}")


def _add_failures_to_outbox(connection: sqlite3.Connection) -> None:
    for column in ("status INTEGER", "failures INTEGER NOT NULL DEFAULT 0", "tried_at TEXT"):
        _add_column(connection, "outbox", column)


def _add_doubtful_numbers(connection: sqlite3.Connection) -> None:
    _add_column(connection, "printing", "number TEXT NOT NULL DEFAULT ''")
    connection.execute("CREATE TABLE IF NOT EXISTS doubtful (number TEXT, day TEXT, PRIMARY KEY (number, day))")


def _add_marks(connection: sqlite3.Connection) -> None:
    _add_column(connection, "outbox", "mark INTEGER")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS hub_numbers"
        " (prefix TEXT, day TEXT, last INTEGER NOT NULL, PRIMARY KEY (prefix, day))"
    )


def _add_column(connection: sqlite3.Connection, table: str, column: str) -> None:
    names = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    if column.partition(" ")[0] not in names:
        connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")


_FIRST_TABLES = (
    """TABLE IF NOT EXISTS outbox (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        code TEXT NOT NULL,
        body BLOB,
        problem BLOB,
        made_at TEXT NOT NULL,
        settled_at TEXT,
        UNIQUE (id, kind)
    )""",
    "INDEX IF NOT EXISTS outbox_by_state ON outbox (state, seq)",
    "TABLE IF NOT EXISTS printing (id TEXT PRIMARY KEY, at_hub INTEGER NOT NULL)",
    "TABLE IF NOT EXISTS own_numbers (day TEXT, service TEXT, last INTEGER NOT NULL, PRIMARY KEY (day, service))",
    "TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """TABLE IF NOT EXISTS device_counts (
        name TEXT PRIMARY KEY,
        since TEXT NOT NULL,
        cards INTEGER NOT NULL DEFAULT 0,
        millimetres INTEGER NOT NULL DEFAULT 0,
        cuts INTEGER NOT NULL DEFAULT 0,
        faults INTEGER NOT NULL DEFAULT 0
    )""",
    """TABLE IF NOT EXISTS device_status (
        name TEXT PRIMARY KEY, at TEXT NOT NULL, condition TEXT NOT NULL, fault TEXT, paper TEXT, detail TEXT NOT NULL
    )""",
    """TABLE IF NOT EXISTS device_faults (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, name TEXT NOT NULL, fault TEXT NOT NULL, detail TEXT NOT NULL
    )""",
    """TABLE IF NOT EXISTS device_tests (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, passed INTEGER NOT NULL,
        detail TEXT NOT NULL
    )""",
)
_STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _create_tables,  # 1
    _add_failures_to_outbox,  # 2
    _add_doubtful_numbers,  # 3
    _add_marks,  # 4
)
VERSION = len(_STEPS)
