"""The files outside /opt/kiosk: `install/tree/<part>` mirrors the root directory, for the parts `kiosk` and `hub`."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

PARTS = ("kiosk", "hub")


def lay(release: Path, parts: Sequence[str], root: Path) -> None:
    """Puts the files of these parts in place, each whole or not at all. Raises OSError."""
    for part in parts:
        top = release / "install" / "tree" / part
        for file in _files(top):
            target = root / file.relative_to(top)
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_name(f".{target.name}.part")
            shutil.copy(file, unfinished)
            unfinished.replace(target)


def take_up(release: Path, parts: Sequence[str], root: Path, keep: Path | None = None) -> None:
    """Takes away the files of these parts, but for those that the release `keep` has too."""
    for part in parts:
        top = release / "install" / "tree" / part
        for file in _files(top):
            name = file.relative_to(release)
            if keep is None or not (keep / name).exists():
                (root / file.relative_to(top)).unlink(missing_ok=True)


def units(release: Path, part: str) -> list[str]:
    """The units of that part which are started with the machine."""
    folder = release / "install" / "tree" / part / "etc/systemd/system"
    return sorted(unit.name for unit in folder.iterdir() if "[Install]" in unit.read_text())


def _files(top: Path) -> Iterator[Path]:
    return (path for path in sorted(top.rglob("*")) if path.is_file())
