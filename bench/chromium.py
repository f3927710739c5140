"""The peer: Debian's Chromium, showing the same menu as a page in `--kiosk`."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.processes import family

MENU = Path(__file__).resolve().parent / "menu.html"
PRESSED = (540, 330)  # the middle of the first button
CORNER = (900, 400, 8, 8)  # within it, away from its text
AWAY = (540, 1850)

FLAGS = (
    "--kiosk",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--test-type",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-features=Translate",
    "--window-position=0,0",
    "--force-device-scale-factor=1",
    "--password-store=basic",
)


@dataclass(frozen=True, slots=True)
class Running:
    """A program that was started at `began` (time.monotonic)."""

    pid: int
    began: float

    def pids(self) -> list[int]:
        return family(self.pid)


@contextmanager
def chromium(display: str, width: int, height: int) -> Iterator[Running]:
    """Chromium with a new, empty profile, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="bench-chromium-", ignore_cleanup_errors=True) as profile:
        command = ["chromium", *FLAGS, f"--window-size={width},{height}", f"--user-data-dir={profile}", MENU.as_uri()]
        environment = {**os.environ, "DISPLAY": display, "HOME": profile}
        began = time.monotonic()
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as browser:
            try:
                yield Running(browser.pid, began)
            finally:
                browser.terminate()
