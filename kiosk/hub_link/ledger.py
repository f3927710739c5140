"""The ledger beside the database: which entries wait for the hub, in a small file that is written whole after each
change. A kiosk whose database was damaged knows by it at the start what is missing, and names it. Nothing personal
stands in it."""

import logging
import sqlite3
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from kiosk.log_safe import traceback_summary
from kiosk.storage.atomic_files import write_safely
from kiosk.storage.database import Database
from kiosk.storage.unmerged import drop_copy, keep_copy

log = logging.getLogger(__name__)

_FILE, _MISSING_FILE = "outbox.json", "missing.json"
_MOST = 2000  # entries, the newest
_WAITING = (
    "SELECT id, kind, code, made_at FROM (SELECT * FROM outbox WHERE state = 'pending' ORDER BY seq DESC LIMIT ?)"
    " ORDER BY seq"
)


class LedgerEntry(BaseModel):
    """`code`: the case's, or the ticket's number."""

    id: str
    kind: str
    code: str
    made_at: str


class _Entries(BaseModel):
    entries: tuple[LedgerEntry, ...] = ()


class Ledger:
    """Keeps itself up to date after each change of the database, from when it is made."""

    def __init__(self, store: Database) -> None:
        self._store = store
        self._written: _Entries | None = None
        if store.data_dir:
            store.call_after_change(self._update)

    def find_missing(self, now: datetime) -> tuple[LedgerEntry, ...]:
        """Returns what is missing, from before as well, until a technician has noted it. To be called at the start: the
        files of a database in which something is missing are kept, those of another are not."""
        folder = self._store.data_dir
        if folder is None:
            return ()
        new = self._lost(_read(folder / _FILE).entries)
        if new:
            log.error("%s entries of the outbox are missing: %s", len(new), ", ".join(entry.code for entry in new))
            keep_copy(folder, now)
            before = _read(folder / _MISSING_FILE).entries
            _write(folder / _MISSING_FILE, _Entries(entries=(*before, *new)))
        else:
            drop_copy(folder)
        self._update()
        return self.missing()

    def missing(self) -> tuple[LedgerEntry, ...]:
        """Returns what was found to be missing and nobody has noted."""
        return list_missing(self._store.data_dir) if self._store.data_dir else ()

    def forget_missing(self) -> None:
        """Forgets what is missing, once a technician has noted it. Raises OSError."""
        if self._store.data_dir:
            (self._store.data_dir / _MISSING_FILE).unlink(missing_ok=True)

    def _lost(self, waiting: tuple[LedgerEntry, ...]) -> tuple[LedgerEntry, ...]:
        with self._store.look() as database:
            rows = set(database.execute("SELECT id, kind FROM outbox").fetchall())
        return tuple(entry for entry in waiting if (entry.id, entry.kind) not in rows)

    def _update(self) -> None:
        """Updates the ledger; the database stays as written where the ledger cannot be."""
        if not self._store.data_dir:
            return
        try:
            with self._store.look() as database:
                rows = database.execute(_WAITING, (_MOST,)).fetchall()
            entries = _Entries(
                entries=tuple(LedgerEntry(id=row[0], kind=row[1], code=row[2], made_at=row[3]) for row in rows)
            )
            if entries != self._written:
                _write(self._store.data_dir / _FILE, entries)
                self._written = entries
        except (OSError, sqlite3.Error) as error:
            log.error("the ledger is not written: %s", traceback_summary(error))


def list_missing(data_dir: Path) -> tuple[LedgerEntry, ...]:
    return _read(data_dir / _MISSING_FILE).entries


def _write(path: Path, entries: _Entries) -> None:
    write_safely(path, entries.model_dump_json().encode())


def _read(path: Path) -> _Entries:
    try:
        return _Entries.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return _Entries()
    except (OSError, ValidationError) as error:
        log.error("%s cannot be read: %s", path.name, type(error).__name__)
        return _Entries()
