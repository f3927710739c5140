"""Debian's Chromium without a window: what a page says in its title, and pictures of it."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--mute-audio", "--window-size=1920,1080")


class Page:
    """A page that is open. Its title is read from outside, so nothing of the page's own is changed."""

    def __init__(self, port: int) -> None:
        self._port = port

    def title(self) -> str:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=10)
        connection.request("GET", "/json/list")
        pages = json.loads(connection.getresponse().read())
        connection.close()
        return next((str(page["title"]) for page in pages if page["type"] == "page"), "")

    def wait_for(self, text: str, within: float = 40) -> str:
        """The title as soon as it holds the text."""
        until = monotonic() + within
        while text not in (title := self.title()):
            if monotonic() > until:
                raise AssertionError(f"the title is still {title!r}")
            sleep(0.1)
        return title


@contextmanager
def browser(address: str, folder: Path) -> Iterator[Page]:
    """Chromium at that address until the block ends."""
    command = ["chromium", *_FLAGS, "--remote-debugging-port=0", f"--user-data-dir={folder}", address]
    with (folder.parent / "chromium.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield Page(_port(folder / "DevToolsActivePort"))
    finally:
        process.terminate()
        process.wait(20)


def picture(address: str, file: Path, size: str = "1920,1080") -> None:
    """What the page looks like after its first few seconds."""
    flags = [flag for flag in _FLAGS if not flag.startswith("--window-size")]
    command = [
        "chromium",
        *flags,
        f"--window-size={size}",
        "--virtual-time-budget=4000",
        f"--screenshot={file}",
        address,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def _port(file: Path) -> int:
    until = monotonic() + 40
    while monotonic() < until:
        if file.exists() and (lines := file.read_text().split()):
            return int(lines[0])
        sleep(0.1)
    raise AssertionError("Chromium did not start")
