"""The kiosk as installed at a site, with a hub of its own, and simulated devices at its ports."""

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
from demo.robot import Lost, Probe, Robot, ScreenContent
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
model = "{model}"
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
    """A running kiosk. `record` holds all bytes between it and the card reader, with their times, if requested."""

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
        """Yields a robot that sees the pages and taps them."""
        probe = Probe(self.probe, within=60)
        display = Display(self.display, self.pid)
        try:
            yield Robot(probe, display)
        finally:
            display.close()
            probe.close()

    def tour(self, robot: Robot) -> Tour:
        """Returns the tour's tools, without pictures."""
        return Tour(robot, self.pid, self.devices, _NoAlbum(self.devices, robot.display.picture))


class _NoAlbum(Album):
    def take(self, name: str, caption: str) -> None:
        """Takes no picture."""

    def keep(self, source: Path, name: str, caption: str) -> None:
        """Keeps no picture."""


class Site:
    """A kiosk's folder and its devices, as a context manager. The kiosk can be started repeatedly."""

    def __init__(
        self,
        display: str,
        width: int,
        height: int,
        more_devices: str = "",
        *,
        recorded: bool = False,
        usb_reader: bool = False,
    ) -> None:
        """`more_devices`: `[[device]]` tables beside a card reader and a printer. `recorded`: record the card
        reader's bytes, which costs the kiosk time. `usb_reader`: the card reader is on USB, not on a serial line."""
        self._display = display
        self._size = (width, height)
        self._more = more_devices
        self._recorded = recorded
        self._layout = "two_pipes" if usb_reader else ""
        self._parts = ExitStack()

    def __enter__(self) -> "Site":
        self._folder = Path(self._parts.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        self._devices = self._folder / "devices"
        self._reader, self._printer = (
            self._parts.enter_context(SimulatorProcess(model, usb=usb, baudrate=115200, directory=self._devices))
            for model, usb in (("sam_v", self._layout), ("escpos", ""))
        )
        self._printer.do("set", paper=str(self._devices / "paper"))
        self._record = self._folder / "record"
        width, height = self._size
        reader = _serial(self._reader) + (f"&record={self._record}" if self._recorded else "")
        ports = {"model": "sam_v_usb" if self._layout else "sam_v", "reader": reader, "printer": _serial(self._printer)}
        self._settings = self._folder / "kiosk.toml"
        self._settings.write_text(SETTINGS.format(width=width, height=height, **ports) + self._more, "utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._parts.close()

    @property
    def hub_database(self) -> Path:
        """Returns the path of the database of the kiosk's own hub."""
        return self._folder / "data" / "hub" / "hub.sqlite3"

    def prepare(self) -> None:
        """Lets the hub fill its database, and the kiosk get the catalogue, as at a site that was opened before."""
        with self.kiosk(probe=True) as kiosk, kiosk.robot() as robot:
            while not _open_for_business(robot):
                time.sleep(0.5)

    @contextmanager
    def kiosk(self, probe: bool = False) -> Iterator[Kiosk]:
        """Runs the kiosk until the block ends; with the probe a robot can use it."""
        socket = self._folder / "probe"
        program = ["-m", "bench.usb_kiosk", str(self._reader.bus)] if self._layout else ["run_kiosk.py"]
        command = [sys.executable, *program, "--config", str(self._settings)]
        command += ["--probe", str(socket)] if probe else []
        environment = as_installed(self._display)
        with (self._folder / "log").open("ab") as log:
            began = time.monotonic()
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            running = (self._reader, self._printer, self._devices, self._record, socket, self._display)
            yield Kiosk(process.pid, began, *running)
        except Exception as error:
            error.add_note(f"The kiosk's log ends with:\n{(self._folder / 'log').read_text()[-2000:]}")
            raise
        finally:
            process.terminate()
            process.wait(30)


def as_installed(display: str) -> dict[str, str]:
    """Returns the environment of a kiosk whose code stays compiled, whatever this shell sets."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        "DISPLAY": display
    }


def to_menu(robot: Robot) -> ScreenContent:
    """Begins a visit. A tap at the moment when the attract page gets its notices is repeated."""
    for _ in range(5):
        robot.wait_for("AttractPage", within=60)
        robot.tap(DEFAULT, within=60)  # until the kiosk can serve its buttons take no tap
        with suppress(Lost):
            return robot.wait_for("MenuPage", within=2)
    raise Lost("the attract page takes no tap")


def _open_for_business(robot: Robot) -> bool:
    menu = to_menu(robot)
    robot.go("cancel", "AttractPage")
    return all(target.enabled for target in menu.targets)


def _serial(simulator: SimulatorProcess) -> str:
    return simulator.port if "?" in simulator.port else f"{simulator.port}?baudrate=115200"
