"""The first configuration. Existing files are never changed."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).parent / "first"
_TOKEN = "/etc/kiosk/hub.token"  # noqa: S105  # the file that holds it
ENVIRONMENT = "etc/hub/environment"
_USERS = {"etc/kiosk/kiosk.toml": "kiosk", "etc/kiosk/hub.token": "kiosk", ENVIRONMENT: "hub"}
ROOTS = (ENVIRONMENT,)  # systemd reads it before a service steps down to its user
KEYS = "var/lib/hub-keys/keys"
_KEYS_BEFORE = "etc/hub/keys"  # now a link to it


def write_missing(root: Path, host: str, hub: bool, kiosk: bool = True) -> None:
    """Writes the missing files; the folders exist. Raises OSError."""
    if hub:
        _write(root / ENVIRONMENT, (_HERE / "environment").read_text(), 0o600)
    if not kiosk:
        return
    words = (_HERE / "kiosk.toml").read_text().replace("{id}", kiosk_id(host))
    section = (_HERE / "hub.toml").read_text() if hub else ""
    _write(root / "etc/kiosk/kiosk.toml", words.replace("{hub}\n", section), 0o640)


def list_owners(root: Path, hub: bool) -> Iterator[tuple[Path, str]]:
    """Yields each existing file and the user it is for: someone may have edited it as root. Those of ROOTS that user
    only reads."""
    for file, user in _USERS.items():
        if (root / file).exists() and (hub or user != "hub"):
            yield root / file, user


def has_keys(root: Path) -> bool:
    """Returns whether there are keys in a file, in its place or in that of an earlier release."""
    return (root / KEYS).exists() or has_keys_to_move(root)


def has_keys_to_move(root: Path) -> bool:
    """Returns whether the keys of an earlier release lie beside the environment still."""
    before = root / _KEYS_BEFORE
    return before.is_file() and not before.is_symlink()


def link_keys(root: Path) -> None:
    """Leaves a link where the keys were, once they are in their new place. Raises OSError."""
    if (root / KEYS).exists():
        link = root / f"{_KEYS_BEFORE}.part"
        link.unlink(missing_ok=True)
        link.symlink_to(f"/{KEYS}")
        link.replace(root / _KEYS_BEFORE)


def kiosk_id(host: str) -> str:
    """Returns the machine's name in the characters that an id may have."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", host).strip("-_.")[:40] or "kiosk-1"


def find_kiosk_without_token(root: Path) -> str | None:
    """Returns the id of a kiosk that uses this machine's hub and has no token yet."""
    try:
        settings = tomllib.loads((root / "etc/kiosk/kiosk.toml").read_text())
    except (OSError, ValueError):
        return None
    if settings.get("hub", {}).get("token_file") != _TOKEN or _token_file(root).exists():
        return None
    return str(settings["kiosk"]["id"])


def write_token(root: Path, token: str) -> None:
    """Writes the token file. Raises OSError."""
    _write(_token_file(root), token, 0o600)


def _token_file(root: Path) -> Path:
    return root / _TOKEN.lstrip("/")


def _write(file: Path, words: str, mode: int) -> None:
    """Writes atomically, and never through a link: the folder is not root's."""
    if file.exists():
        return
    unfinished = file.with_name(f".{file.name}.part")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as handle:
        handle.write(words)
    unfinished.replace(file)
