"""The folder of what librime builds from its data: whole, or built again.

librime ends the whole process (a C++ exception) where a file of its own is cut short: by a machine that went off while
it was written, or by another process that is writing it. So another process builds it, beside, and it is moved into
place; and what a process did not survive opening, or could not use, is built again by the next. Nothing in it is what
anyone typed.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_CACHE = _ROOT / ".cache"
_PATIENCE = 120.0  # seconds; building takes one
_COMPLETE, _OPENING = "complete", "opening"


@contextmanager
def whole_folder(data: Path) -> Iterator[Path]:
    """Provides the folder, built from that data, while no other process builds or opens it. Raises OSError,
    SubprocessError."""
    parent = _find_parent()
    folder = parent / "rime"
    with (parent / "rime.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / _OPENING).exists() or _read(folder / _COMPLETE) != _sign(data):
            _build(folder, _sign(data))
        (folder / _OPENING).touch()
        yield folder
        (folder / _OPENING).unlink()


def _build(folder: Path, signature: str) -> None:
    building = Path(tempfile.mkdtemp(prefix="rime-", dir=folder.parent))
    try:
        command = [sys.executable, "-m", "screens.keyboard.rime", str(building)]
        subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, timeout=_PATIENCE)
        (building / _COMPLETE).write_text(signature)
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _find_parent() -> Path:
    try:
        _CACHE.mkdir(parents=True, exist_ok=True)
        if os.access(_CACHE, os.W_OK):
            return _CACHE
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="rime-"))


def _sign(data: Path) -> str:
    """Returns what changes with the data: Debian brings another release now and then."""
    files = [(path.name, path.stat()) for path in sorted(data.glob("*.yaml"))]
    return sha256(repr([(name, stat.st_size, stat.st_mtime_ns) for name, stat in files]).encode()).hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
