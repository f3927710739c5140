"""Changes the configuration file: whole and on disk or not at all, with its comments, and the file before kept."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT


class NothingToUndo(Exception):
    """There is no earlier file."""


def with_device(text: str, name: str, fields: Mapping[str, Any]) -> str:
    """Returns the file's text with these keys in the `[[device]]` of that name, which is added where there is none.

    A key whose value is None is taken out. Everything else stays as it is written. Raises ValueError for no TOML.
    """
    document = tomlkit.parse(text)
    devices = document.get("device")
    if not isinstance(devices, AoT):
        devices = tomlkit.aot()
        document["device"] = devices
    table = next((device for device in devices if device.get("name") == name), None)
    if table is None:
        table = tomlkit.table()
        devices.append(table)
        table = devices[-1]
    _set_fields(table, fields)
    return tomlkit.dumps(document)


def device_names(text: str) -> set[str]:
    """Returns those of all `[[device]]`, sound or not. Raises ValueError for no TOML."""
    devices = tomlkit.parse(text).get("device")
    tables = devices if isinstance(devices, AoT) else []
    return {str(device["name"]) for device in tables if "name" in device}


def without_device(text: str, name: str) -> str:
    """Returns the file's text without that `[[device]]`. Raises ValueError for no TOML."""
    document = tomlkit.parse(text)
    devices = document.get("device")
    if isinstance(devices, AoT):
        for at in [at for at, device in enumerate(devices) if device.get("name") == name][::-1]:
            del devices[at]
        if not devices:
            del document["device"]
    return tomlkit.dumps(document)


def with_section(text: str, section: str, fields: Mapping[str, Any]) -> str:
    """Returns the file's text with these keys in `[section]`. Raises ValueError for no TOML."""
    document = tomlkit.parse(text)
    if section not in document:
        document[section] = tomlkit.table()
    _set_fields(document[section], fields)
    return tomlkit.dumps(document)


def save(file: Path, text: str) -> None:
    """Puts the text in place; the file before is kept as `FILE.previous`. Raises OSError: then nothing has changed."""
    if file.exists():
        _write(previous(file), file.read_bytes(), file)
    _write(file, text.encode(), file)


def undo(file: Path) -> None:
    """Exchanges the file and the one before it: once more undoes the undoing. Raises NothingToUndo, OSError."""
    earlier = previous(file)
    if not earlier.exists():
        raise NothingToUndo
    save(file, earlier.read_text("utf-8"))


def previous(file: Path) -> Path:
    return file.with_name(file.name + ".previous")


def _set_fields(table: Any, fields: Mapping[str, Any]) -> None:
    for key, value in fields.items():
        if value is None:
            table.pop(key, None)
        elif table.get(key) != value:
            table[key] = value


def _write(file: Path, content: bytes, like: Path) -> None:
    """Replaces the file atomically, with the rights and the owner that `like` has."""
    new = file.with_name(file.name + ".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        if like.exists():
            stat = like.stat()
            new.chmod(stat.st_mode & 0o777)
            if os.geteuid() == 0:
                os.chown(new, stat.st_uid, stat.st_gid)
        new.replace(file)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    directory = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
