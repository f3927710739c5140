"""The folder into which a scanner drops its files: what arrives in it while a visit waits for it, and nothing else."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from contract.uploads import LARGEST_FILE

_EVERY = 0.5  # seconds between two looks
_UNFINISHED = (".part", ".tmp", ".filepart")  # names under which scanners write
_State = tuple[int, int, int]  # inode, bytes, time of the last change


class FolderFault(Exception):
    """The folder cannot be read, or a file in it not taken away."""


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """One that is whole: its size and its time have stayed the same for `_EVERY` seconds."""

    name: str


class ScannerFolder:
    """What lies there when it is opened belongs to no visit, and stays."""

    def __init__(self, path: Path) -> None:
        """Opens the folder. Raises FolderFault."""
        self._path = path
        self._passed = self._look()
        self._before: dict[str, _State] = {}
        self._looked_at = monotonic()

    def find(self) -> ScannedFile | None:
        """Returns one that has arrived whole; None while there is none. Looks at most twice a second.
        Raises FolderFault."""
        if monotonic() - self._looked_at < _EVERY:
            return None
        self._looked_at = monotonic()
        now = {name: state for name, state in self._look().items() if self._passed.get(name) != state}
        whole = [name for name, state in now.items() if self._before.get(name) == state and state[1]]
        self._before = now
        return ScannedFile(min(whole)) if whole else None

    def take(self, file: ScannedFile) -> bytes:
        """Returns its content and takes it out of the folder, so that no other visit finds it; b"" for one that is
        larger than the hub takes. Raises FolderFault."""
        path = self._path / file.name
        try:
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as opened:
                content = opened.read(LARGEST_FILE + 1)
            path.unlink()
        except OSError as error:
            self._passed |= {file.name: self._before.get(file.name, (0, 0, 0))}
            raise FolderFault(type(error).__name__) from None
        return content if len(content) <= LARGEST_FILE else b""

    def _look(self) -> dict[str, _State]:
        """Returns the plain files. Links lead out of the folder, and are none."""
        try:
            with os.scandir(self._path) as entries:
                return dict(filter(None, map(_state, entries)))
        except OSError as error:
            raise FolderFault(type(error).__name__) from None


def _state(entry: "os.DirEntry[str]") -> tuple[str, _State] | None:
    if entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED):
        return None
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:  # gone meanwhile
        return None
    is_file = stat.S_ISREG(status.st_mode)
    return (entry.name, (status.st_ino, status.st_size, status.st_mtime_ns)) if is_file else None
