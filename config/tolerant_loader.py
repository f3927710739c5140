"""Loads what can be used of a configuration with mistakes: the kiosk starts, says what is wrong, and runs the rest."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.loader import (
    DEFAULTS,
    CheckPort,
    ConfigError,
    ConfigProblem,
    DeviceModels,
    build_settings,
    load,
    read_tables,
)
from config.settings import Settings

_REQUIRED = ("kiosk", "hub")  # else cases might go to the wrong hub, or to a data directory that nobody looks at


@dataclass(frozen=True, slots=True)
class LoadResult:
    """`settings` hold what is valid, and the defaults for the rest. `may_serve`: such a kiosk may serve residents."""

    settings: Settings
    problems: tuple[ConfigProblem, ...]
    may_serve: bool


def load_tolerantly(path: Path, models: DeviceModels, check_port: CheckPort) -> LoadResult:
    """Returns what can be used of `path`, and what cannot; its content raises nothing. Raises ConfigError where the
    defaults themselves are broken."""
    try:
        return LoadResult(load(path, models, check_port), (), may_serve=True)
    except ConfigError as error:
        problems = error.problems
    try:
        tables = read_tables(path)
    except ConfigError:
        return LoadResult(load(DEFAULTS, models, check_port), problems, may_serve=False)

    def is_valid(part: dict[str, Any]) -> bool:
        return not build_settings(path, part, models, check_port)[1]

    valid = _select_valid(tables, is_valid)
    settings, _none = build_settings(path, valid, models, check_port)
    if settings is None:
        return LoadResult(load(DEFAULTS, models, check_port), problems, may_serve=False)
    may_serve = all(valid.get(section) == tables.get(section) for section in _REQUIRED)
    return LoadResult(settings, problems, may_serve)


def _select_valid(tables: dict[str, Any], is_valid: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Returns whole sections where they are valid, else single keys and single devices."""
    valid: dict[str, Any] = {}
    for section, table in tables.items():
        if is_valid({**valid, section: table}):
            valid[section] = table
        elif isinstance(table, dict):
            for key, value in table.items():
                more = {**valid, section: {**valid.get(section, {}), key: value}}
                valid = more if is_valid(more) else valid
        elif section == "device" and isinstance(table, list):
            valid = _select_devices(valid, table, is_valid)
    return valid


def _select_devices(
    valid: dict[str, Any], devices: list[Any], is_valid: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """Returns the valid ones in their order. Tries each twice, as one may be valid only beside another that stands
    behind it."""
    chosen: set[int] = set()
    for at in (*range(len(devices)), *range(len(devices))):
        if is_valid({**valid, "device": [devices[index] for index in sorted({*chosen, at})]}):
            chosen.add(at)
    return {**valid, "device": [devices[index] for index in sorted(chosen)]} if chosen else valid
