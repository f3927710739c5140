"""Files that are written whole and on disk, or not at all. Nothing heavy is imported: the first page does not wait."""

import os
from pathlib import Path


def write_safely(path: Path, content: bytes) -> None:
    """Put the file in place whole and on disk, readable by this user alone, or leave the one before."""
    new = path.with_name(path.name + ".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
