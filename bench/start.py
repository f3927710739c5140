"""Process start to painted pixels: the kiosk's first page, Chromium's menu, and `make run` to its first page.

Both have run before: the kiosk has its data, Chromium its profile. The first page says that the kiosk starts; that on
which a tap counts comes when its hub and devices are there, and is measured too. `make run` shows the demonstration
with its dock; only the kiosk's own part of the display counts.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.chromium import chromium, warmed_profile
from bench.kiosk import ROOT, Site, as_installed
from bench.measure import Row, Samples, beside_peer
from bench.screen import READ, SETTLED, Screen
from tools.xvfb import PORTRAIT, virtual_display

RUNS = 9
REST = 1.0  # s, for the processes of the last run to be gone
WITH_DOCK = (2100, 1920)
MOST_SERVING = 3.0  # s


def rows() -> list[Row]:
    return [*_beside_chromium(), _make_run()]


def _beside_chromium() -> list[Row]:
    ours, theirs, serving = [], [], []
    with (
        virtual_display(*PORTRAIT) as display,
        Site(display, *PORTRAIT) as site,
        warmed_profile(display, *PORTRAIT) as profile,
    ):
        screen = Screen(display, *PORTRAIT)
        site.prepare()
        for _ in range(RUNS):
            time.sleep(REST)
            with site.kiosk() as kiosk:
                first, last = screen.paints_after(kiosk.began, READ, SETTLED)
                ours.append(first)
                serving.append(last)
            time.sleep(REST)
            with chromium(display, *PORTRAIT, profile) as browser:
                theirs.append(screen.painted_after(browser.began))
        screen.close()
    ready = Samples(tuple(serving))
    return [
        beside_peer("process start to painted page", "s", Samples(tuple(ours)), Samples(tuple(theirs)), 1.0),
        Row("process start until taps count", "s", ready, f"≤ {MOST_SERVING:g}", ready.median <= MOST_SERVING),
    ]


def _make_run() -> Row:
    with virtual_display(*WITH_DOCK) as display, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        config = Path(folder) / "kiosk.toml"
        config.write_text('[kiosk]\ndata_dir = "data"\n', "utf-8")
        screen = Screen(display, *PORTRAIT)
        took = []
        for _ in range(RUNS + 1):
            with _run_make(display, config) as began:
                took.append(screen.paints_after(began, READ)[0])
            time.sleep(REST)
        screen.close()
    again = Samples(tuple(took[1:]))
    return Row("second `make run` to its first page", "s", again, "≤ 3", again.median <= 3)


@contextmanager
def _run_make(display: str, config: Path) -> Iterator[float]:
    """Runs `make run` until the block ends; yields when it was called (time.monotonic)."""
    environment = as_installed(display)
    environment.pop("WAYLAND_DISPLAY", None)
    environment.pop("MAKEFLAGS", None)
    quiet = subprocess.DEVNULL
    command = ["make", "run", f"ARGS=--config {config}"]
    began = time.monotonic()
    program = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        yield began
    finally:
        os.killpg(program.pid, signal.SIGTERM)
        program.wait(30)
