"""From a press on a button of the menu to the first changed pixel. The finger leaves the button, so nothing is
chosen."""

import random
import time

from bench.chromium import AWAY, CORNER, PRESSED, chromium, warmed_profile
from bench.kiosk import Site, to_menu
from bench.measure import Row, Samples, beside_peer
from bench.screen import Screen
from demo.display import Rect
from tools.xvfb import PORTRAIT, virtual_display

PRESSES = 60
QUIET = 5.0  # s


def rows() -> list[Row]:
    with (
        virtual_display(*PORTRAIT) as display,
        Site(display, *PORTRAIT) as site,
        warmed_profile(display, *PORTRAIT) as profile,
    ):
        site.prepare()
        screen = Screen(display, *PORTRAIT)
        with site.kiosk(probe=True) as kiosk, kiosk.robot() as robot:
            menu = robot.wait_until_ready(to_menu(robot).targets[0].key)
            button = menu.targets[0].rect
            ours = _presses(screen, button.centre, _corner(button))
        with chromium(display, *PORTRAIT, profile) as browser:
            screen.painted_after(browser.began)
            theirs = _presses(screen, PRESSED, CORNER)
        screen.close()
    steady = Samples(tuple(value / ours.median for value in ours.values))
    return [
        beside_peer("press to changed pixel", "ms", ours, theirs, 2.5),
        Row("press, p95 to our median", "×", steady, "p95 ≤ 1.6", steady.p95 <= 1.6),
    ]


def _corner(button: Rect) -> tuple[int, int, int, int]:
    """Returns a spot of the button's ground, away from its text and its rounded corner."""
    return button.x + button.width - 60, button.y + button.height - 40, 8, 8


def _presses(screen: Screen, where: tuple[int, int], region: tuple[int, int, int, int]) -> Samples:
    time.sleep(QUIET)
    chance = random.Random(1)  # noqa: S311
    times = []
    for _ in range(PRESSES):
        times.append(1000 * screen.until_changed(region, lambda: screen.press(*where)))
        time.sleep(0.05)
        screen.release(*AWAY)
        time.sleep(chance.uniform(0.15, 0.6))
    return Samples(tuple(times))
