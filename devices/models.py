"""The device models there are, found by file name: `devices/<kind>/<model>.py` with a `Settings` and a `Driver`.

A model is imported only when it is asked for, so that listing them costs nothing.
"""

import importlib
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

    from devices.base import Device

_HERE = Path(__file__).parent
_NO_KINDS = {"simulators", "transports"}


@cache
def model_names() -> tuple[tuple[str, str], ...]:
    """Returns (kind, model) of each. A file without a `Driver` is a helper and no model."""
    files = [file for file in sorted(_HERE.glob("*/*.py")) if file.parent.name not in _NO_KINDS]
    return tuple((file.parent.name, file.stem) for file in files if "\nclass Driver" in file.read_text("utf-8"))


def models() -> Mapping[tuple[str, str], Callable[[], type["BaseModel"]]]:
    """Returns, by (kind, model), what returns the model's `Settings`, as `config.loader.load` takes it."""
    return {key: partial(settings_class, *key) for key in model_names()}


def settings_class(kind: str, model: str) -> type["BaseModel"]:
    """Returns the model's own keys. Raises LookupError."""
    settings: type[BaseModel] = _module(kind, model).Settings
    return settings


def make_driver(kind: str, model: str, port: str, settings: "BaseModel | Mapping[str, Any]") -> "Device":
    """Returns a driver that is not opened yet. Raises LookupError, pydantic's ValidationError for wrong settings."""
    module = _module(kind, model)
    checked = module.Settings(**settings) if isinstance(settings, Mapping) else settings
    driver: Device = module.Driver(port, checked)
    return driver


def _module(kind: str, model: str) -> Any:
    if (kind, model) not in model_names():
        raise LookupError(f"there is no {kind} {model!r}")
    return importlib.import_module(f"devices.{kind}.{model}")
