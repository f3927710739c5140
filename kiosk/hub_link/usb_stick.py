"""The papers on a resident's USB stick: picture and PDF files of its first two levels, and nothing else of it."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from contract.uploads import LARGEST_FILE

MOST_FILES = 60  # listed, the newest first
_MOST_LOOKED_AT = 2000  # entries; a stick may hold any number
_MOST_FOLDERS = 40
_ENDINGS = (".pdf", ".jpg", ".jpeg", ".png", ".webp")


class StickFault(Exception):
    """It was taken out, or cannot be read."""


@dataclass(frozen=True, slots=True)
class StickFile:
    """`folder` is "" for one of the highest level. `changed` is in seconds since 1970."""

    name: str
    folder: str
    size: int
    changed: float


def list_papers(roots: Sequence[Path]) -> list[tuple[Path, StickFile]]:
    """Returns the files that may be papers, each with its stick. Raises StickFault."""
    try:
        files = [(root, file) for root in roots for file in islice(_list_files(root), _MOST_LOOKED_AT)]
    except OSError as error:
        raise StickFault(type(error).__name__) from None
    return sorted(files, key=lambda pair: -pair[1].changed)[:MOST_FILES]


def read_paper(root: Path, file: StickFile) -> bytes:
    """Returns its content; b"" for one that is larger than the hub takes. No link is followed. Raises StickFault."""
    try:
        folder = _open_folder(root, file.folder)
        try:
            opened = os.open(file.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        finally:
            os.close(folder)
        with os.fdopen(opened, "rb") as source:
            if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
                raise StickFault("no file")
            content = source.read(LARGEST_FILE + 1)
    except OSError as error:
        raise StickFault(type(error).__name__) from None
    return content if len(content) <= LARGEST_FILE else b""


def _open_folder(root: Path, name: str) -> int:
    """Raises OSError."""
    top = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    if not name:
        return top
    try:
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    finally:
        os.close(top)


def _list_files(root: Path) -> Iterator[StickFile]:
    """Raises OSError."""
    folders: list[str] = []
    for entry in _scan(root):
        if entry.is_dir(follow_symlinks=False):
            folders.append(entry.name)
        elif _may_be_paper(entry):
            yield _describe(entry, "")
    for folder in sorted(folders)[:_MOST_FOLDERS]:
        yield from (_describe(entry, folder) for entry in _scan(root / folder) if _may_be_paper(entry))


def _scan(folder: Path) -> Iterator["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        yield from (entry for entry in islice(entries, _MOST_LOOKED_AT) if not entry.name.startswith("."))


def _may_be_paper(entry: "os.DirEntry[str]") -> bool:
    return entry.name.lower().endswith(_ENDINGS) and entry.is_file(follow_symlinks=False)


def _describe(entry: "os.DirEntry[str]", folder: str) -> StickFile:
    state = entry.stat(follow_symlinks=False)
    return StickFile(entry.name, folder, state.st_size, state.st_mtime)
