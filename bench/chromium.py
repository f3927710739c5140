"""For comparison: Debian's Chromium, showing the same menu as a page in `--kiosk`."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.processes import family
from bench.screen import Screen

MENU = Path(__file__).resolve().parent / "menu.html"
PRESSED = (285, 410)  # the middle of the first button
CORNER = (470, 630, 8, 8)  # within it, away from its text
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
def warmed_profile(display: str, width: int, height: int) -> Iterator[Path]:
    """Yields the profile of a Chromium that has shown the menu before, as the kiosk was opened before."""
    with tempfile.TemporaryDirectory(prefix="bench-chromium-", ignore_cleanup_errors=True) as profile:
        screen = Screen(display, width, height)
        with chromium(display, width, height, Path(profile)) as browser:
            screen.painted_after(browser.began)
        screen.close()
        yield Path(profile)


@contextmanager
def chromium(display: str, width: int, height: int, profile: Path, page: Path = MENU) -> Iterator[Running]:
    """Runs Chromium with that profile and page until the block ends."""
    command = ["chromium", *FLAGS, f"--window-size={width},{height}", f"--user-data-dir={profile}", page.as_uri()]
    environment = {**os.environ, "DISPLAY": display, "HOME": str(profile)}
    began = time.monotonic()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as browser:
        try:
            yield Running(browser.pid, began)
        finally:
            browser.terminate()
