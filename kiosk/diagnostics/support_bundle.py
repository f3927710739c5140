"""The support bundle: one zip file with all that helps to find a fault from afar, and nothing of any resident."""

import json
import os
import platform
import re
import sqlite3
import subprocess
import tomllib
import zipfile
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import distributions
from io import BytesIO
from pathlib import Path
from typing import Any

import tomlkit

from contract.release import get_version
from kiosk.diagnostics.state import as_owner, whole_state
from kiosk.diagnostics.usb_storage import sticks
from kiosk.storage import log_files

_SECRET = re.compile(r"token|secret|password|passwd|pin|key|credential", re.IGNORECASE)
_USER_IN_URL = re.compile(r"(?<=://)[^/@\s]+@")
_NUMBERS = re.compile(r"(?<![0-9A-Fa-f-])(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?![0-9A-Fa-f-])")
_UNITS = ("kiosk", "kiosk-screen", "hub", "hub-work")
_JOURNAL_LINES, _JOURNAL_SECONDS = 5000, 20.0


class BundleFailed(Exception):
    """It could not be written: says where and why. Nothing of it is left behind."""

    def __init__(self, target: Path, error: OSError | sqlite3.Error) -> None:
        super().__init__(f"{target}: {error.strerror if isinstance(error, OSError) else type(error).__name__}")
        self.error = error


def make_bundle(data_dir: Path, config_file: Path | None, folder: Path, now: datetime) -> Path:
    """Writes the file whole, or not at all. Raises BundleFailed."""
    target = folder / f"kiosk-support-{now:%Y%m%d-%H%M%S}.zip"
    part = target.with_suffix(".part")
    try:
        with as_owner(data_dir):
            content = build(data_dir, config_file)
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        _remove(part)
        raise BundleFailed(target, error) from None
    return target


def build(data_dir: Path, config_file: Path | None) -> bytes:
    """Returns the zip file's bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("status.json", json.dumps(whole_state(data_dir), ensure_ascii=False, indent=2))
        bundle.writestr("versions.json", json.dumps(_versions(), indent=2))
        bundle.writestr("configuration.toml", _configuration(config_file))
        for file in log_files.files(data_dir):
            bundle.writestr(f"log/{file.name}", _log(file))
        bundle.writestr("log/journal.txt", _journal())
    return buffer.getvalue()


def where_to(data_dir: Path, mounts: Path = Path("/proc/mounts")) -> Path:
    """Returns a USB stick that is mounted and can be written to, else `out` here, else `out` in the data directory."""
    for place in [*sticks(mounts), Path.cwd() / "out"]:
        if os.access(place if place.exists() else place.parent, os.W_OK):
            return place
    return data_dir / "out"


def _configuration(file: Path | None) -> str:
    """Returns the configuration without secrets, and without comments, which may hold anything."""
    if file is None:
        return "# the defaults\n"
    try:
        return tomlkit.dumps(_without_secrets(tomllib.loads(file.read_text("utf-8"))))
    except (OSError, ValueError) as error:
        return f"# cannot be read: {type(error).__name__}\n"


def _without_secrets(value: Any, key: str = "") -> Any:
    if isinstance(value, Mapping):
        return {name: _without_secrets(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_secrets(inner, key) for inner in value]
    if _SECRET.search(key):
        return "(removed)"
    return _USER_IN_URL.sub("", value) if isinstance(value, str) else value


def _log(file: Path) -> str:
    """Returns the log. Nothing personal is logged; what looks like an ID or telephone number all the same is masked."""
    try:
        return _NUMBERS.sub("(removed)", file.read_text("utf-8", errors="replace"))
    except OSError as error:
        return f"cannot be read: {error.strerror}\n"


def _journal() -> str:
    """Returns what systemd has kept of the kiosk, its screen and the hub since the machine started."""
    command = ["journalctl", "--boot", "--no-pager", "--quiet", "--output=short-iso", f"--lines={_JOURNAL_LINES}"]
    try:
        output = subprocess.run(
            [*command, *(f"--unit={unit}" for unit in _UNITS)],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_JOURNAL_SECONDS,
        ).stdout
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"cannot be read: {type(error).__name__}\n"
    return _NUMBERS.sub("(removed)", output.decode("utf-8", errors="replace"))


def _versions() -> dict[str, Any]:
    packages = {distribution.metadata["Name"]: distribution.version for distribution in distributions()}
    return {
        "kiosk": get_version(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": dict(sorted(packages.items())),
    }


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return  # the stick is gone, and the file with it
