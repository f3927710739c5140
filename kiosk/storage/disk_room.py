"""Whether there is room on the disk for what a resident hands in, and whether it may be written to. A file keeps room
in reserve, which is given up for what is being handed in when the disk fills up."""

import errno
import logging
import os
import sqlite3
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from kiosk.storage.atomic_files import write_safely

log = logging.getLogger(__name__)

RESERVE = 4 << 20  # bytes
LEAST = 4 << 20  # bytes that are free besides, or nothing more is begun
_FILE, _PROBE = "reserve", "probe"
_COPIES = 3  # of what is written: in Base64, in the database and in its log
FULL_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class DiskState(StrEnum):
    """The values are what the hub is told."""

    OK = "ok"
    FULL = "full"
    READ_ONLY = "read only"  # or it takes nothing for another reason


class DiskRoom:
    """Safe to use from several threads."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self._probed = DiskState.OK

    @property
    def state(self) -> DiskState:
        """Returns the state as it is now; takes microseconds."""
        try:
            disk = os.statvfs(self.data_dir)
        except FileNotFoundError:
            return DiskState.OK  # nothing was kept here yet
        except OSError:
            return DiskState.READ_ONLY
        if disk.f_flag & os.ST_RDONLY or not os.access(self.data_dir, os.W_OK, effective_ids=True):
            return DiskState.READ_ONLY
        return DiskState.FULL if disk.f_bavail * disk.f_frsize < LEAST else self._probed

    def has_room_for(self, size: int) -> bool:
        """Returns whether so many bytes can be kept, and what is begun besides."""
        try:
            disk = os.statvfs(self.data_dir)
        except OSError:
            return False
        return self.state is DiskState.OK and disk.f_bavail * disk.f_frsize > LEAST + _COPIES * size

    def probe(self) -> DiskState:
        """Tries to write, keeps the room in reserve where there is none, and returns the state."""
        try:
            write_safely(self.data_dir / _PROBE, os.urandom(4096))
            self._probed = DiskState.OK
            self._make_reserve()
        except OSError as error:
            self._probed = self._why(error)
        return self.state

    def _why(self, error: OSError) -> DiskState:
        """Probes the disk; returns the state until the next probe, besides what can be seen at any time."""
        if error.errno not in FULL_ERRORS:
            return DiskState.READ_ONLY
        return DiskState.OK if self._free() < LEAST else DiskState.FULL  # a quota, which counts no free bytes

    def _free(self) -> int:
        """Returns the free bytes. Raises OSError."""
        disk = os.statvfs(self.data_dir)
        return disk.f_bavail * disk.f_frsize

    def give_up_reserve(self) -> bool:
        """Frees the reserve; returns whether there was any."""
        try:
            (self.data_dir / _FILE).unlink()
        except OSError:
            return False
        log.error("the disk is full: the room in reserve is used")
        return True

    def _make_reserve(self) -> None:
        path = self.data_dir / _FILE
        if self.state is not DiskState.OK or (path.exists() and path.stat().st_size >= RESERVE):
            return
        if self._free() < RESERVE + LEAST:
            return
        try:
            with path.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, RESERVE)
        except OSError:
            with suppress(OSError):
                path.unlink(missing_ok=True)
            raise


def is_full(error: BaseException) -> bool:
    """Returns whether the disk had no room."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
    return isinstance(error, OSError) and error.errno in FULL_ERRORS
