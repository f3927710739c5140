"""The data directory belongs to one running kiosk at a time, also on a disk that takes nothing."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOCK = "lock"


class DataDirInUse(Exception):
    """Another kiosk runs on this data directory."""


@contextmanager
def hold(data_dir: Path) -> Iterator[None]:
    """Keeps the directory to oneself. Raises DataDirInUse; OSError where there is none and none can be made."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = _open_lock(data_dir)
    try:
        if not _try_to_lock(descriptor):
            raise DataDirInUse(f"another kiosk runs on {data_dir}")
        yield
    finally:
        os.close(descriptor)


def is_held(data_dir: Path) -> bool:
    """Returns whether a kiosk runs on it."""
    for path in (data_dir / _LOCK, data_dir):
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except OSError:
            continue
        try:
            if not _try_to_lock(descriptor):
                return True
        finally:
            os.close(descriptor)
    return False


def _open_lock(data_dir: Path) -> int:
    """Returns the lock file; where none can be made, the directory itself."""
    for path, flags in ((data_dir / _LOCK, os.O_RDWR | os.O_CREAT), (data_dir / _LOCK, os.O_RDONLY)):
        with suppress(OSError):
            return os.open(path, flags, 0o600)
    return os.open(data_dir, os.O_RDONLY)


def _try_to_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
