"""Our side: the kiosk as a site runs it, on a hub of its own, with simulated devices at the ends of its lines."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from demo.album import Album
from demo.display import Display
from demo.guide import Tour
from demo.robot import Look, Lost, Probe, Robot
from devices.simulators.process import SimulatorProcess
from languages.registry import DEFAULT

ROOT = Path(__file__).resolve().parent.parent

SETTINGS = """
[kiosk]
id = "bench"
site = "幸福里社区服务中心"
data_dir = "data"

[screen]
width_px = {width}
height_px = {height}
width_mm = 268

[session]
idle_seconds = 600

[[device]]
name = "card-reader"
kind = "card_reader"
model = "sam_v"
port = "{reader}"

[[device]]
name = "printer"
kind = "printer"
model = "escpos"
port = "{printer}"
"""
DEVICE = """
[[device]]
name = "{name}"
kind = "{kind}"
model = "{model}"
port = "{port}"
"""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A running kiosk. `record` holds all bytes between it and the card reader, with their times, where asked for."""

    pid: int
    began: float  # time.monotonic
    reader: SimulatorProcess
    printer: SimulatorProcess
    devices: Path
    record: Path
    probe: Path
    display: str

    @contextmanager
    def robot(self) -> Iterator[Robot]:
        """Someone who sees the pages and taps them."""
        probe = Probe(self.probe, within=60)
        display = Display(self.display, self.pid)
        try:
            yield Robot(probe, display)
        finally:
            display.close()
            probe.close()

    def tour(self, robot: Robot) -> Tour:
        """For the journeys of the tour, without their pictures."""
        return Tour(robot, self.pid, self.devices, _NoAlbum(self.devices, robot.display.picture))


class _NoAlbum(Album):
    def take(self, name: str, caption: str) -> None:
        """No picture."""

    def keep(self, source: Path, name: str, caption: str) -> None:
        """No picture."""


class Site:
    """A kiosk's folder and its devices, as a context manager. The kiosk is started as often as one likes."""

    def __init__(
        self, display: str, width: int, height: int, more_devices: str = "", *, recorded: bool = False
    ) -> None:
        """`more_devices`: `[[device]]` tables for the configuration, besides a card reader and a printer. `recorded`:
        the card reader's bytes are, which takes the kiosk time."""
        self._display = display
        self._size = (width, height)
        self._more = more_devices
        self._recorded = recorded
        self._parts = ExitStack()

    def __enter__(self) -> "Site":
        self._folder = Path(self._parts.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        self._devices = self._folder / "devices"
        self._reader, self._printer = (
            self._parts.enter_context(SimulatorProcess(model, baudrate=115200, directory=self._devices))
            for model in ("sam_v", "escpos")
        )
        self._printer.do("set", paper=str(self._devices / "paper"))
        self._record = self._folder / "record"
        width, height = self._size
        reader = _serial(self._reader) + (f"&record={self._record}" if self._recorded else "")
        ports = {"reader": reader, "printer": _serial(self._printer)}
        self._settings = self._folder / "kiosk.toml"
        self._settings.write_text(SETTINGS.format(width=width, height=height, **ports) + self._more, "utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._parts.close()

    def prepare(self) -> None:
        """Let the hub fill its database, and the kiosk get the catalogue, as at a site that has opened before."""
        with self.kiosk(probe=True) as kiosk, kiosk.robot() as robot:
            while not _open_for_business(robot):
                time.sleep(0.5)

    @contextmanager
    def kiosk(self, probe: bool = False) -> Iterator[Kiosk]:
        """The kiosk, for as long as the block lasts; with the probe a robot can use it."""
        socket = self._folder / "probe"
        command = [sys.executable, "run_kiosk.py", "--config", str(self._settings)]
        command += ["--probe", str(socket)] if probe else []
        environment = as_installed(self._display)
        with (self._folder / "log").open("ab") as log:
            began = time.monotonic()
            program = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            running = (self._reader, self._printer, self._devices, self._record, socket, self._display)
            yield Kiosk(program.pid, began, *running)
        except Exception as error:
            error.add_note(f"The kiosk's log ends with:\n{(self._folder / 'log').read_text()[-2000:]}")
            raise
        finally:
            program.terminate()
            program.wait(30)


def as_installed(display: str) -> dict[str, str]:
    """The environment of a kiosk whose code stays compiled, whatever this shell says."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        "DISPLAY": display
    }


def to_menu(robot: Robot) -> Look:
    """Begin a visit. A tap that falls into the moment in which the attract page gets its notices is given again."""
    for _ in range(5):
        robot.wait_for("AttractPage", within=60)
        robot.tap(DEFAULT)
        with suppress(Lost):
            return robot.wait_for("MenuPage", within=2)
    raise Lost("the attract page takes no tap")


def _open_for_business(robot: Robot) -> bool:
    menu = to_menu(robot)
    robot.go("cancel", "AttractPage")
    return all(target.enabled for target in menu.targets)


def _serial(simulator: SimulatorProcess) -> str:
    return simulator.port if "?" in simulator.port else f"{simulator.port}?baudrate=115200"
