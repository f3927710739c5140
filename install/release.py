"""A release: the program with a virtual environment in a folder of its own; `/opt/kiosk` links to the one in use."""

import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

PROGRAM = (
    "bounded_http",
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
    "speech",
    "tools",
    "run_kiosk.py",
    "LICENSE",
)
_GENERATED = ("__pycache__", "*.pyc", "*.mo", "*.part")  # by set-up or by runs
_WHOLE = "whole"  # the file that is written last; it names what was set up
_FORMER = "former"  # what was in service before: a release, and the backup that it made of the hub
_VERSION = "RELEASE"  # read by contract/release.py


def build(source: Path, releases: Path, target: str, set_up: Callable[[Path, str], None]) -> Path:
    """Returns the release of `source`; an existing one is not built again.

    `set_up` makes its virtual environment, fonts and catalogues, for the target `site` or `hub`. Raises OSError and
    what `set_up` raises; an unfinished release is built again the next time.
    """
    release = releases / digest(source)
    targets = (release / _WHOLE).read_text().split() or ["site"] if is_whole(release) else []
    if target in targets or "site" in targets:
        return release
    if not targets:
        shutil.rmtree(release, ignore_errors=True)
        release.mkdir(parents=True)
        copy_program(source, release, PROGRAM)
        (release / _VERSION).write_text(release.name)
    set_up(release, target)
    (release / _WHOLE).write_text(" ".join([*targets, target]))
    return release


def copy_program(source: Path, target: Path, names: Sequence[str]) -> None:
    """Copies these files and folders, without what set-up or runs have made."""
    for name in names:
        _copy(source / name, target / name)


def is_whole(release: Path) -> bool:
    return (release / _WHOLE).exists()


def write_former(release: Path, former: Path, backup: str) -> None:
    """Records what was in service before, and its backup of the hub (empty: there was none)."""
    (release / _FORMER).write_text(f"{former.name}\n{backup}\n")


def read_former(release: Path) -> tuple[str, str]:
    """Returns the former release's name and its backup of the hub; empty where there is none."""
    file = release / _FORMER
    name, backup = (file.read_text().splitlines() if file.exists() else ["", ""])[:2]
    return name, backup


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


def delete(releases: Path, release: Path) -> None:
    """Deletes this release, and the folder once it is empty."""
    shutil.rmtree(release, ignore_errors=True)
    if releases.exists() and not any(releases.iterdir()):
        releases.rmdir()


def delete_others(releases: Path, *keep: Path | None) -> None:
    """Deletes the other releases, and the folder once it is empty."""
    if not releases.exists():
        return
    for release in releases.iterdir():
        if release not in keep:
            shutil.rmtree(release)
    if not any(keep):
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
