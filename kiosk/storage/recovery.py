"""A kiosk whose database cannot be used: its technician's pages work all the same, and nothing that waits is lost.

In safe mode the database is tried; where it is damaged, or the disk takes nothing, a passing one in memory stands in
for it and the files stay as they are. A technician may have damaged ones set aside: they are kept, and what can be read
of them is carried over.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.storage.database import FILE, Database
from kiosk.storage.schema import DatabaseTooNew

_PARTS = ("-shm", "-wal", "")  # the database itself goes last
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"


@dataclass(frozen=True, slots=True)
class DatabaseFault:
    """Why the database is not used in this run."""

    error: OSError | sqlite3.Error

    def __str__(self) -> str:
        if self.too_new:
            return str(self.error)
        return "damaged" if self.damaged else f"not usable: {type(self.error).__name__}"

    @property
    def too_new(self) -> bool:
        """Returns whether a later release has written it."""
        return isinstance(self.error, DatabaseTooNew)

    @property
    def damaged(self) -> bool:
        """Returns whether the database itself is at fault, not the disk or another program that holds it."""
        return isinstance(self.error, sqlite3.Error) and damaged(self.error)


def damaged(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def open_or_in_memory(data_dir: Path) -> tuple[Database, DatabaseFault | None]:
    """Returns the kiosk's database where it is whole and takes what is written; else one in memory, and why."""
    store = None
    try:
        store = Database(data_dir)
        _try(store)
    except (OSError, sqlite3.Error) as error:
        if store:
            store.close()
        return Database(None), DatabaseFault(error)
    return store, None


def open_or_stand_in(data_dir: Path) -> tuple[Database, DatabaseFault | None]:
    """Returns the kiosk's database, or where a later release has written it one in memory, and why. Raises OSError or
    sqlite3.Error for any other fault."""
    try:
        return Database(data_dir), None
    except DatabaseTooNew as error:
        return Database(None), DatabaseFault(error)


def check(store: Database) -> None:
    """Checks the database. Raises sqlite3.DatabaseError where the database is damaged."""
    with store.look() as database:
        if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            error = sqlite3.DatabaseError("quick_check")
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error


def _try(store: Database) -> None:
    check(store)
    with store.change() as database:
        database.execute("INSERT OR REPLACE INTO notes (name, value) VALUES ('tried', '')")


def set_aside(data_dir: Path, now: datetime) -> tuple[Path, int]:
    """Sets the damaged files aside; returns where they are kept, and how many entries of the outbox are carried over
    into a new database. Raises OSError or sqlite3.Error: then the files are where they were, or in both places."""
    folder = data_dir / f"damaged-{now:%Y%m%d-%H%M%S}"
    folder.mkdir(mode=0o700)
    files = [data_dir / (FILE + part) for part in _PARTS if (data_dir / (FILE + part)).exists()]
    for file in files:
        shutil.copy2(file, folder / file.name)
        _sync(folder / file.name)
    _sync(folder)
    for file in files:
        file.unlink()
    store = Database(data_dir)
    try:
        return folder, _carry_over(folder / FILE, store)
    finally:
        store.close()


def _carry_over(old: Path, store: Database) -> int:
    """Copies what can be read into a new database; returns how many entries of the outbox could be read."""
    count = 0
    with store.look() as database:
        tables = [name for (name,) in database.execute(_TABLES)]
    for table in tables:
        rows = _readable(old, table)
        with store.change() as database:
            columns = {column[1] for column in database.execute(f"PRAGMA table_info({table})")}
            for row in rows:
                fields = {key: value for key, value in row.items() if key in columns}
                names, marks = ", ".join(fields), ", ".join("?" * len(fields))
                statement = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # names of ours
                database.execute(statement, tuple(fields.values()))
        count += len(rows) if table == "outbox" else 0
    return count


def _readable(old: Path, table: str) -> list[dict[str, object]]:
    """Returns all rows but those that lie where the file is damaged: read from the front, then from the back."""
    rows: dict[int, dict[str, object]] = {}
    for order in ("ASC", "DESC"):
        for place, row in _rows(old, table, order):
            rows.setdefault(place, row)
    return [rows[place] for place in sorted(rows)]


def _rows(old: Path, table: str, order: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Yields rows until the first that cannot be read."""
    try:
        with closing(sqlite3.connect(old)) as database:
            query = database.execute(f"SELECT rowid AS place, * FROM {table} ORDER BY rowid {order}")  # noqa: S608
            names = [column[0] for column in query.description]
            for values in query:
                row = dict(zip(names, values, strict=True))
                yield int(row.pop("place")), row
    except sqlite3.Error:
        return


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
