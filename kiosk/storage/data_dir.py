"""The data directory belongs to one running kiosk at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DataDirInUse(Exception):
    """Another kiosk runs on this data directory."""


@contextmanager
def hold(data_dir: Path) -> Iterator[None]:
    """Keep the directory to oneself. Raises DataDirInUse, OSError."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataDirInUse(f"another kiosk runs on {data_dir}") from None
        yield


def held(data_dir: Path) -> bool:
    """Does a kiosk run on it?"""
    try:
        with (data_dir / "lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
