"""A release: the program with a virtual environment in a folder of its own; `/opt/kiosk` links to the one in use."""

import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

PROGRAM = (
    "config",
    "contract",
    "demo",
    "devices",
    "hub",
    "install",
    "kiosk",
    "languages",
    "locale",
    "requirements",
    "screens",
    "tools",
    "run_kiosk.py",
    "LICENSE",
)
_GENERATED = ("__pycache__", "*.pyc", "*.mo", "*.part")  # by set-up or by runs
_WHOLE = "whole"  # the file that is written last


def build(source: Path, releases: Path, set_up: Callable[[Path], None]) -> Path:
    """Returns the release of `source`; an existing one is not built again.

    `set_up` makes its virtual environment, fonts and catalogues. Raises OSError and what `set_up` raises; an
    unfinished release is built again the next time.
    """
    release = releases / digest(source)
    if (release / _WHOLE).exists():
        return release
    shutil.rmtree(release, ignore_errors=True)
    release.mkdir(parents=True)
    for name in PROGRAM:
        _copy(source / name, release / name)
    set_up(release)
    (release / _WHOLE).touch()
    return release


def digest(source: Path) -> str:
    """Returns twelve hexadecimal digits of the hash of a release's files."""
    summary = hashlib.sha256(f"{sys.executable}\0{sys.version_info[:2]}".encode())
    for name in PROGRAM:
        for path in _files(source / name):
            summary.update(f"\0{path.relative_to(source)}\0{os.access(path, os.X_OK)}\0".encode() + path.read_bytes())
    return summary.hexdigest()[:12]


def find_current(link: Path) -> Path | None:
    return link.resolve() if link.is_symlink() and link.exists() else None


def switch(link: Path, release: Path) -> None:
    """Points `link` to the release, atomically. Raises FileExistsError where `link` exists and is no link."""
    if link.exists() and not link.is_symlink():
        raise FileExistsError(f"{link} exists, and `make install` did not create it")
    link.parent.mkdir(parents=True, exist_ok=True)
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(os.path.relpath(release, link.parent))
    new.replace(link)


def delete_others(releases: Path, *kept: Path | None) -> None:
    """Deletes the other releases, and the folder once it is empty."""
    if not releases.exists():
        return
    for release in releases.iterdir():
        if release not in kept:
            shutil.rmtree(release)
    if not any(kept):
        releases.rmdir()


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(*_GENERATED))
    else:
        shutil.copy2(source, target)


def _files(top: Path) -> Iterator[Path]:
    for path in [top] if top.is_file() else sorted(top.rglob("*")):
        generated = "__pycache__" in path.parts or any(path.match(pattern) for pattern in _GENERATED)
        if path.is_file() and not generated:
            yield path
