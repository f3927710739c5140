"""The kiosk's state as another program beside it sees it: from its files, whether it runs or not."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from os import getegid, geteuid, setegid, seteuid
from pathlib import Path
from typing import Any

from contract.kiosks import Mode
from contract.release import get_version
from devices.base import Condition
from kiosk.diagnostics.machine import look
from kiosk.diagnostics.service_state import open_service_mode
from kiosk.hub_link.ledger import list_missing
from kiosk.hub_link.outbox import Outbox
from kiosk.pages.wording import closed_text
from kiosk.storage.data_dir import is_held
from kiosk.storage.database import FILE, Database
from kiosk.storage.device_history import DeviceHistory, LastStatus
from kiosk.storage.disk_room import DiskRoom
from kiosk.storage.recovery import DatabaseFault, check
from kiosk.storage.service_mode import RunState, read_run_state

_LAST_FAULTS, _LAST_TESTS = 50, 50


def state(data_dir: Path) -> dict[str, Any]:
    """Returns the state in short. `mode` is open, locked or maintenance, with the reason; `screen`: what residents read
    while the kiosk does not serve, in the active language; `sign`: what its first page tells staff, as it stands
    there."""
    running = is_held(data_dir)
    run = read_run_state(data_dir) if running else RunState()
    service_mode = open_service_mode(data_dir, run.blocked_reason).state
    content: dict[str, Any] = {
        "version": get_version(),
        "running": running,
        "mode": service_mode.mode.value,
        "reason": service_mode.reason.model_dump() if service_mode.reason else None,
        "since": service_mode.since.isoformat() if service_mode.since else None,
        "screen": None if service_mode.mode is Mode.OPEN else closed_text(service_mode.mode, service_mode.reason),
        "sign": run.sign if run.sign and service_mode.mode is Mode.OPEN else None,
        "disk": DiskRoom(data_dir).state.value,
        "missing": [entry.code or entry.kind for entry in list_missing(data_dir)] or None,
        "outbox": 0,
        "refused": 0,
        "devices": {},
    }
    return content | _from_database(data_dir, lambda: _short(data_dir, content["running"]))


def _short(data_dir: Path, running: bool) -> dict[str, Any]:
    with _records(data_dir) as (outbox, records):
        counts = outbox.counts()
        render = _plain_known if running else _last_known
        devices = {name: render(device) for name, device in records.list_known().items()}
        return {"outbox": counts.pending, "refused": counts.refused, "devices": devices}


def whole_state(data_dir: Path) -> dict[str, Any]:
    """Returns the state with the machine, the counters, the last faults and tests."""
    content = state(data_dir)
    if data_dir.exists():
        content["machine"] = asdict(look(data_dir))
    return content | _from_database(data_dir, lambda: _history(data_dir, content["devices"]))


def _history(data_dir: Path, devices: Iterable[str]) -> dict[str, Any]:
    with _records(data_dir) as (_, records):
        return {
            "counts": {name: _plain(asdict(records.counts(name))) for name in devices},
            "faults": [_plain(asdict(fault)) for fault in records.faults(_LAST_FAULTS)],
            "tests": [_plain(asdict(test)) for test in records.tests(last=_LAST_TESTS)],
        }


def _from_database(data_dir: Path, read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Returns what the database tells: nothing where there is none, and the fault of one that cannot be used."""
    if not (data_dir / FILE).exists():
        return {}
    try:
        return read()
    except (sqlite3.Error, OSError) as error:
        return {"database": str(DatabaseFault(error)), "outbox": None, "refused": None}


@contextmanager
def as_owner(data_dir: Path) -> Iterator[None]:
    """Keeps what root writes here the kiosk's own: inside, the process has the data directory's owner's
    rights."""
    if geteuid() != 0 or not data_dir.exists():
        yield
        return
    owner, group = data_dir.stat(), getegid()
    setegid(owner.st_gid)
    seteuid(owner.st_uid)
    try:
        yield
    finally:
        seteuid(0)
        setegid(group)


@contextmanager
def _records(data_dir: Path) -> Iterator[tuple[Outbox, DeviceHistory]]:
    store = Database(data_dir, reading=True)
    try:
        check(store)
        yield Outbox(store), DeviceHistory(store)
    finally:
        store.close()


def _plain_known(device: LastStatus) -> dict[str, Any]:
    return _plain(asdict(device))


def _last_known(device: LastStatus) -> dict[str, Any]:
    """Returns a device's last status, for a kiosk that does not run: the present one is not known."""
    was = " ".join(word for word in (device.condition, device.fault, device.paper, device.detail) if word)
    at = device.at.astimezone().isoformat(timespec="minutes")
    detail = f"the kiosk does not run; at {at} it was: {was}"
    return _plain(asdict(LastStatus(device.at, Condition.UNKNOWN.value, None, None, detail)))


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value if isinstance(value, int | str | None) else value.isoformat() for key, value in fields.items()}
