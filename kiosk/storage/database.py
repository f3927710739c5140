"""The kiosk's own database: one SQLite file in `data_dir`, on disk for good when a write returns.

What is personal is sealed (sealing.py) under a key that stands beside it in a file of its own, readable by the kiosk's
user alone.
"""

import errno
import logging
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from time import monotonic, sleep
from typing import TypeVar

from cryptography.exceptions import InvalidTag

from kiosk.storage.atomic_files import write_once
from kiosk.storage.disk_room import DiskRoom, is_full
from kiosk.storage.schema import VERSION, check_version, get_version, update_schema
from kiosk.storage.sealing import KEY_BYTES, Sealer

log = logging.getLogger(__name__)

T = TypeVar("T")

FILE = "kiosk.sqlite3"  # in the data directory
_CRYPTO = "crypto"  # the note of the algorithms in use
_BUSY_SECONDS = 10.0
_READER_MS = 500  # that one who reads may hold up the emptying of the write-ahead log


class CannotOpen(Exception):
    """A sealed value that this key does not open."""


class Database:
    """One connection, which several threads use in turn. Raises sqlite3.Error where the disk fails."""

    def __init__(self, data_dir: Path | None, *, reading: bool = False) -> None:
        """Opens the database; in memory alone for None: then all of it is gone when it is closed. `reading`: the file
        as it is; nothing in it is made, changed or unsealed. Raises OSError too, and DatabaseTooNew, which leaves it
        unchanged."""
        self.data_dir = data_dir
        self._after_change: Callable[[], None] = lambda: None
        self._lock = RLock()
        self._sealer = Sealer(_key(data_dir) if data_dir and not reading else secrets.token_bytes(KEY_BYTES))
        path = _address(data_dir, reading) if data_dir else ":memory:"
        self._database = sqlite3.connect(
            path, uri=True, isolation_level=None, check_same_thread=False, timeout=_BUSY_SECONDS
        )
        try:
            check_version(self._database)
            if not reading:
                self._set_up()
        except sqlite3.Error:
            self._database.close()
            raise

    def _set_up(self) -> None:
        self._write_ahead()
        for setting in ("synchronous = FULL", "secure_delete = ON"):
            self._database.execute(f"PRAGMA {setting}")
        if get_version(self._database) != VERSION:
            with self.change() as connection:
                update_schema(connection)

    def _write_ahead(self) -> None:
        """Turns write-ahead logging on. Another program may be opening the file too: for this one pragma SQLite does
        not wait as it else does."""
        end = monotonic() + _BUSY_SECONDS
        while True:
            try:
                self._database.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > end:
                    raise
            sleep(0.01)

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Yields a transaction: on disk, in the main file, when the block is left, or as if it had never been."""
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._database.execute("ROLLBACK")
                raise
            self._checkpoint()
            self._after_change()

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Returns a transaction for what must not be lost: where the disk is full, the room in reserve is given up for
        it."""
        try:
            with self.change() as connection:
                return work(connection)
        except sqlite3.Error as error:
            if not (self.data_dir and is_full(error) and DiskRoom(self.data_dir).give_up_reserve()):
                raise
        with self.change() as connection:
            return work(connection)

    def call_after_change(self, call: Callable[[], None]) -> None:
        """Registers `call` to be made after each transaction, before the next one begins."""
        self._after_change = call

    def _checkpoint(self) -> None:
        """Moves the write-ahead log into the file. One damaged byte of a long log loses all that was written after it:
        it never holds more than one transaction. What is not moved now, as somebody reads or the disk is full, is moved
        after the next."""
        if not self.data_dir:
            return
        try:
            self._database.execute(f"PRAGMA busy_timeout = {_READER_MS}")
            self.forget_deleted()
        except sqlite3.Error as error:
            log.warning("the write-ahead log is not emptied: %s", type(error).__name__)
        finally:
            self._database.execute(f"PRAGMA busy_timeout = {int(_BUSY_SECONDS * 1000)}")

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """Yields the connection for reading alone."""
        with self._lock:
            yield self._database

    def forget_deleted(self) -> None:
        """Empties the write-ahead log, which still holds pages as they were before their content was deleted."""
        with self._lock:
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @property
    def crypto(self) -> str:
        """Returns the algorithms that values are sealed by from now on: NATIONAL, or "" for the usual ones."""
        with self.look() as database:
            row = database.execute("SELECT value FROM notes WHERE name = ?", (_CRYPTO,)).fetchone()
        return str(row[0]) if row else ""

    def note_crypto(self, database: sqlite3.Connection, crypto: str) -> None:
        """Stores the algorithms, within a transaction of the caller's."""
        database.execute("INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)", (_CRYPTO, crypto))

    def seal(self, plain: bytes, bound_to: str) -> bytes:
        """Encrypts a value; `bound_to` says where the value belongs, and it opens nowhere else."""
        return self._sealer.seal(plain, bound_to.encode(), self.crypto)

    def unseal(self, sealed: bytes, bound_to: str) -> bytes:
        """Returns the plain value. Raises CannotOpen."""
        try:
            return self._sealer.unseal(sealed, bound_to.encode())
        except InvalidTag:
            raise CannotOpen("sealed with another key, or altered") from None

    def close(self) -> None:
        with self._lock:
            self._database.close()


def _address(data_dir: Path, reading: bool) -> str:
    path = data_dir / FILE
    if not reading:
        path.touch(mode=0o600)
    return f"{path.absolute().as_uri()}?mode={'ro' if reading else 'rw'}"


def _key(data_dir: Path) -> bytes:
    """Returns the key in the file, made where there is none: never half a key, and never two, even where another
    process makes one now."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data_dir / "kiosk.key"
    if not path.exists():
        write_once(path, secrets.token_bytes(KEY_BYTES))
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise OSError(errno.EBADMSG, "the key is damaged", str(path))
    return key
