"""The time from a fault to its recovery, on the screen of a whole kiosk.

A card that does not read, placed, until the page asks to place it again; a printer that vanishes or falls silent and
comes back, until the menu offers its service again.
"""

import random
import time
from collections.abc import Mapping

from bench.kiosk import Kiosk, Site, to_menu
from bench.measure import Row, Samples
from bench.screen import Screen
from demo.display import Rect
from demo.robot import Robot
from tools.xvfb import PORTRAIT, virtual_display

RUNS = 7
AGAIN, BACK = 2.0, 3.0  # s: the bars
ITEM = "991100100000"  # 最低生活保障
CARD_FAULTS = ("garbage", "wrong_checksum", "half_frame", "slow", "silence_in_read", "lift_in_mid_read", "read_failed")
SAID = (100, 250, 800, 60)  # pixels: where the page for the card says what was wrong, and else nothing is
_CHANCE = random.Random(5)  # noqa: S311


def rows() -> list[Row]:
    with virtual_display(*PORTRAIT) as display, Site(display, *PORTRAIT) as site:
        site.prepare()
        screen = Screen(display, *PORTRAIT)
        with site.kiosk(probe=True) as kiosk, kiosk.robot() as robot:
            table = [_card_row(kiosk, robot, screen, fault) for fault in CARD_FAULTS]
            table += [
                _back_row(kiosk, robot, screen, "printer plugged in", {"do": "unplug"}, {"do": "plug"}),
                _back_row(kiosk, robot, screen, "printer answers", {"do": "fault", "name": "silent"}, {"do": "clear"}),
            ]
        screen.close()
    return table


def _card_row(kiosk: Kiosk, robot: Robot, screen: Screen, fault: str) -> Row:
    took = Samples(tuple(_card_again(kiosk, robot, screen, fault) for _ in range(RUNS)))
    return Row(f"asks for the card again: {fault}", "s", took, f"≤ {AGAIN:g}", max(took.values) <= AGAIN)


def _card_again(kiosk: Kiosk, robot: Robot, screen: Screen, fault: str) -> float:
    """Returns the seconds from placed to asked again; then the next card reads."""
    to_menu(robot)
    robot.go("apply", "BrowsePage")
    robot.go(ITEM, "GuidePage")
    card_page = robot.go("action", "CardPage")
    kiosk.reader.do("fault", name=fault)
    time.sleep(_CHANCE.uniform(0.3, 0.8))  # to meet the worker's round at any moment
    took = screen.until_changed(SAID, lambda: _do(kiosk.reader.do("place", card="zhang")), within=10.0)
    robot.wait_past(card_page)
    for command in ("clear", "lift"):
        kiosk.reader.do(command)
    kiosk.reader.do("place", card="li")
    robot.wait_for("FormPage")
    kiosk.reader.do("lift")
    robot.go("cancel", "AttractPage")
    return took


def _back_row(
    kiosk: Kiosk, robot: Robot, screen: Screen, name: str, breaks: Mapping[str, str], mends: Mapping[str, str]
) -> Row:
    number = next(target for target in to_menu(robot).targets if target.key == "number")
    ground = _corner(number.rect)
    took = []
    for _ in range(RUNS):
        screen.until_changed(ground, lambda: _do(kiosk.printer.do(**breaks)), within=10.0)
        robot.wait_until_off("number")
        time.sleep(_CHANCE.uniform(1.0, 2.0))
        took.append(screen.until_changed(ground, lambda: _do(kiosk.printer.do(**mends)), within=10.0))
        time.sleep(4.0)  # one that fails again and again within seconds is held back until it has settled
    robot.go("cancel", "AttractPage")
    back = Samples(tuple(took))
    return Row(f"{name}, to its place on the menu", "s", back, f"≤ {BACK:g}", max(back.values) <= BACK)


def _corner(button: Rect) -> tuple[int, int, int, int]:
    """Returns a spot of the button's ground, away from its words."""
    return button.x + 30, button.y + 30, 8, 8


def _do(_: object) -> None:
    """Sends a command, whose answer does not count here."""
