"""From a key of pinyin to its candidates on the screen."""

import time
from collections.abc import Iterator

from bench.chromium import AWAY
from bench.kiosk import Site, to_menu
from bench.measure import Row, Samples
from bench.screen import Screen
from demo.robot import Robot
from tools.xvfb import PORTRAIT, virtual_display

MOST = 35  # ms
WORDS = ("woyao", "zhufang", "butie", "shenqing", "yanglao", "shebaoka")
_BAR = (80, 130, 500, 110)  # pixels of letters and candidates: left, above the keys, width, height


def rows() -> list[Row]:
    with virtual_display(*PORTRAIT) as display, Site(display, *PORTRAIT) as site:
        site.prepare()
        screen = Screen(display, *PORTRAIT)
        with site.kiosk(probe=True) as kiosk, kiosk.robot() as robot:
            to_menu(robot)
            for key in ("consult", "ask", "no_card"):
                robot.tap(key)
            took = Samples(tuple(_type(robot, screen)))
        screen.close()
    return [Row("pinyin key to candidates", "ms", took, f"p95 ≤ {MOST}", took.p95 <= MOST)]


def _type(robot: Robot, screen: Screen) -> Iterator[float]:
    """Types the words, and takes each back; yields milliseconds a key."""
    page = robot.wait_until_ready("key_q", 30)
    left, above, width, height = _BAR
    region = (left, page.target("key_q").rect.y - above, width, height)
    for word in WORDS:
        for letter in word:
            key = page.target(f"key_{letter}").rect.centre
            time.sleep(0.25)
            yield 1000 * screen.until_changed(region, lambda key=key: screen.press(*key))  # type: ignore[misc]
            screen.release(*AWAY)
        for _ in word:
            robot.tap("key_backspace")
            time.sleep(0.1)
