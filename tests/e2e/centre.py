"""A centre's lobby: a kiosk as a site runs it, simulated devices at the ends of its lines, and someone who taps it."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from Xlib.error import ConnectionClosedError

from demo.display import Display
from demo.robot import Lost, Probe, Robot, ScreenContent
from devices.simulators.process import SimulatorProcess

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")

SETTINGS = """
[kiosk]
id = "lobby"
site = "幸福里社区服务中心"
data_dir = "{data_dir}"

[hub]
{hub}

[screen]
width_px = 1080
height_px = 1920
width_mm = 268

[session]
idle_seconds = {idle}
warning_seconds = 20

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


class Centre:
    """A folder with the configuration and the data, two devices, one display; `open` starts the kiosk."""

    def __init__(self, folder: Path, display: str, hub: str = 'url = "embedded"', idle: int = 600) -> None:
        self.folder = folder
        self.display = display
        self.data_dir = folder / "data"
        self.log = folder / "log"
        self.config = folder / "kiosk.toml"
        self.reader = SimulatorProcess("sam_v", baudrate=115200)
        self.printer = SimulatorProcess("escpos", tcp=True)
        self._hub, self._idle = hub, idle

    def __enter__(self) -> "Centre":
        self.reader.start()
        self.printer.start()
        self.printer.do("set", speed=20.0)
        text = SETTINGS.format(
            data_dir=self.data_dir, hub=self._hub, idle=self._idle, reader=self.reader.port, printer=self.printer.port
        )
        self.config.write_text(text, "utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self.reader.stop()
        self.printer.stop()

    def open(self, *options: str) -> "Kiosk":
        """Opens the kiosk; returns when it offers its services; `options` in place of `--windowed`."""
        return Kiosk(self, options or ("--windowed",))

    def log_end(self) -> str:
        return f"The kiosk's log ends with:\n{self.log.read_text('utf-8')[-3000:]}"

    def printed(self) -> list[str]:
        """Returns the text of the pieces printed since last asked."""
        return list(self.printer.do("take")["pieces"])

    def in_hub(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Returns what the embedded hub's database holds."""
        database = sqlite3.connect(f"file:{self.data_dir / 'hub' / 'hub.sqlite3'}?mode=ro", uri=True, timeout=10)
        try:
            return database.execute(query, values).fetchall()
        finally:
            database.close()


class Kiosk(Robot):
    """A running `run_kiosk.py`, and a robot before it."""

    def __init__(self, centre: Centre, options: tuple[str, ...]) -> None:
        self.centre = centre
        socket = centre.folder / "probe"
        socket.unlink(missing_ok=True)
        with centre.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "run_kiosk.py", "--config", centre.config, "--probe", socket, *options],
                cwd=ROOT,
                env={**os.environ, "DISPLAY": centre.display},
                stdout=log,
                stderr=log,
            )
        try:
            super().__init__(Probe(socket, within=30), Display(centre.display, self.process.pid))
        except Exception:
            self.kill()
            raise

    def __enter__(self) -> "Kiosk":
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error:
            error.add_note(self.centre.log_end())
        self.close()

    def close(self) -> int:
        """Stops the kiosk as systemd does; returns its exit status."""
        self.process.terminate()
        try:
            status = self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        finally:
            self.probe.close()
            with suppress(ConnectionClosedError):
                self.display.close()
        return status

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def texts(self) -> list[str]:
        """Returns every text in the window, seen or scrolled away."""
        return list(self.probe.ask(do="texts")["texts"])

    def says(self, words: str, within: float = 10.0) -> None:
        """Waits until those words stand in the window. Raises Lost."""
        wait_until(lambda: words in "\n".join(self.texts()), within, lambda: f"no {words!r} in {self.texts()}")

    def shows(self, page: str) -> bool:
        return self.look().page == page

    def opens(self, key: str, enabled: bool = True) -> None:
        """Waits until the menu offers this journey, or no longer does, looking again each time as a resident would."""

        def seen() -> bool:
            self.leaves()  # a card that lies there since the test before would open it by itself
            menu = self.go("begin", "MenuPage")
            self.leaves()
            return enabled == any(target.key == key and target.enabled for target in menu.targets)

        wait_until(seen, 90, lambda: f"{key} is not as expected")

    def leaves(self) -> ScreenContent:
        """Goes to the attract page, from wherever this is, with the card in hand."""
        self.centre.reader.do("lift")
        give_up = time.monotonic() + 90
        while (seen := self.look()).page != "AttractPage":
            if time.monotonic() > give_up:
                raise Lost(f"no way out of {seen.page} {seen.title!r}")
            way = [t for t in seen.targets if t.key in ("continue", "cancel", "finish") and t.ready]
            if seen.page == "MessagePage":
                way = [target for target in seen.targets if target.ready]
            if way:
                self.display.click(*way[0].rect.centre)
                with suppress(Lost):
                    self._until(lambda now, was=seen: (now.serial, now.warning) != (was.serial, was.warning), "", 2.0)
        return seen

    def remains(self, seen: ScreenContent) -> bool:
        """Returns whether that page is still there after a moment: what would follow follows by then."""
        time.sleep(0.5)
        return self.look().serial == seen.serial

    def finds(self, letters: str, item: str) -> ScreenContent:
        """Goes from the attract page to an item's guide."""
        self.go("begin", "MenuPage")
        self.go("apply", "BrowsePage")
        self.type(letters)
        return self.go(item, "GuidePage")


def wait_until(true: Callable[[], T], within: float = 10.0, otherwise: Callable[[], str] = lambda: "not so") -> T:
    """Returns what `true` returns, once it is anything. Raises Lost."""
    give_up = time.monotonic() + within
    while not (found := true()):
        if time.monotonic() > give_up:
            raise Lost(f"{otherwise()} within {within:g} s")
        time.sleep(0.05)
    return found


def family(process: int) -> list[int]:
    """Returns the processes that this one started, and theirs."""
    threads = Path(f"/proc/{process}/task").glob("*/children")
    children = [int(child) for thread in threads for child in thread.read_text().split()]
    return [found for child in children for found in (child, *family(child))]


def alive(process: int) -> bool:
    """Does it run? One that ended and was not yet collected does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def hubs(kiosk: Kiosk) -> list[int]:
    """Returns the processes of the kiosk's own hub."""
    return [p for p in family(kiosk.process.pid) if b"hub" in Path(f"/proc/{p}/cmdline").read_bytes().split(b"\0")]
