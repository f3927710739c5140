"""Reads the configuration and reports every problem at once, each with file, key and the nearest right key.

Old names are taken and reported as warnings.
"""

import difflib
import logging
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ValidationError

from config.deprecated import update_deprecated
from config.settings import DeviceSettings, Section, Settings

log = logging.getLogger(__name__)

DEFAULTS = Path(__file__).with_name("default.toml")
_PATHS = (
    ("kiosk", "data_dir"),
    ("kiosk", "scanner_folder"),
    ("hub", "token_file"),
    ("hub", "ca_file"),
    ("practice", "token_file"),
    ("practice", "ca_file"),
    ("voice", "recordings"),
    ("voice", "clips"),
)
_DEVICE_KEYS = ("name", "kind", "model", "port")
_PLAIN = {
    "is_instance_of": "Input should be the path of a file or folder",
    "model_type": "Input should be a table",
}

DeviceModels = Mapping[tuple[str, str], Callable[[], type[BaseModel]]]
"""By (kind, model): returns the model's own `Settings`."""


class Port(Protocol):
    """The address of a device."""

    def same_line(self, other: Any) -> bool:
        """Returns whether both lead to one device, or may."""


CheckPort = Callable[[str], Port]
"""Returns the port of a URL. Raises ValueError for one that no transport knows."""


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One thing that is wrong in the file. `fault` is the kind of mistake, pydantic's or one of ours, and `given` its
    values: to word it in another language than that of `message`."""

    file: Path
    key: str
    message: str
    nearest: str = ""
    fault: str = "file"
    given: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}: " if self.key else f"{self.file}: "
        return where + self.message + (f"; did you mean {self.nearest!r}?" if self.nearest else "")


class ConfigError(Exception):
    """The configuration cannot be used; `problems` lists all that is wrong with it."""

    def __init__(self, problems: Iterable[ConfigProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def load(path: Path | None, models: DeviceModels, check_port: CheckPort) -> Settings:
    """Returns the settings of `path` over the defaults; of the defaults alone where it is None. Raises ConfigError."""
    file = path or DEFAULTS
    settings, problems = build_settings(file, read_tables(file, warn=True), models, check_port)
    if settings is None:
        raise ConfigError(problems)
    return settings


def build_settings(
    file: Path, own: Mapping[str, Any], models: DeviceModels, check_port: CheckPort
) -> tuple[Settings | None, list[ConfigProblem]]:
    """Returns the settings of a file's tables over the defaults, or None and all that is wrong with them."""
    tables = read_tables(DEFAULTS)
    for name, table in own.items():
        tables[name] = {**tables.get(name, {}), **table} if isinstance(table, dict) else table
    raw_devices = tables.pop("device", [])
    problems: list[ConfigProblem] = []
    if "devices" in own:  # the field's name
        problems.append(ConfigProblem(file, "devices", "there is no such key", "device", "no_key"))
    devices = _devices(file, raw_devices, models, check_port, problems)
    try:
        settings = Settings.model_validate({**tables, "devices": tuple(devices)})
    except ValidationError as error:
        problems += _problems(file, error, Settings, "")
    return (None, problems) if problems else (settings, [])


def read_tables(file: Path, *, warn: bool = False) -> dict[str, Any]:
    """Returns the file's tables, old names replaced and relative paths made absolute. Raises ConfigError."""
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ConfigError([ConfigProblem(file, "", error.strerror or "cannot be read")]) from None
    except UnicodeDecodeError:
        raise ConfigError([ConfigProblem(file, "", "is not UTF-8 text")]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([ConfigProblem(file, "", f"is not TOML: {error}")]) from None
    except RecursionError:
        raise ConfigError([ConfigProblem(file, "", "is nested too deeply")]) from None
    for replacement in update_deprecated(tables, Settings):
        if warn:
            log.warning("%s: %s", file, replacement)
    for section, key in _PATHS:
        table = tables.get(section)
        if isinstance(table, dict) and isinstance(table.get(key), str) and table[key]:
            table[key] = (file.parent / Path(table[key]).expanduser()).resolve()
    return tables


def _devices(
    file: Path,
    raw: Any,
    models: DeviceModels,
    check_port: CheckPort,
    problems: list[ConfigProblem],
) -> list[DeviceSettings]:
    if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
        problems.append(ConfigProblem(file, "device", "write each device as a table [[device]]", fault="no_table"))
        return []
    devices = []
    ports: dict[int, Port] = {}
    for index, entry in enumerate(raw):
        before = len(problems)
        key = f"device[{index}]" + (f" {entry['name']!r}" if isinstance(entry.get("name"), str) else "")
        own = _own_settings(file, key, entry, models, problems)
        head = {k: entry[k] for k in _DEVICE_KEYS if k in entry}
        try:
            device = DeviceSettings.model_validate({**head, "settings": own or Section()})
        except ValidationError as error:
            problems += _problems(file, error, DeviceSettings, key)
        try:
            if isinstance(entry.get("port"), str):
                ports[index] = check_port(entry["port"])
        except ValueError as error:
            problems.append(ConfigProblem(file, f"{key}.port", str(error), fault="port"))
        if len(problems) == before:
            devices.append(device)
    problems += _find_equal_names(file, raw)
    problems += _find_shared_ports(file, raw, ports)
    problems += _find_missing_printers(file, raw)
    return devices


def _own_settings(
    file: Path, key: str, entry: Mapping[str, Any], models: DeviceModels, problems: list[ConfigProblem]
) -> BaseModel | None:
    """Returns the checked keys of the model; None, with a problem added, where kind or model is wrong."""
    kind, model = entry.get("kind"), entry.get("model")
    kinds = sorted({k for k, _ in models})
    if isinstance(kind, str) and kind not in kinds:
        problems.append(
            ConfigProblem(file, f"{key}.kind", f"there is no kind {kind!r}", _nearest(kind, kinds), "no_kind")
        )
        return None
    if not isinstance(kind, str) or not isinstance(model, str):
        return None  # reported by DeviceSettings
    if (kind, model) not in models:
        names = [m for k, m in models if k == kind]
        message, nearest = f"there is no {kind} {model!r}", _nearest(model, names)
        problems.append(ConfigProblem(file, f"{key}.model", message, nearest, "no_model"))
        return None
    settings = models[kind, model]()
    try:
        return settings.model_validate({k: v for k, v in entry.items() if k not in _DEVICE_KEYS})
    except ValidationError as error:
        problems += _problems(file, error, settings, key, also=_DEVICE_KEYS)
        return None


def _find_equal_names(file: Path, raw: list[dict[str, Any]]) -> list[ConfigProblem]:
    """Returns a problem for each device whose name another has."""
    problems = []
    positions: dict[str, int] = {}
    for index, entry in enumerate(raw):
        name = entry.get("name")
        if isinstance(name, str) and name in positions:
            message = f"{name!r} is already that of device[{positions[name]}]"
            problems.append(ConfigProblem(file, f"device[{index}].name", message, fault="same_name"))
        elif isinstance(name, str):
            positions[name] = index
    return problems


def _find_shared_ports(file: Path, raw: list[dict[str, Any]], ports: Mapping[int, Port]) -> list[ConfigProblem]:
    """Returns a problem for each device whose port another has, however it is written."""
    problems = []
    for index, port in ports.items():
        first = next((other for other in ports if other < index and port.same_line(ports[other])), None)
        if first is not None:
            names = {"first": raw[first].get("name"), "second": raw[index].get("name")}
            message = f"{names['first']!r} and {names['second']!r} are on one port, {raw[index]['port']!r}"
            problems.append(ConfigProblem(file, f"device[{index}].port", message, "", "one_port", names))
    return problems


def _find_missing_printers(file: Path, raw: list[dict[str, Any]]) -> list[ConfigProblem]:
    """Returns a problem for each printer that is missing: a port `printer://NAME` is that of a printer here;
    `printer://` that of any."""
    printers = [str(entry["name"]) for entry in raw if entry.get("kind") == "printer" and "name" in entry]
    problems = []
    for index, entry in enumerate(raw):
        scheme, _, name = str(entry.get("port")).partition("?")[0].partition("://")
        if scheme != "printer" or name in printers or (printers and not name):
            continue
        message = f"there is no printer {name!r}" if name else "there is no printer"
        problems.append(ConfigProblem(file, f"device[{index}].port", message, _nearest(name, printers), "no_printer"))
    return problems


def _problems(
    file: Path, error: ValidationError, model: type[BaseModel], prefix: str, also: Iterable[str] = ()
) -> list[ConfigProblem]:
    problems = []
    for fault in error.errors(include_url=False, include_input=False):
        path = [str(part) for part in fault["loc"]]
        key = ".".join([prefix, *path] if prefix else path)
        if fault["type"] == "extra_forbidden":
            keys = [*_keys(model, path[:-1]), *also]
            problems.append(ConfigProblem(file, key, "there is no such key", _nearest(path[-1], keys), "no_key"))
        else:
            message = _PLAIN.get(fault["type"], fault["msg"])
            problems.append(ConfigProblem(file, key, message, "", fault["type"], fault.get("ctx", {})))
    return problems


def _keys(model: type[BaseModel], path: list[str]) -> list[str]:
    for part in path:
        inner = model.model_fields[part].annotation if part in model.model_fields else None
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        model = inner
    return ["device" if name == "devices" else name for name in model.model_fields]


def _nearest(word: str, words: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)), "")
