"""The effective configuration as TOML, fit to be shown: its secrets are masked."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import SecretBytes, SecretStr

from config.settings import DeviceSettings, Settings

MASK = "***"
_SECRET_KEY = re.compile(
    r"(?:^|[_-])(?:pin|pwd|passw(?:or)?d|passphrase|secret|token|key|credentials?)s?$", re.IGNORECASE
)
_USER_IN_URL = re.compile(r"(?<=://)\S*@")
_QUERY = re.compile(r"(?<=[?&])([^=&#\s]+)=([^&#\s]*)")


def render_settings(settings: Settings) -> str:
    """Returns all settings, defaults included, as a TOML file that the loader takes but for what is masked."""
    sections = settings.model_dump(exclude={"devices"}, exclude_none=True)
    document = {name: _mask(section) for name, section in sections.items()}
    if settings.devices:
        document["device"] = [_mask(_device_table(device)) for device in settings.devices]
    return tomlkit.dumps(document)


def _device_table(device: DeviceSettings) -> dict[str, Any]:
    head = device.model_dump(exclude={"settings"})
    return {**head, **device.settings.model_dump(exclude_none=True)}


def _mask(value: Any, key: str = "") -> Any:
    """Returns the value as TOML has it, masked where its key or its type says that it is a secret."""
    if isinstance(value, Mapping):
        return {str(name): _mask(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, SecretStr | SecretBytes) or _SECRET_KEY.search(key):
        return MASK
    if isinstance(value, list | tuple | set | frozenset):
        return [_mask(inner) for inner in value]
    if isinstance(value, Path):
        return str(value)
    return _mask_url(value) if isinstance(value, str) else value


def _mask_url(text: str) -> str:
    if "://" not in text:
        return text
    return _QUERY.sub(_mask_parameter, _USER_IN_URL.sub(f"{MASK}@", text))


def _mask_parameter(match: re.Match[str]) -> str:
    return f"{match[1]}={MASK}" if _SECRET_KEY.search(match[1]) else match[0]
