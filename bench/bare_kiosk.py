"""A kiosk without a screen on simulated devices, and a hub over HTTP; who stands there is the tests' `Resident`."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from config.loader import load
from config.settings import HubSettings, KioskSettings, ScreenSettings, SessionSettings, Settings
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.process import SimulatorProcess
from devices.transports import check_port
from tests.kiosk.conftest import Lobby, session
from tests.kiosk.hub_process import HubProcess, make_hub
from tests.kiosk.item_robot import LANGUAGE
from tests.kiosk.resident import Resident

Line = Callable[[str], AbstractContextManager[str]]


@contextmanager
def bare_kiosk(line: Line | None = None) -> Iterator[tuple[Lobby, Path]]:
    """Yields a kiosk that holds visits, whose hub telephones can reach, and the folder of its scanner. `line`: leads
    from the kiosk to the hub's address."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as name,
        SimulatorProcess("sam_v") as reader,
        SimulatorProcess("escpos", tcp=True) as printer,
    ):
        folder = Path(name)
        printer.do("set", speed=20.0)
        make_hub(folder / "made")
        hub = HubProcess(folder / "hub", folder / "made")
        hub.start(HUB_ORIGIN=hub.url)
        devices = DeviceManager(
            [
                DeviceSpec("reader", "card_reader", "sam_v", reader.port),
                DeviceSpec("printer", "printer", "escpos", printer.port),
            ]
        )
        devices.start()
        lobby = Lobby(Resident(), reader, printer, devices, folder / "data", hub)
        try:
            with _serving(lobby, folder / "scans", line) as scans:
                yield lobby, scans
        finally:
            devices.stop()
            hub.stop()


@contextmanager
def _serving(lobby: Lobby, scans: Path, line: Line | None) -> Iterator[Path]:
    for folder in (lobby.data_dir, scans):
        folder.mkdir()
    settings = Settings(
        kiosk=KioskSettings(
            id="bench", site="幸福里社区服务中心", language=LANGUAGE, data_dir=lobby.data_dir, scanner_folder=scans
        ),
        hub=HubSettings(url="embedded"),
        screen=ScreenSettings(width_px=1080, height_px=1920, width_mm=268.0, fullscreen=False),
        session=SessionSettings(idle_seconds=600, warning_seconds=20),
        keypad=load(None, {}, check_port).keypad,
    )
    lobby.wait_until(lambda: lobby.devices.can("printer") and lobby.devices.can_identify())
    with (
        _hub_address(lobby.hub, line) as url,
        session(lobby.resident, lobby.devices, settings, url, lobby.hub.token_file),
    ):
        lobby.wait_until((lobby.data_dir / "catalogue.json").exists)
        yield scans


@contextmanager
def _hub_address(hub: HubProcess, line: Line | None) -> Iterator[str]:
    if line is None:
        yield hub.url
    else:
        with line(hub.url) as url:
            yield url
