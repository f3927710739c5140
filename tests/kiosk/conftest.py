"""A whole kiosk without a window: real devices on simulators, a real hub over HTTP, real files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest
from argon2 import PasswordHasher

from config.loader import load
from config.settings import HubSettings, KioskSettings, ScreenSettings, SessionSettings, Settings
from devices import discover
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.process import SimulatorProcess
from devices.transports import check_port
from kiosk.app import start
from kiosk.technician.run_context import RunContext
from tests.kiosk.hub_process import HubProcess, free_port
from tests.kiosk.resident import Resident
from tests.together import wait_until


@dataclass
class Hall:
    """`printer` and `reader` are simulators. There is no hub."""

    resident: Resident
    reader: SimulatorProcess
    printer: SimulatorProcess
    devices: DeviceManager
    data_dir: Path

    def printed(self) -> list[str]:
        """Returns the text of the pieces printed since last asked."""
        return list(self.printer.do("take")["pieces"])

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """For a worker to have noticed what happened to its device."""
        wait_until(condition)


@dataclass
class Lobby(Hall):
    hub: HubProcess


@pytest.fixture(scope="session")
def hub_process(tmp_path_factory: pytest.TempPathFactory, seeded_hub: Path) -> Iterator[HubProcess]:
    hub = HubProcess(tmp_path_factory.mktemp("kiosk") / "hub", seeded_hub)
    yield hub
    hub.stop()


@pytest.fixture
def hub(hub_process: HubProcess) -> HubProcess:
    """Up and answering."""
    hub_process.start()
    return hub_process


@pytest.fixture(scope="session")
def reader_process() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("sam_v") as simulator:
        yield simulator


@pytest.fixture(scope="session")
def printer_process() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("escpos", tcp=True) as simulator:
        simulator.do("set", speed=20.0)
        yield simulator


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A technician's PIN is hashed by the same algorithm, and cheaply."""
    hasher = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("kiosk.technician.pin.PasswordHasher", hasher)


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is plugged in: the ports of the machine that runs the tests are left alone."""
    for finder in ("_serial_devices", "_usb_devices", "_pcsc_readers", "list_inputs"):
        monkeypatch.setattr(discover, finder, list)


@pytest.fixture(scope="session")
def spare_printer() -> Iterator[SimulatorProcess]:
    """Nobody's yet: a line has one user at a time, and `running_devices` have that of the other."""
    with SimulatorProcess("escpos", tcp=True) as simulator:
        simulator.do("set", speed=20.0)
        yield simulator


@pytest.fixture(scope="session")
def running_devices(reader_process: SimulatorProcess, printer_process: SimulatorProcess) -> Iterator[DeviceManager]:
    devices = DeviceManager(
        [
            DeviceSpec("reader", "card_reader", "sam_v", reader_process.port),
            DeviceSpec("printer", "printer", "escpos", printer_process.port),
        ]
    )
    devices.start()
    yield devices
    devices.stop()


@pytest.fixture
def quiet_devices(
    reader_process: SimulatorProcess, printer_process: SimulatorProcess, running_devices: DeviceManager
) -> DeviceManager:
    """In order, with nothing on the reader and no paper hanging out."""
    reader_process.do("lift")
    for simulator in (reader_process, printer_process):
        simulator.do("clear")
    printer_process.do("take")
    return running_devices


@pytest.fixture
def hall(
    reader_process: SimulatorProcess, printer_process: SimulatorProcess, quiet_devices: DeviceManager, tmp_path: Path
) -> Iterator[Hall]:
    """A kiosk that has never had a hub."""
    hall = Hall(Resident(), reader_process, printer_process, quiet_devices, tmp_path)
    hall.wait_until(lambda: quiet_devices.can("printer") and not quiet_devices.card_present())
    nowhere = f"http://127.0.0.1:{free_port()}"
    with session(hall.resident, quiet_devices, settings(tmp_path), nowhere, tmp_path / "token"):
        yield hall


@pytest.fixture
def lobby(
    hub: HubProcess,
    reader_process: SimulatorProcess,
    printer_process: SimulatorProcess,
    quiet_devices: DeviceManager,
    tmp_path: Path,
) -> Iterator[Lobby]:
    """A kiosk that holds visits, with its catalogue fetched, and nothing on the reader."""
    with serving(Lobby(Resident(), reader_process, printer_process, quiet_devices, tmp_path, hub)) as lobby:
        yield lobby


@pytest.fixture(scope="module")
def hub_for_telephones(tmp_path_factory: pytest.TempPathFactory, seeded_hub: Path) -> Iterator[HubProcess]:
    """A hub that telephones can reach, one for a file of tests."""
    hub = HubProcess(tmp_path_factory.mktemp("telephones") / "hub", seeded_hub)
    hub.start(HUB_ORIGIN=hub.url)
    yield hub
    hub.stop()


@pytest.fixture
def lobby_for_telephones(
    hub_for_telephones: HubProcess,
    reader_process: SimulatorProcess,
    printer_process: SimulatorProcess,
    quiet_devices: DeviceManager,
    tmp_path: Path,
) -> Iterator[Lobby]:
    hub = hub_for_telephones
    hub.start(HUB_ORIGIN=hub.url)
    with serving(Lobby(Resident(), reader_process, printer_process, quiet_devices, tmp_path, hub)) as lobby:
        yield lobby


@pytest.fixture
def scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a scanner beside the kiosk."""
    folder = tmp_path / "scans"
    folder.mkdir()
    kiosk = partial(KioskSettings, scanner_folder=folder)
    monkeypatch.setattr("tests.kiosk.conftest.KioskSettings", kiosk)
    return folder


@contextmanager
def serving(lobby: Lobby) -> Iterator[Lobby]:
    """It holds visits, with its catalogue fetched, and nothing on the reader."""
    devices, hub = lobby.devices, lobby.hub
    lobby.wait_until(lambda: devices.can("printer") and devices.can_identify())
    lobby.wait_until(lambda: not devices.card_present())
    with session(lobby.resident, devices, settings(lobby.data_dir), hub.url, hub.token_file):
        lobby.wait_until((lobby.data_dir / "catalogue.json").exists)
        yield lobby


@contextmanager
def session(
    resident: Resident,
    devices: DeviceManager,
    settings: Settings,
    hub_url: str,
    token_file: Path,
    run_context: RunContext | None = None,
) -> Iterator[None]:
    """Visits are held on a thread until the block is left."""
    stopping = Event()
    arguments = (resident, devices, settings, hub_url, token_file, stopping, run_context)
    thread = Thread(target=start.run, args=arguments)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(20)
        assert not thread.is_alive()


def settings(data_dir: Path, idle_seconds: int = 60) -> Settings:
    return Settings(
        kiosk=KioskSettings(id="kiosk-1", site="Community Centre", language="en", data_dir=data_dir),
        hub=HubSettings(url="embedded"),
        screen=ScreenSettings(width_px=1080, height_px=1920, width_mm=268.0, fullscreen=False),
        session=SessionSettings(idle_seconds=idle_seconds, warning_seconds=20),
        keypad=load(None, {}, check_port).keypad,
    )
