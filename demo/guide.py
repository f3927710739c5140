"""The tools of a tour's journeys: the robot, the simulated devices, the hub's processes, the album."""

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from demo.album import Album
from demo.robot import Lost, Robot
from demo.simulators import DISPENSER
from devices.simulators.process import send_command


class Tour:
    """A robot, the simulators it controls, and the album it fills."""

    def __init__(self, robot: Robot, kiosk: int, devices: Path, album: Album) -> None:
        self.robot = robot
        self.album = album
        self.card: Mapping[str, Any] = {"card": "rare"}  # the card to use, as the reader's simulator takes it
        self._kiosk = kiosk
        self._devices = devices

    def reader(self, do: str, **fields: Any) -> Mapping[str, Any]:
        return send_command(self._devices / "sam_v.control", {"do": do, **fields})

    def place_card(self) -> None:
        self.reader("place", **self.card)

    def printer(self, do: str, **fields: Any) -> Mapping[str, Any]:
        return send_command(self._devices / "escpos.control", {"do": do, **fields})

    def dispenser(self, do: str, **fields: Any) -> Mapping[str, Any]:
        return send_command(self._devices / DISPENSER / "presenter.control", {"do": do, **fields})

    def picture(self, name: str, caption: str) -> None:
        self.robot.look()  # then the previous tap's result is painted
        self.album.take(name, caption)

    def keep_paper(self, name: str, caption: str) -> None:
        """Adds the last printed piece to the album."""
        pieces = list(self._devices.rglob("paper/*.png"))
        if not pieces:
            raise Lost("nothing was printed")
        self.album.keep(max(pieces, key=lambda piece: piece.stat().st_mtime_ns), name, caption)

    def keep_new_paper(self, name: str, caption: str, pieces: int, within: float = 10.0) -> None:
        """Adds the piece that comes out after so many. Raises Lost."""
        deadline = time.monotonic() + within
        while self.printer("state")["pieces"] <= pieces:
            if time.monotonic() > deadline:
                raise Lost(f"no {name} within {within:g} s")
            time.sleep(0.05)
        self.keep_paper(name, caption)

    def wait_until_served(self, within: float = 90.0) -> None:
        """Waits until the hub has sent the catalogue, as the menu shows. Raises Lost."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            menu = self.robot.go("begin", "MenuPage")
            self.robot.go("cancel", "AttractPage")
            if any(target.key == "apply" and target.enabled for target in menu.targets):
                return
            time.sleep(0.5)
        raise Lost(f"no catalogue within {within:g} s")

    def silence_hub(self) -> None:
        """Stops the hub's processes: it answers nothing, as in an outage."""
        self._signal_hub(signal.SIGSTOP)

    def wake_hub(self) -> None:
        self._signal_hub(signal.SIGCONT)

    def _signal_hub(self, number: signal.Signals) -> None:
        for process in _descendants(self._kiosk):
            if b"hub" in Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0"):
                os.kill(process, number)


def _descendants(process: int) -> list[int]:
    threads = Path(f"/proc/{process}/task").glob("*/children")
    children = [int(child) for thread in threads for child in thread.read_text().split()]
    return [descendant for child in children for descendant in (child, *_descendants(child))]
