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
CONTROLS = {
    "sam_v": "sam_v.control",
    "escpos": "escpos.control",
    "spare": "printer-2/escpos.control",
    "presenter": "dispenser/presenter.control",
    "scanner": "scanner/serial_line.control",
}
WITHIN = 20.0  # seconds: how long to wait for what has to come


@dataclass(frozen=True, slots=True)
class Demonstration:
    robot: Robot
    devices: Path
    log: Path

    def state(self, model: str) -> Mapping[str, Any]:
        return self.do(model, "state")

    def do(self, model: str, do: str) -> Mapping[str, Any]:
        return send_command(self.devices / CONTROLS[model], {"do": do})

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

    def opens(self, device: str) -> None:
        """That section of the dock, and so none of the others."""
        if not self.usable(f"dock:{device}:plug"):
            self.click(f"dock:{device}:open")
            self.until(lambda: self.usable(f"dock:{device}:plug"))

    def unfolds(self, device: str) -> None:
        """Its section, with its faults."""
        self.opens(device)
        if not any(target.key.startswith(f"dock:{device}:fault:") for target in self.robot.look().targets):
            self.click(f"dock:{device}:faults")

    def usable(self, key: str) -> bool:
        return any(target.key == key and target.enabled for target in self.robot.look().targets)

    def to_menu(self) -> None:
        """Begin a visit. A tap just as the attract page is drawn again is given again."""
        for _ in range(5):
            self.click("zh-Hans")
            with suppress(Lost):
                self.robot.wait_for("MenuPage", within=2)
                return
        raise Lost("the attract page takes no tap")

    def end_visit(self) -> None:
        self.do("sam_v", "lift")
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
            running.until(lambda: all((running.devices / control).exists() for control in CONTROLS.values()))
            yield running
            window.close()
            probe.close()
        finally:
            program.terminate()
            program.wait(30)


@pytest.fixture
def demonstration(running: Demonstration) -> Demonstration:
    """Nobody is at the kiosk and everything works."""
    for model in CONTROLS:
        running.do(model, "clear")
        running.do(model, "plug")
    running.end_visit()
    running.opens("card-reader")
    return running


def test_a_card_placed_on_the_dock_begins_a_visit_and_can_be_lifted(demonstration: Demonstration) -> None:
    demonstration.click("dock:place:li")
    demonstration.robot.wait_for("MenuPage", within=WITHIN)
    assert demonstration.state("sam_v")["card"] == "li"
    demonstration.click("dock:lift")
    demonstration.until(lambda: demonstration.state("sam_v")["card"] is None)
    demonstration.until(lambda: not demonstration.usable("dock:lift"))


def test_a_click_on_the_dock_is_no_touch_on_the_kiosk(demonstration: Demonstration) -> None:
    demonstration.unfolds("printer")
    demonstration.until(lambda: demonstration.usable("dock:printer:fault:split"))
    assert demonstration.robot.look().page == "AttractPage"


def test_one_section_is_open_at_a_time(demonstration: Demonstration) -> None:
    demonstration.opens("network")
    demonstration.until(lambda: not demonstration.usable("dock:place:li"))
    demonstration.click("dock:network:open")
    demonstration.until(lambda: not demonstration.usable("dock:network:plug"))


def test_every_device_of_the_demonstration_is_there(demonstration: Demonstration) -> None:
    there = {target.key for target in demonstration.robot.look().targets}
    devices = ["card-reader", "scanner", "printer", "printer-2", "dispenser", "network"]
    assert there >= {f"dock:{device}:open" for device in devices}


def test_a_slip_is_seen_on_the_dock_until_it_is_taken(demonstration: Demonstration) -> None:
    before = demonstration.robot.display.picture()
    assert not demonstration.usable("dock:take")
    ask_something(demonstration)
    demonstration.until(lambda: demonstration.usable("dock:take"))
    target = demonstration.robot.look().target("dock:take")
    below = (target.rect.x - 200, target.rect.y + 100, target.rect.x, target.rect.y + 400)
    assert demonstration.robot.display.picture().crop(below) != before.crop(below)
    demonstration.click("dock:take")
    demonstration.until(lambda: demonstration.state("escpos")["waiting"] == 0)
    demonstration.until(lambda: not demonstration.usable("dock:take"))


def test_one_turns_from_piece_to_piece(demonstration: Demonstration) -> None:
    while demonstration.state("escpos")["pieces"] < 2:
        ask_something(demonstration)
        demonstration.end_visit()
    demonstration.click("dock:older")
    demonstration.click("dock:newer")
    demonstration.until(lambda: not demonstration.usable("dock:newer"))


def test_a_ticket_hangs_at_the_dispenser_until_it_is_taken(demonstration: Demonstration) -> None:
    demonstration.opens("dispenser")
    assert not demonstration.usable("dock:take_ticket")
    demonstration.until(lambda: offers_numbers(demonstration), within=60)  # the hub fills its catalogue first
    seen = demonstration.robot.go("number", "MenuPage", within=WITHIN)
    demonstration.click(seen.targets[0].key)
    demonstration.click("dock:take_ticket")
    demonstration.until(lambda: bool(demonstration.state("presenter")["taken"]))
    demonstration.robot.wait_for("OutcomePage", within=WITHIN)
    assert not demonstration.state("presenter")["exit_slot"]


def test_a_card_is_made_up_and_its_check_digit_added(demonstration: Demonstration) -> None:
    demonstration.click("dock:make_up")
    demonstration.click("action")  # the form is filled, and of the number's 18 digits there are 17
    demonstration.until(lambda: demonstration.state("sam_v")["card"] == "own")
    demonstration.until(lambda: demonstration.robot.look().page == "MenuPage")
    demonstration.click("dock:lift")


def test_a_form_of_the_dock_can_be_left(demonstration: Demonstration) -> None:
    demonstration.opens("scanner")
    demonstration.click("dock:scan:type")
    demonstration.until(lambda: demonstration.usable("key_a"))
    demonstration.click("back")
    demonstration.until(lambda: demonstration.usable("dock:scan:type"))


def test_the_code_of_the_last_ticket_is_scanned(demonstration: Demonstration) -> None:
    test_a_ticket_hangs_at_the_dispenser_until_it_is_taken(demonstration)
    before = demonstration.state("scanner")["scans"]
    demonstration.end_visit()
    demonstration.opens("scanner")
    demonstration.click("dock:scan:last")
    demonstration.until(lambda: demonstration.state("scanner")["scans"] == before + 1)


def test_each_fault_is_switched_on_and_off_by_itself(demonstration: Demonstration) -> None:
    demonstration.unfolds("printer")
    demonstration.click("dock:printer:fault:paper_low")
    demonstration.click("dock:printer:fault:cover")
    demonstration.until(lambda: demonstration.state("escpos")["condition"] == ["paper_low", "cover_open"])
    demonstration.click("dock:printer:fault:cover")
    demonstration.until(lambda: demonstration.state("escpos")["condition"] == ["paper_low"])
    demonstration.click("dock:printer:mend")
    demonstration.until(lambda: demonstration.state("escpos")["faults"] == {})


def test_the_second_printer_becomes_another_make(demonstration: Demonstration) -> None:
    demonstration.unfolds("printer-2")
    demonstration.click("dock:printer-2:trait:no_clearing")
    demonstration.until(lambda: not demonstration.state("spare")["settings"]["clear_all"])
    demonstration.until(lambda: demonstration.usable("dock:printer-2:trait:no_clearing"))
    demonstration.click("dock:printer-2:trait:no_clearing")
    demonstration.until(lambda: bool(demonstration.state("spare")["settings"]["clear_all"]))
    assert demonstration.state("escpos")["settings"]["clear_all"]


def test_the_network_is_pulled_and_plugged_in_again(demonstration: Demonstration) -> None:
    demonstration.until(lambda: offers_numbers(demonstration), within=60)
    demonstration.opens("network")
    demonstration.click("dock:network:plug")
    demonstration.until(lambda: not demonstration.usable("track"), within=60)
    demonstration.click("dock:network:plug")
    demonstration.until(lambda: demonstration.usable("track"), within=60)


def test_a_device_is_unplugged_and_plugged_in_again(demonstration: Demonstration) -> None:
    demonstration.click("dock:card-reader:plug")
    demonstration.until(lambda: not demonstration.state("sam_v")["plugged"])
    demonstration.until(lambda: demonstration.usable("dock:card-reader:mend"))
    demonstration.click("dock:card-reader:plug")
    demonstration.until(lambda: demonstration.state("sam_v")["plugged"] is True)
    demonstration.until(lambda: not demonstration.usable("dock:card-reader:mend"))


def test_a_roll_runs_out_and_a_new_one_is_put_in(demonstration: Demonstration) -> None:
    demonstration.opens("printer")
    demonstration.click("dock:nearly_empty")
    demonstration.until(lambda: demonstration.state("escpos")["condition"] == ["paper_low"])
    demonstration.click("dock:refill")
    demonstration.until(lambda: demonstration.state("escpos")["condition"] == [])


def test_the_printer_is_switched_off_and_on(demonstration: Demonstration) -> None:
    demonstration.opens("printer")
    demonstration.click("dock:power_cycle")
    demonstration.until(lambda: not demonstration.state("escpos")["powered"])
    demonstration.until(lambda: bool(demonstration.state("escpos")["powered"]))


def test_without_demo_there_is_no_dock(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text('[kiosk]\ndata_dir = "data"\n', "utf-8")
    command = [sys.executable, "run_kiosk.py", "--config", str(tmp_path / "kiosk.toml"), "--windowed"]
    with virtual_display(1600, 1000) as display:
        environment = {**os.environ, "DISPLAY": display}
        program = subprocess.Popen([*command, "--probe", str(tmp_path / "probe")], cwd=ROOT, env=environment)
        try:
            probe = Probe(tmp_path / "probe", within=60)
            assert not [target.key for target in probe.look().targets if target.key.startswith("dock:")]
            assert not (tmp_path / "data/demo").exists()
            assert not (tmp_path / "data/devices").exists()
            probe.close()
        finally:
            program.terminate()
            program.wait(30)


def ask_something(demonstration: Demonstration) -> None:
    """From the attract page to the slip with the question's number."""
    pieces = demonstration.state("escpos")["pieces"]
    demonstration.end_visit()
    demonstration.to_menu()
    demonstration.robot.go("consult", "MenuPage", within=WITHIN)
    demonstration.robot.go("ask", "CardPage", within=WITHIN)
    demonstration.robot.go("no_card", "FormPage", within=WITHIN)
    demonstration.robot.type("ma")
    demonstration.click("key_candidate_0")
    demonstration.robot.finish_form("OutcomePage")
    demonstration.until(lambda: demonstration.state("escpos")["pieces"] > pieces)


def offers_numbers(demonstration: Demonstration) -> bool:
    demonstration.end_visit()
    demonstration.to_menu()
    return demonstration.usable("number")
