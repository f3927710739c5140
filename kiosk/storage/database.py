"""The kiosk's own database: one SQLite file in `data_dir`, on disk for good when a write returns.

What is personal is sealed with AES-256-GCM (NIST SP 800-38D) under a key that stands beside it in a file of its own,
readable by the kiosk's user alone.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from time import monotonic, sleep

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.storage.atomic_files import write_once
from kiosk.storage.schema import VERSION, check_version, get_version, update_schema

FILE = "kiosk.sqlite3"  # in the data directory
_NONCE, _KEY_BYTES = 12, 32
_BUSY_SECONDS = 10.0


class CannotOpen(Exception):
    """A sealed value that this key does not open."""


class Database:
    """One connection, which several threads use in turn. Raises sqlite3.Error where the disk fails."""

    def __init__(self, data_dir: Path | None, *, reading: bool = False) -> None:
        """In memory alone for None: then all of it is gone when it is closed. `reading`: the file as it is; nothing in
        it is made, changed or unsealed. Raises OSError too, and DatabaseTooNew, which leaves it unchanged."""
        self._lock = RLock()
        self._seal = AESGCM(_key(data_dir) if data_dir and not reading else AESGCM.generate_key(256))
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
        """Another program may be opening the file too: for this one pragma SQLite does not wait as it else does."""
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
        """A transaction: on disk when the block is left, or as if it had never been."""
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._database.execute("ROLLBACK")
                raise

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """For reading alone."""
        with self._lock:
            yield self._database

    def forget_deleted(self) -> None:
        """Empty the write-ahead log, which still holds pages as they were before their content was deleted."""
        with self._lock:
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def seal(self, plain: bytes, bound_to: str) -> bytes:
        """Encrypt; `bound_to` says where the value belongs, and it opens nowhere else."""
        nonce = os.urandom(_NONCE)
        return nonce + self._seal.encrypt(nonce, plain, bound_to.encode())

    def unseal(self, sealed: bytes, bound_to: str) -> bytes:
        """Raises CannotOpen."""
        try:
            return self._seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to.encode())
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
    """The key in the file, made where there is none: never half a key, and never two, even where another process
    makes one now."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data_dir / "kiosk.key"
    if not path.exists():
        write_once(path, AESGCM.generate_key(256))
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        raise OSError(errno.EBADMSG, "the key is damaged", str(path))
    return key
