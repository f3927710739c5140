"""The real drivers against the simulators, in processes of their own, over real ptys and sockets."""

import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol, TypeVar

import pytest

from devices.base import DeviceError
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.process import SimulatorProcess

T = TypeVar("T")


class Eventually(Protocol):
    def __call__(self, look: Callable[[], T | None], within: float = 10.0) -> T: ...


@pytest.fixture(scope="session")
def eventually() -> Eventually:
    """The first thing that `look` returns that is not empty; fails when the time is up."""

    def wait(look: Callable[[], T | None], within: float = 10.0) -> T:
        end = time.monotonic() + within
        while time.monotonic() < end:
            found = look()
            if found:
                return found
            time.sleep(0.005)
        pytest.fail(f"nothing came in {within} s")

    return wait


@pytest.fixture(scope="module")
def reader_process() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("sam_v") as process:
        yield process


@pytest.fixture
def reader(reader_process: SimulatorProcess) -> SimulatorProcess:
    """A simulated reader in good order with no card on it."""
    for command in ("plug", "clear", "lift"):
        reader_process.do(command)
    return reader_process


class Kiosk:
    """A kiosk with that one reader, in use."""

    def __init__(self, devices: DeviceManager, eventually: Eventually) -> None:
        self.devices = devices
        self._eventually = eventually

    def sees(self) -> Any:
        """Returns the next card, or the DeviceError that a resident is told instead."""

        def look() -> Any:
            try:
                return self.devices.card()
            except DeviceError as error:
                return error

        return self._eventually(look)

    def sees_nothing(self) -> None:
        self._eventually(lambda: not self.devices.card_present())

    def is_in_use(self) -> None:
        self._eventually(lambda: self.devices.can("card_reader"))

    def is_out_of_use(self) -> None:
        self._eventually(lambda: not self.devices.can("card_reader"))


@pytest.fixture
def kiosk(reader: SimulatorProcess, eventually: Eventually, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kiosk]:
    """Looks at its reader more often than in earnest, and gives up a read sooner, so that tests are quick."""
    monkeypatch.setattr("devices.member.POLL_SECONDS", 0.05)
    monkeypatch.setattr("devices.worker.REOPEN_SECONDS", 0.1)
    devices = DeviceManager([DeviceSpec("reader", "card_reader", "sam_v", reader.port, {"read_seconds": 1.0})])
    devices.start()
    kiosk = Kiosk(devices, eventually)
    kiosk.is_in_use()
    yield kiosk
    devices.stop()


FAST = 20  # times the speed of a real printer


@pytest.fixture(params=["pty", "tcp"])
def printer(request: pytest.FixtureRequest) -> Iterator[SimulatorProcess]:
    with SimulatorProcess("escpos", tcp=request.param == "tcp") as process:
        process.do("set", speed=FAST)
        yield process


@pytest.fixture
def slow_printer(serial_printer: SimulatorProcess) -> SimulatorProcess:
    """Prints slowly enough for things to happen in mid-job."""
    serial_printer.do("set", speed=1)
    return serial_printer


@pytest.fixture
def serial_printer() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("escpos") as process:
        process.do("set", speed=FAST)
        yield process


@pytest.fixture
def clone(serial_printer: SimulatorProcess) -> SimulatorProcess:
    """Knows neither process ids nor "clear all"."""
    serial_printer.do("set", process_ids=False, clear_all=False)
    return serial_printer
