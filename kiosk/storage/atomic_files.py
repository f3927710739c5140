"""Files that are written whole and on disk, or not at all. Nothing heavy is imported: the first page does not wait."""

import os
from contextlib import suppress
from pathlib import Path
from threading import get_ident


def write_safely(path: Path, content: bytes) -> None:
    """Puts the file in place whole and on disk, readable by this user alone, or leaves the one before. Several programs
    may write the same file: the last one counts. Raises OSError."""
    _replace(path, content, on_disk=True)
    _sync_folder(path)


def write_for_now(path: Path, content: bytes) -> None:
    """Puts the file in place as `write_safely` does, without waiting until it is on disk: for what only tells of a
    program that runs. Raises OSError."""
    _replace(path, content, on_disk=False)


def write_once(path: Path, content: bytes) -> None:
    """Writes as `write_safely` does, but a file that is there stays, also one that another program puts there
    meanwhile."""
    new = _beside(path)
    try:
        _write(new, content, on_disk=True)
        with suppress(FileExistsError):
            path.hardlink_to(new)
    finally:
        new.unlink(missing_ok=True)
    _sync_folder(path)


def _replace(path: Path, content: bytes, *, on_disk: bool) -> None:
    new = _beside(path)
    try:
        _write(new, content, on_disk=on_disk)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def _beside(path: Path) -> Path:
    """Returns a name that no other thread of any program uses."""
    return path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}.new")


def _write(path: Path, content: bytes, *, on_disk: bool) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        if on_disk:
            os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
