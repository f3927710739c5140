"""Files that are there whole or not at all, however a step of set-up ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Provides the path to write to, in the folder of `target`; it is in its place once the block has ended well."""
    unfinished = target.with_suffix(f".{os.getpid()}.part")
    yield unfinished
    unfinished.replace(target)
