"""The technician's command line: `python -m devices models | discover | status | test NAME | read NAME | print NAME |
record PORT FILE | framing FILE | replay FILE | agent`.

Exit status: 0 well, 1 a fault (told on standard output), 2 a mistake in the command or in the configuration.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from config.loader import ConfigError, load
from config.settings import DeviceSettings, Settings
from devices import bring_up_commands
from devices.agent import pairing, program
from devices.base import Card, Condition, DeviceError, Status
from devices.bring_up import CaptureMistake
from devices.camera_command import read_camera
from devices.capabilities import describe_model
from devices.card_watch import POLL_SECONDS, CardWatch
from devices.command_output import card_fields, plain, print_fault, seconds, show
from devices.discover import discover
from devices.manager import DeviceManager, DeviceSpec
from devices.models import make_driver, model_names, models, settings_class
from devices.printer.unfinished_jobs import unfinished_jobs
from devices.samples import SAMPLES
from devices.transports import check_port
from devices.worker import DeviceWorker

_STATUS_SECONDS = 6.0
_VERDICTS = {True: "passed", False: "FAILED", None: "open, and cannot be asked"}


class _Mistake(Exception):
    """In the command or in the configuration."""


def main(arguments: list[str] | None = None) -> int:
    logging.basicConfig(level=logging.ERROR)
    parsed = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = parsed.command
    try:
        return command(parsed)
    except (ConfigError, _Mistake, CaptureMistake) as error:
        print(error, file=sys.stderr)
        return 2
    except DeviceError as error:
        return print_fault(str(error.fault), error.detail)
    except KeyboardInterrupt:
        return 1


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", type=Path, metavar="FILE", help="the kiosk's configuration")
    common.add_argument("--json", action="store_true", help="print JSON")
    one = argparse.ArgumentParser(add_help=False, parents=[common])
    one.add_argument("name", metavar="NAME", help="of the device in the configuration")
    one.add_argument("--record", type=Path, metavar="FILE", help="record all bytes, personal data too")
    parser = argparse.ArgumentParser(prog="python -m devices", description="Try the kiosk's devices.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], int], parent: Any, text: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = commands.add_parser(name, parents=[parent], help=text, description=text)
        sub.set_defaults(command=command)
        return sub

    add(
        "models",
        _models,
        common,
        "the models there are and their keys; with --json, what each can do and was tried against",
    )
    add("discover", _discover, common, "what is plugged in")
    add("status", _status, common, "how each configured device is")
    testing = add("test", _test, common, "ask one device, or each, how it is and what it tells of itself")
    testing.add_argument("name", metavar="NAME", nargs="?", help="of the device in the configuration")
    testing.add_argument("--all", action="store_true", help="every device")
    read = add("read", _read, one, "wait for a card and print what it says, or take a picture, as one JSON object")
    read.add_argument("--picture", type=Path, metavar="FILE", help="of a document camera: write what it took")
    read.add_argument("--timeout", type=seconds, default=30.0, metavar="SECONDS")
    printing = add("print", _print, one, "print a sample, and wait until it is on paper or taken")
    printing.add_argument("--sample", choices=sorted(SAMPLES), default="ticket")
    bring_up_commands.add_commands(add, common)
    agent = add("agent", _agent, common, "offer this window's devices to the hub's console in this machine's browser")
    agent.add_argument("--code", action="store_true", help="print the pairing code, and do nothing else")
    agent.add_argument("--new-code", action="store_true", help="the same, after making another one")
    return parser


def _models(arguments: argparse.Namespace) -> int:
    listed = [
        {
            "kind": kind,
            "model": model,
            "settings": settings_class(kind, model).model_json_schema().get("properties", {}),
            **describe_model(kind, model),
        }
        for kind, model in model_names()
    ]
    show(arguments, listed, [f"{m['kind']:<16} {m['model']:<15} {', '.join(m['settings'])}" for m in listed])
    return 0


def _discover(arguments: argparse.Namespace) -> int:
    configured = _configured(arguments) if arguments.config else ()
    ports = [asdict(port) for port in discover(device.port for device in configured)]
    show(arguments, ports, [f"{f['port']}  {f['kind'] or '-'} {f['model'] or '-'}  {f['detail']}" for f in ports])
    return 0


def _status(arguments: argparse.Namespace) -> int:
    configured = _configured(arguments)
    statuses = _ask(DeviceManager([_spec(device) for device in configured]))
    rows = [{**_row(device), **plain(statuses[device.name])} for device in configured]
    lines = [
        f"{r['name']:<16} {r['condition']:<8} {r['fault'] or r['paper'] or r['media'] or '':<16} {r['detail']}"
        for r in rows
    ]
    show(arguments, rows, [line.rstrip() for line in lines])
    return 1 if any(status.condition is Condition.FAULT for status in statuses.values()) else 0


def _test(arguments: argparse.Namespace) -> int:
    """Tests the devices and prints the results. A kiosk that runs holds its devices, and they count as in use."""
    configured = {device.name: device for device in _configured(arguments)}
    if arguments.all == bool(arguments.name):
        raise _Mistake("name one device, or say --all")
    if arguments.name and arguments.name not in configured:
        raise _Mistake(f"there is no device {arguments.name!r}; there are: {', '.join(configured) or 'none'}")
    if not configured:
        raise _Mistake("no device is configured")
    selected = [device for device in configured.values() if arguments.all or device.name == arguments.name]
    rows = [_test_device(device, configured.values()) for device in selected]
    verdicts = [(_VERDICTS[row["passed"]], row["fault"] or "", row["detail"]) for row in rows]
    lines = [f"{row['name']:<16} " + " ".join(words) for row, words in zip(rows, verdicts, strict=True)]
    show(arguments, rows, [line.rstrip() for line in lines])
    return 1 if any(row["passed"] is False for row in rows) else 0


def _test_device(device: DeviceSettings, configured: Iterable[DeviceSettings]) -> dict[str, Any]:
    """Returns the result of a device. `passed` is None for a device that opens and cannot be asked how it is."""
    devices = _with_its_printers(device, configured)
    devices.start()
    _wait_until_known(devices)
    firmware = ""
    try:
        status, firmware = devices.test(device.name, _STATUS_SECONDS)
    except DeviceError as error:
        status = Status(Condition.FAULT, error.fault, None, error.detail)
    finally:
        devices.stop()
    passed = None if status.condition is Condition.CONNECTED else status.condition is Condition.OK
    return {**_row(device), **plain(status), "passed": passed, "firmware": firmware}


def _with_its_printers(device: DeviceSettings, configured: Iterable[DeviceSettings]) -> DeviceManager:
    """Returns a manager of that device, and for a dispenser without a line of its own the printers."""
    borrows = device.port.startswith("printer://")
    beside = [other for other in configured if borrows and other.kind == "printer"]
    return DeviceManager([_spec(each) for each in (device, *beside)])


def _spec(device: DeviceSettings) -> DeviceSpec:
    return DeviceSpec(device.name, device.kind, device.model, device.port, device.settings)


def _wait_until_known(devices: DeviceManager) -> None:
    end = time.monotonic() + _STATUS_SECONDS
    while time.monotonic() < end and any(s.condition is Condition.UNKNOWN for s in devices.statuses().values()):
        time.sleep(0.02)


def _ask(devices: DeviceManager) -> dict[str, Status]:
    devices.start()
    _wait_until_known(devices)
    statuses = dict(devices.statuses())
    devices.stop()
    return statuses


def _read(arguments: argparse.Namespace) -> int:
    device = _one(arguments, "card_reader", "document_camera")
    if device.kind == "document_camera":
        return read_camera(DeviceManager([_spec(device)]), arguments.picture, arguments.timeout)
    watch = CardWatch()
    worker = DeviceWorker(device.name, _driver(device), watch=watch.watch, every=POLL_SECONDS, lost=watch.forget_card)
    worker.start()
    try:
        card = _wait_for_card(worker, watch, arguments.timeout)
    finally:
        worker.stop()
    if card is None:
        return print_fault("no_card", f"no card in {arguments.timeout:g} s")
    print(json.dumps(card_fields(card), ensure_ascii=False, indent=None if arguments.json else 2))
    return 0


def _wait_for_card(worker: DeviceWorker[Any], watch: CardWatch, within: float) -> Card | None:
    """Returns the first card. Raises DeviceError: the first fault."""
    end = time.monotonic() + within
    while True:
        card = watch.card()
        if card is not None:
            return card
        status = worker.status
        if status.fault is not None:
            raise DeviceError(status.fault, status.detail)
        if time.monotonic() > end:
            return None
        time.sleep(0.01)


def _print(arguments: argparse.Namespace) -> int:
    device = _one(arguments, "printer", "ticket_dispenser")
    unfinished_jobs.persist_to(_settings(arguments).kiosk.data_dir / "printing")
    devices = _with_its_printers(device, _configured(arguments))
    devices.start()
    _wait_until_known(devices)
    try:
        devices.print_on(device.name, SAMPLES[arguments.sample]())
    finally:
        devices.stop()
    show(arguments, {"printed": arguments.sample}, [f"printed: {arguments.sample}"])
    return 0


def _agent(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments)
    directory = settings.kiosk.data_dir
    if arguments.code or arguments.new_code:
        print((pairing.create_code if arguments.new_code else pairing.get_or_create_code)(directory))
        return 0
    if not (origin := settings.console_origin):
        raise _Mistake("agent.origin: missing; it is the address of the hub's console, as https://hub.example.cn")
    return program.run(
        DeviceManager([_spec(each) for each in settings.devices]), origin, settings.agent.port, directory
    )


def _driver(device: DeviceSettings) -> Callable[[], Any]:
    return partial(make_driver, device.kind, device.model, device.port, device.settings)


def _configured(arguments: argparse.Namespace) -> tuple[DeviceSettings, ...]:
    return _settings(arguments).devices


def _settings(arguments: argparse.Namespace) -> Settings:
    return load(arguments.config, models(), check_port)


def _one(arguments: argparse.Namespace, *kinds: str) -> DeviceSettings:
    devices = {device.name: device for device in _configured(arguments)}
    device = devices.get(arguments.name)
    if device is None:
        raise _Mistake(f"there is no device {arguments.name!r}; there are: {', '.join(devices) or 'none'}")
    if device.kind not in kinds:
        raise _Mistake(f"{arguments.name!r} is a {device.kind}, not a {' or '.join(kinds)}")
    if arguments.record is None:
        return device
    if device.port.startswith("printer://"):
        raise _Mistake(f"{arguments.name!r} has no line of its own to record: print on its printer")
    if device.kind == "document_camera":
        raise _Mistake(f"{arguments.name!r} has no bytes to record: write its picture by --picture")
    joint = "&" if "?" in device.port else "?"
    return device.model_copy(update={"port": f"{device.port}{joint}record={quote(str(arguments.record.absolute()))}"})


def _row(device: DeviceSettings) -> dict[str, str]:
    return {"name": device.name, "kind": device.kind, "model": device.model, "port": device.port}


if __name__ == "__main__":
    sys.exit(main())
