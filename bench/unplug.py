"""A device's line is pulled and put back: until the kiosk has seen it, and until the device is in use again.

Through the device manager, with the real driver and worker of each model; at any moment of the worker's round.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.measure import Row, Samples
from devices.base import Condition
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.pcsc_daemon import PcscDaemon, there_is_one
from devices.simulators.process import SimulatorProcess
from devices.simulators.usb_stand_in import standing_in

RUNS = 9
SEEN, BACK = 1.0, 3.0  # s: the bars
WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class Plugged:
    """A device, and the hands at its plug."""

    spec: DeviceSpec
    pull: Callable[[], object]
    put: Callable[[], object]


def rows() -> list[Row]:
    table: list[Row] = []
    for kind, model, tcp in (
        ("card_reader", "sam_v", False),
        ("printer", "escpos", False),
        ("printer", "escpos", True),
        ("scanner", "serial_line", False),
        ("ticket_dispenser", "presenter", False),
    ):
        with _simulated(kind, model, tcp) as plugged:
            table += _rows(f"{model}{' over TCP' if tcp else ''}", plugged)
    for layout in ("two_pipes", "hid_id"):
        with _on_usb(layout) as plugged:
            table += _rows(f"sam_v_usb, {layout}", plugged)
    if there_is_one():
        with _pcsc() as plugged:
            table += _rows("pcsc, pcscd killed and restarted", plugged)
    return table


@contextmanager
def _simulated(kind: str, model: str, tcp: bool) -> Iterator[Plugged]:
    with SimulatorProcess(model, tcp=tcp) as process:
        spec = DeviceSpec("it", kind, model, process.port)
        yield Plugged(spec, lambda: process.do("unplug"), lambda: process.do("plug"))


@contextmanager
def _on_usb(layout: str) -> Iterator[Plugged]:
    with SimulatorProcess("sam_v", usb=layout) as process, standing_in(process.bus):
        spec = DeviceSpec("it", "card_reader", "sam_v_usb", process.port, {"profile": layout})
        yield Plugged(spec, lambda: process.do("unplug"), lambda: process.do("plug"))


@contextmanager
def _pcsc() -> Iterator[Plugged]:
    daemon = PcscDaemon()
    daemon.start()
    try:
        yield Plugged(DeviceSpec("it", "card_reader", "pcsc", "pcsc://Virtual PCD"), daemon.stop, daemon.start)
    finally:
        daemon.remove()


def _rows(name: str, plugged: Plugged) -> list[Row]:
    chance = random.Random(3)  # noqa: S311
    unplugged, back = (Samples(each) for each in zip(*(_run(plugged, chance) for _ in range(RUNS)), strict=True))
    return [
        Row(f"unplug seen, {name}", "s", unplugged, f"≤ {SEEN:g}", max(unplugged.values) <= SEEN),
        Row(f"back in use, {name}", "s", back, f"≤ {BACK:g}", max(back.values) <= BACK),
    ]


def _run(plugged: Plugged, chance: random.Random) -> tuple[float, float]:
    """Returns the seconds until it was seen to be gone, and to be back. Each time with workers of its own: what comes
    and goes again and again is to stay out of use until it has settled."""
    devices = DeviceManager([plugged.spec])
    devices.start()
    try:
        _until(lambda: devices.can(plugged.spec.kind))
        time.sleep(chance.uniform(1.0, 2.0))
        pulled = _after(plugged.pull, lambda: _is_gone(devices))
        time.sleep(chance.uniform(0.5, 1.5))
        return pulled, _after(plugged.put, lambda: devices.can(plugged.spec.kind))
    finally:
        devices.stop()


def _is_gone(devices: DeviceManager) -> bool:
    return all(status.condition is Condition.FAULT for status in devices.statuses().values())


def _after(act: Callable[[], object], came: Callable[[], bool]) -> float:
    """Returns the seconds from the act until it came about."""
    began = time.monotonic()
    act()
    return _until(came) - began


def _until(came: Callable[[], bool]) -> float:
    """Returns when (time.monotonic) it came about. Raises TimeoutError."""
    end = time.monotonic() + WITHIN
    while not came():
        if time.monotonic() > end:
            raise TimeoutError(f"not so within {WITHIN:g} s")
        time.sleep(0.002)
    return time.monotonic()
