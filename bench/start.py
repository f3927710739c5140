"""Process start to painted pixels: the kiosk's attract page, and Chromium's menu."""

import time

from bench.chromium import chromium
from bench.kiosk import Site
from bench.measure import Row, Samples, beside_peer
from bench.screen import Screen
from tools.xvfb import PORTRAIT, virtual_display

RUNS = 9
REST = 1.0  # s, for the processes of the last run to be gone


def rows() -> list[Row]:
    ours, theirs = [], []
    with virtual_display(*PORTRAIT) as display, Site(display, *PORTRAIT) as site:
        screen = Screen(display, *PORTRAIT)
        site.prepare()
        for _ in range(RUNS):
            time.sleep(REST)
            with site.kiosk() as kiosk:
                ours.append(screen.painted_after(kiosk.began))
            time.sleep(REST)
            with chromium(display, *PORTRAIT) as browser:
                theirs.append(screen.painted_after(browser.began))
        screen.close()
    return [beside_peer("process start to painted page", "s", Samples(tuple(ours)), Samples(tuple(theirs)), 1.0)]
