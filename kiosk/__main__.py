"""The technician's command line: `python -m kiosk support-bundle | maintenance | lock | unlock | status | outbox |
pin reset | test`.

It works beside a running kiosk, and without one. Exit status: 0 well, 1 it could not be done (told on standard error),
2 a mistake in the command or in the configuration.
"""

import argparse
import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.loader import ConfigError, load
from config.settings import Settings
from config.tolerant_loader import LoadResult, load_tolerantly
from contract.kiosks import Mode
from contract.release import get_version
from contract.text import Text
from devices.models import models
from devices.transports import check_port
from kiosk import clock
from kiosk.cli import outbox_command, test_command
from kiosk.cli.outbox_command import NoSuchEntry
from kiosk.diagnostics.state import as_owner, state
from kiosk.diagnostics.support_bundle import BundleFailed, make_bundle, where_to
from kiosk.storage.data_dir import DataDirInUse
from kiosk.storage.service_mode import ServiceMode
from kiosk.technician.credentials_file import CredentialsFile
from kiosk.technician.pin import Pin
from languages.registry import DEFAULT, pick_wording

Command = Callable[[argparse.Namespace, Settings], dict[str, Any]]


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        loaded = _load(options)
        clock.keep_time_of(loaded.settings.kiosk.timezone)
        result = command(options, loaded.settings)
    except (ConfigError, test_command.CommandMistake) as error:
        print(error, file=sys.stderr)
        return 2
    except (BundleFailed, NoSuchEntry, DataDirInUse, OSError, sqlite3.Error) as error:
        print(f"it could not be done: {error}", file=sys.stderr)
        return 1
    if loaded.problems:
        result["problems"] = [str(problem) for problem in loaded.problems]
    passed = _passed(result)
    print(json.dumps(result, ensure_ascii=False) if options.json else _in_lines(result))
    return 0 if passed else 1


def _passed(result: dict[str, Any]) -> bool:
    """Returns whether all that was tested is ready."""
    tests: dict[str, Any] = result.get("tests", {})
    return bool(result.get("ready", True)) and all(test["ready"] for test in tests.values())


def _load(options: argparse.Namespace) -> LoadResult:
    """Returns the valid parts of a broken configuration, as the kiosk runs them. A test wants
    all of it, and all but a bundle that there is one. Raises ConfigError."""
    file: Path | None = options.config
    if file is None or options.command is _test or (options.command is not _bundle and not file.exists()):
        return LoadResult(load(file, models(), check_port), (), may_serve=True)
    return load_tolerantly(file, models(), check_port)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", type=Path, metavar="FILE", help="the kiosk's configuration")
    common.add_argument("--json", action="store_true", help="print JSON")
    parser = argparse.ArgumentParser(
        prog="python -m kiosk", description="Inspect and maintain a kiosk, running or not."
    )
    parser.add_argument("--version", action="version", version=get_version())
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, parents=[common], help=text, description=text)
        sub.set_defaults(command=command)
        return sub

    bundle = add("support-bundle", _bundle, "one file with all that helps to find a fault, and nothing of residents")
    bundle.add_argument("--out", type=Path, metavar="DIR", help="else a mounted USB stick, else out/")
    maintenance = add("maintenance", _maintenance, "out of service, with a notice, after the visit that is going on")
    maintenance.add_argument("switch", choices=("on", "off"))
    maintenance.add_argument("--notice", default="", metavar="TEXT", help="what residents read")
    lock = add("lock", _lock, "out of service until it is unlocked")
    lock.add_argument("--reason", default="", metavar="TEXT", help="what residents read")
    add("unlock", _unlock, "take it into service")
    pin = add("pin", _pin, "the technician's PIN: as on a new kiosk, and no cards")
    pin.add_argument("action", choices=("reset",))
    test = add("test", _test, "test devices, with a readiness slip for all; while the kiosk does not run")
    test.add_argument("name", metavar="NAME", nargs="?", help="of the device in the configuration")
    test.add_argument("--all", action="store_true", help="every device and the hub")
    add("status", _status, "how the kiosk and its devices are")
    outbox_command.add_actions(commands.add_parser("outbox", help="what does not reach the hub"), common)
    return parser


def _bundle(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    data_dir = settings.kiosk.data_dir
    file = make_bundle(data_dir, options.config, options.out or where_to(data_dir), clock.now())
    return {"file": str(file), "bytes": file.stat().st_size}


def _maintenance(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    return _change(settings, Mode.MAINTENANCE if options.switch == "on" else Mode.OPEN, options.notice)


def _lock(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    return _change(settings, Mode.LOCKED, options.reason)


def _unlock(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    return _change(settings, Mode.OPEN, "")


def _change(settings: Settings, mode: Mode, words: str) -> dict[str, Any]:
    data_dir = settings.kiosk.data_dir
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with as_owner(data_dir):
        ServiceMode(data_dir).change(mode, Text.plain(words) if words else None)
    return {"mode": mode.value, "reason": words or None}


def _pin(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    with as_owner(settings.kiosk.data_dir):
        Pin(CredentialsFile(settings.kiosk.data_dir)).reset()
    return {"pin": "reset"}


def _test(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    return test_command.test(options.name, options.all, settings)


def _status(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    with as_owner(settings.kiosk.data_dir):
        return {"kiosk": settings.kiosk.id, "site": settings.kiosk.site, **state(settings.kiosk.data_dir)}


def _in_lines(result: dict[str, Any]) -> str:
    devices, tests = result.pop("devices", {}), result.pop("tests", {})
    entries, problems = result.pop("entries", []), result.pop("problems", [])
    lines = [f"{name:<10} {_in_words(value)}" for name, value in result.items() if value is not None]
    for name, device in devices.items():
        trouble = device["fault"] or device["paper"] or ""
        lines.append(f"{name:<16} {device['condition']:<8} {trouble:<16} {device['detail']}".rstrip())
    for name, test in tests.items():
        verdict = "ready" if test["ready"] else "NOT READY"
        lines.append(f"{name:<16} {verdict:<10} {test['condition']:<8} {test['fault'] or ''}".rstrip())
    return "\n".join([*lines, *outbox_command.in_lines(entries), *problems])


def _in_words(value: Any) -> Any:
    """Returns a text as residents read it first."""
    return pick_wording(value, DEFAULT) if isinstance(value, dict) else value


if __name__ == "__main__":
    sys.exit(main())
