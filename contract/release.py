"""The version, for both sides: an installed release is known by the digest of its files, a clone by its commit."""

from functools import cache
from pathlib import Path

NUMBER = "0.1.0"
FILE = "RELEASE"  # at the top of an installed release; the installer writes it
_ROOT = Path(__file__).resolve().parent.parent
_DIGITS = 12


@cache
def get_version() -> str:
    """Returns `0.1.0+<digest>` for an installed release, `0.1.0+git.<commit>` in a clone, else the number alone."""
    return describe(_ROOT)


def describe(root: Path) -> str:
    """Returns the version of the program in this folder."""
    digest = _read(root / FILE)
    if digest:
        return f"{NUMBER}+{digest[:_DIGITS]}"
    commit = _find_commit(root / ".git")
    return f"{NUMBER}+git.{commit[:_DIGITS]}" if commit else NUMBER


def _find_commit(git: Path) -> str:
    """Returns the commit that is checked out, read from git's files; empty where there is none."""
    if git.is_file():  # a further working tree
        git = git.parent / _read(git).removeprefix("gitdir: ")
    head = _read(git / "HEAD")
    if not head.startswith("ref: "):
        return head
    name = head.removeprefix("ref: ")
    common = git / (_read(git / "commondir") or ".")
    return _read(common / name) or _find_packed(_read(common / "packed-refs"), name)


def _find_packed(refs: str, name: str) -> str:
    return next((line.split()[0] for line in refs.splitlines() if line.endswith(f" {name}")), "")


def _read(file: Path) -> str:
    try:
        return file.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
