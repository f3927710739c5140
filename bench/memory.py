"""Memory: the kiosk's process after ten visits, and all of Chromium's with the menu.

The visits are whole ones: an application with card, form, keyboard, pinyin and receipt; a number; one's own cases.
"""

import time

from bench.chromium import AWAY, PRESSED, chromium, warmed_profile
from bench.kiosk import Site
from bench.measure import Row, Samples, beside_peer
from bench.processes import pss
from bench.screen import Screen
from bench.visits import TEN_VISITS
from tools.xvfb import PORTRAIT, virtual_display

RUNS = 7
QUIET = 2.0  # s after the last visit


def rows() -> list[Row]:
    ours, theirs = [], []
    with (
        virtual_display(*PORTRAIT) as display,
        Site(display, *PORTRAIT) as site,
        warmed_profile(display, *PORTRAIT) as profile,
    ):
        site.prepare()
        for _ in range(RUNS):
            with site.kiosk(probe=True) as kiosk, kiosk.robot() as robot:
                tour = kiosk.tour(robot)
                for visit in TEN_VISITS:
                    visit(tour)
                time.sleep(QUIET)
                ours.append(pss([kiosk.pid]))
            screen = Screen(display, *PORTRAIT)
            with chromium(display, *PORTRAIT, profile) as browser:
                screen.painted_after(browser.began)
                for _ in TEN_VISITS:
                    screen.press(*PRESSED)
                    screen.release(*AWAY)
                time.sleep(QUIET)
                theirs.append(pss(browser.pids()))
            screen.close()
    return [beside_peer("memory (PSS) after ten visits", "MB", Samples(tuple(ours)), Samples(tuple(theirs)), 0.4)]
