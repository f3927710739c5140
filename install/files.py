"""The files outside /opt/kiosk: `install/tree/<part>` mirrors the root directory, for the parts `kiosk` and `hub`."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

PARTS = ("kiosk", "hub")


def copy_parts(release: Path, parts: Sequence[str], root: Path) -> None:
    """Copies the files of these parts, each atomically. Raises OSError."""
    for part in parts:
        top = release / "install" / "tree" / part
        for file in _files(top):
            target = root / file.relative_to(top)
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_name(f".{target.name}.part")
            try:
                shutil.copy(file, unfinished)
                unfinished.replace(target)
            except OSError:
                unfinished.unlink(missing_ok=True)
                raise


def delete_parts(release: Path, parts: Sequence[str], root: Path, keep: Path | None = None) -> None:
    """Deletes the files of these parts, except those that the release `keep` has too."""
    for part in parts:
        top = release / "install" / "tree" / part
        for file in _files(top):
            name = file.relative_to(release)
            target = root / file.relative_to(top)
            if target.is_file() and (keep is None or not (keep / name).exists()):
                target.unlink()


def list_units(release: Path, part: str) -> list[str]:
    """Returns the names of that part's units that start with the machine."""
    folder = release / "install" / "tree" / part / "etc/systemd/system"
    return sorted(unit.name for unit in folder.iterdir() if "[Install]" in unit.read_text())


def _files(top: Path) -> Iterator[Path]:
    return (path for path in sorted(top.rglob("*")) if path.is_file())
