"""From a key of pinyin to its candidates on the screen."""

from bench.kiosk import Site, to_menu
from bench.measure import Row, Samples
from bench.screen import Screen
from bench.typed_words import time_keys
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
            took = Samples(tuple(time_keys(robot, screen, WORDS, _BAR, 0.25)))
        screen.close()
    return [Row("pinyin key to candidates", "ms", took, f"p95 ≤ {MOST}", took.p95 <= MOST)]
