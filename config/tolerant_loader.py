"""What can be used of a configuration that is not sound: the kiosk starts, says what is wrong, and runs the rest."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.loader import DEFAULTS, CheckPort, ConfigError, DeviceModels, Problem, load, read, settle
from config.settings import Settings

_MUST_BE_SOUND = ("kiosk", "hub")  # else cases might go to the wrong hub, or lie where nobody looks for them


@dataclass(frozen=True, slots=True)
class LoadResult:
    """`settings` hold what is sound, and the defaults for the rest. `fit`: may such a kiosk serve residents?"""

    settings: Settings
    problems: tuple[Problem, ...]
    fit: bool


def load_tolerantly(path: Path, models: DeviceModels, check_port: CheckPort) -> LoadResult:
    """Never raises for what stands in `path`. Raises ConfigError where the defaults themselves are broken."""
    try:
        return LoadResult(load(path, models, check_port), (), fit=True)
    except ConfigError as error:
        problems = error.problems
    try:
        own = read(path)
    except ConfigError:
        return LoadResult(load(DEFAULTS, models, check_port), problems, fit=False)

    def sound(tables: dict[str, Any]) -> bool:
        return not settle(path, tables, models, check_port)[1]

    kept = _keep(own, sound)
    settings, _none = settle(path, kept, models, check_port)
    if settings is None:
        return LoadResult(load(DEFAULTS, models, check_port), problems, fit=False)
    fit = all(kept.get(section) == own.get(section) for section in _MUST_BE_SOUND)
    return LoadResult(settings, problems, fit)


def _keep(own: dict[str, Any], sound: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Whole sections where they are sound, else key by key, and device by device."""
    kept: dict[str, Any] = {}
    for section, table in own.items():
        if sound({**kept, section: table}):
            kept[section] = table
        elif isinstance(table, dict):
            for key, value in table.items():
                more = {**kept, section: {**kept.get(section, {}), key: value}}
                kept = more if sound(more) else kept
        elif section == "device" and isinstance(table, list):
            kept = _keep_devices(kept, table, sound)
    return kept


def _keep_devices(kept: dict[str, Any], devices: list[Any], sound: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """In their order; twice, as one may be sound only beside another that stands behind it."""
    well: set[int] = set()
    for at in (*range(len(devices)), *range(len(devices))):
        if sound({**kept, "device": [devices[index] for index in sorted({*well, at})]}):
            well.add(at)
    return {**kept, "device": [devices[index] for index in sorted(well)]} if well else kept
