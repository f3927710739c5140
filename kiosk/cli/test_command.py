"""`python -m kiosk test NAME|--all`: the technician's tests without the pages, kept in the same record."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from config.settings import Settings
from devices.manager import DeviceManager, DeviceSpec
from kiosk import clock
from kiosk.diagnostics.readiness import Readiness, ask, hub_answers, of_device, of_the_rest, readiness_slip, try_print
from kiosk.diagnostics.state import as_owner
from kiosk.pages.language import activate
from kiosk.storage.data_dir import hold
from kiosk.storage.database import Database
from kiosk.storage.device_history import DeviceHistory


class CommandMistake(Exception):
    """In the command."""


def test(name: str | None, every: bool, settings: Settings) -> dict[str, Any]:
    """Returns what was found, by device; for every one of them the hub, the slip and the verdict too. Raises Mistake,
    DataDirInUse while the kiosk runs, OSError or sqlite3.Error."""
    configured = {device.name: device for device in settings.devices}
    if every == bool(name):
        raise CommandMistake("name one device, or say --all")
    if name and name not in configured:
        raise CommandMistake(f"there is no device {name!r}; there are: {', '.join(configured) or 'none'}")
    activate(settings.kiosk.language)
    specs = [
        DeviceSpec(d.name, d.kind, d.model, d.port, d.settings) for d in configured.values() if name in (None, d.name)
    ]
    with _records(settings) as records:
        devices = DeviceManager(specs)
        devices.start()
        try:
            return _run_tests(devices, records, settings, rest=every)
        finally:
            devices.stop()


def _run_tests(devices: DeviceManager, records: DeviceHistory, settings: Settings, rest: bool) -> dict[str, Any]:
    now = clock.now()
    results = {name: ask(devices, name, records) for name in devices.kinds()}
    for name, result in results.items():
        records.record_test(of_device(name, result, now))
    findings: dict[str, Any] = {
        "tests": {
            name: {"ready": result.ready, "condition": result.status.condition, "fault": result.status.fault}
            for name, result in results.items()
        }
    }
    if not rest:
        return findings
    readiness = Readiness(results, hub_answers(settings.hub))
    on_paper = try_print(devices, readiness_slip(settings.kiosk, readiness, now))
    for record in of_the_rest(readiness, on_paper, now):
        records.record_test(record)
    return findings | {"hub": readiness.hub, "slip": on_paper, "ready": readiness.ready}


@contextmanager
def _records(settings: Settings) -> Iterator[DeviceHistory]:
    data_dir = settings.kiosk.data_dir
    with ExitStack() as held:
        with as_owner(data_dir):
            held.enter_context(hold(data_dir))
            store = Database(data_dir)
        held.callback(store.close)
        yield DeviceHistory(store)
