"""Memory: the kiosk's process after ten visits, and all of Chromium's with the menu."""

import time

from bench.chromium import AWAY, PRESSED, chromium
from bench.kiosk import Site, to_menu
from bench.measure import Row, Samples, beside_peer
from bench.processes import pss
from bench.screen import Screen
from demo.robot import Robot
from tools.xvfb import PORTRAIT, virtual_display

RUNS = 7
VISITS = 10
ITEM = "991100100000"  # 最低生活保障
QUIET = 2.0  # s after the last visit


def rows() -> list[Row]:
    ours, theirs = [], []
    with virtual_display(*PORTRAIT) as display, Site(display, *PORTRAIT) as site:
        site.prepare()
        for _ in range(RUNS):
            with site.kiosk(probe=True) as kiosk, kiosk.robot() as robot:
                for _ in range(VISITS):
                    visit(robot)
                time.sleep(QUIET)
                ours.append(pss([kiosk.pid]))
            theirs.append(_chromium(display))
    return [beside_peer("memory (PSS) after ten visits", "MB", Samples(tuple(ours)), Samples(tuple(theirs)), 0.4)]


def visit(robot: Robot) -> None:
    """Begin, look for an item, read its guide, leave."""
    to_menu(robot)
    robot.go("guide", "BrowsePage")
    robot.go(ITEM, "GuidePage")
    robot.go("cancel", "AttractPage")


def _chromium(display: str) -> float:
    screen = Screen(display, *PORTRAIT)
    with chromium(display, *PORTRAIT) as browser:
        screen.painted_after(browser.began)
        for _ in range(VISITS):
            screen.press(*PRESSED)
            screen.release(*AWAY)
        time.sleep(QUIET)
        used = pss(browser.pids())
    screen.close()
    return used
