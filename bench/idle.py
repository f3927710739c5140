"""CPU that the kiosk's process uses while nobody is there, and Chromium's with the menu."""

import time
from collections.abc import Callable

from bench.chromium import chromium, warmed_profile
from bench.kiosk import Site
from bench.measure import Row, Samples
from bench.processes import cpu_seconds
from bench.screen import Screen
from tools.xvfb import PORTRAIT, virtual_display

RUNS = 7
SECONDS = 10.0
QUIET = 10.0  # s, for the start to be over


def rows() -> list[Row]:
    with (
        virtual_display(*PORTRAIT) as display,
        Site(display, *PORTRAIT) as site,
        warmed_profile(display, *PORTRAIT) as profile,
    ):
        site.prepare()
        screen = Screen(display, *PORTRAIT)
        with site.kiosk() as kiosk:
            screen.painted_after(kiosk.began)
            ours = _idle(lambda: [kiosk.pid])
        with chromium(display, *PORTRAIT, profile) as browser:
            screen.painted_after(browser.began)
            theirs = _idle(browser.pids)
        screen.close()
    return [Row("idle CPU", "%", ours, "≤ 0.5", ours.median <= 0.5, theirs)]


def _idle(pids: Callable[[], list[int]]) -> Samples:
    time.sleep(QUIET)
    return Samples(tuple(_percent(pids()) for _ in range(RUNS)))


def _percent(pids: list[int]) -> float:
    before, began = cpu_seconds(pids), time.monotonic()
    time.sleep(SECONDS)
    return 100 * (cpu_seconds(pids) - before) / (time.monotonic() - began)
