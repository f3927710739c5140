"""A real kiosk in a window with the dock beside it, worked by real clicks on both."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demo.display import Display
from demo.robot import Lost, Probe, Robot
from devices.simulators.process import send_command
from tools.xvfb import virtual_display

ROOT = Path(__file__).resolve().parents[2]
MODELS = ("sam_v", "escpos")
WITHIN = 20.0  # seconds: how long to wait for what has to come


@dataclass(frozen=True, slots=True)
class Demonstration:
    robot: Robot
    devices: Path
    log: Path

    def state(self, model: str) -> Mapping[str, Any]:
        return send_command(self.devices / f"{model}.control", {"do": "state"})

    def until(self, wanted: Callable[[], bool], within: float = WITHIN) -> None:
        """Raises Lost when it does not come about."""
        deadline = time.monotonic() + within
        while not wanted():
            if time.monotonic() > deadline:
                seen = self.robot.look()
                ending = self.log.read_text("utf-8")[-1500:]
                raise Lost(f"it does not come about; there is {seen.page} {seen.title!r}. The log ends:\n{ending}")
            time.sleep(0.05)

    def click(self, key: str) -> None:
        """Click it as soon as it is there and can be clicked."""
        self.robot.tap(key, within=WITHIN)

    def usable(self, key: str) -> bool:
        return any(target.key == key and target.enabled for target in self.robot.look().targets)

    def to_menu(self) -> None:
        """Begin a visit. A tap just as the attract page is drawn anew is given again."""
        for _ in range(5):
            self.click("zh_CN")
            with suppress(Lost):
                self.robot.wait_for("MenuPage", within=2)
                return
        raise Lost("the attract page takes no tap")

    def end_visit(self) -> None:
        send_command(self.devices / "sam_v.control", {"do": "lift"})
        while (seen := self.robot.look()).page != "AttractPage":
            ways = [key for key in ("finish", "cancel", "yes", "action", "leave") if self.usable(key)]
            if ways:
                self.click(ways[0])
                with suppress(Lost):
                    self.robot.wait_past(seen, within=2)


@pytest.fixture(scope="module")
def running() -> Iterator[Demonstration]:
    with tempfile.TemporaryDirectory(prefix="dock-") as name, virtual_display(1600, 1000) as display:
        folder = Path(name)
        (folder / "kiosk.toml").write_text('[kiosk]\ndata_dir = "data"\n', "utf-8")
        command = [sys.executable, "run_kiosk.py", "--config", str(folder / "kiosk.toml"), "--windowed", "--demo"]
        environment = {**os.environ, "DISPLAY": display}
        with (folder / "log").open("wb") as log:
            program = subprocess.Popen(
                [*command, "--probe", str(folder / "probe")], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        try:
            probe = Probe(folder / "probe", within=60)
            window = Display(display, program.pid)
            running = Demonstration(Robot(probe, window), folder / "data" / "demo" / "devices", folder / "log")
            running.until(lambda: all((running.devices / f"{model}.control").exists() for model in MODELS))
            yield running
            window.close()
            probe.close()
        finally:
            program.terminate()
            program.wait(30)


@pytest.fixture
def demonstration(running: Demonstration) -> Demonstration:
    """Nobody is at the kiosk and everything works."""
    for model in MODELS:
        send_command(running.devices / f"{model}.control", {"do": "clear"})
        send_command(running.devices / f"{model}.control", {"do": "plug"})
    running.end_visit()
    return running


def test_a_card_placed_on_the_dock_begins_a_visit_and_can_be_lifted(demonstration: Demonstration) -> None:
    demonstration.click("dock:place:li")
    demonstration.robot.wait_for("MenuPage", within=WITHIN)
    assert demonstration.state("sam_v")["card"] == "li"
    demonstration.click("dock:lift")
    demonstration.until(lambda: demonstration.state("sam_v")["card"] is None)
    demonstration.until(lambda: not demonstration.usable("dock:lift"))


def test_a_click_on_the_dock_is_no_touch_on_the_kiosk(demonstration: Demonstration) -> None:
    demonstration.click("dock:printer:faults")
    demonstration.until(lambda: demonstration.usable("dock:printer:fault:split"))
    demonstration.click("dock:printer:faults")
    assert demonstration.robot.look().page == "AttractPage"


def test_a_ticket_is_seen_on_the_dock_until_it_is_taken(demonstration: Demonstration) -> None:
    before = demonstration.robot.display.picture()
    assert not demonstration.usable("dock:take")
    take_number(demonstration)
    demonstration.until(lambda: demonstration.usable("dock:take"))
    target = demonstration.robot.look().target("dock:take")
    below = (target.rect.x - 200, target.rect.y + 100, target.rect.x, target.rect.y + 400)
    assert demonstration.robot.display.picture().crop(below) != before.crop(below)
    demonstration.click("dock:take")
    demonstration.until(lambda: demonstration.state("escpos")["waiting"] == 0)
    demonstration.until(lambda: not demonstration.usable("dock:take"))


def test_one_turns_from_piece_to_piece(demonstration: Demonstration) -> None:
    while demonstration.state("escpos")["pieces"] < 2:
        take_number(demonstration)
        demonstration.end_visit()
    demonstration.click("dock:older")
    demonstration.click("dock:newer")
    demonstration.until(lambda: not demonstration.usable("dock:newer"))


def test_each_fault_is_switched_on_and_off_by_itself(demonstration: Demonstration) -> None:
    demonstration.click("dock:printer:faults")
    demonstration.click("dock:printer:fault:paper_low")
    demonstration.click("dock:printer:fault:cover")
    demonstration.until(lambda: demonstration.state("escpos")["condition"] == ["paper_low", "cover_open"])
    demonstration.click("dock:printer:fault:cover")
    demonstration.until(lambda: demonstration.state("escpos")["condition"] == ["paper_low"])
    demonstration.click("dock:printer:mend")
    demonstration.until(lambda: demonstration.state("escpos")["faults"] == {})
    demonstration.click("dock:printer:faults")


def test_a_device_is_unplugged_and_plugged_in_again(demonstration: Demonstration) -> None:
    demonstration.click("dock:card-reader:plug")
    demonstration.until(lambda: not demonstration.state("sam_v")["plugged"])
    demonstration.until(lambda: demonstration.usable("dock:card-reader:mend"))
    demonstration.click("dock:card-reader:plug")
    demonstration.until(lambda: demonstration.state("sam_v")["plugged"] is True)
    demonstration.until(lambda: not demonstration.usable("dock:card-reader:mend"))


def test_a_roll_runs_out_and_a_new_one_is_put_in(demonstration: Demonstration) -> None:
    demonstration.click("dock:nearly_empty")
    demonstration.until(lambda: demonstration.state("escpos")["condition"] == ["paper_low"])
    demonstration.click("dock:refill")
    demonstration.until(lambda: demonstration.state("escpos")["condition"] == [])


def test_the_printer_is_switched_off_and_on(demonstration: Demonstration) -> None:
    demonstration.click("dock:power_cycle")
    demonstration.until(lambda: not demonstration.state("escpos")["powered"])
    demonstration.until(lambda: bool(demonstration.state("escpos")["powered"]))


def take_number(demonstration: Demonstration) -> None:
    """From the attract page to the ticket."""
    pieces = demonstration.state("escpos")["pieces"]
    demonstration.until(lambda: offers_numbers(demonstration), within=60)  # the hub fills its catalogue first
    seen = demonstration.robot.go("number", "MenuPage", within=WITHIN)
    demonstration.click(seen.targets[0].key)
    demonstration.until(lambda: demonstration.state("escpos")["pieces"] > pieces)


def offers_numbers(demonstration: Demonstration) -> bool:
    demonstration.end_visit()
    demonstration.to_menu()
    return demonstration.usable("number")
