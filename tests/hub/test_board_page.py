"""The board's page in a real browser: calls are shown and spoken, a feed that is lost is seen, and heals by itself."""

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.wait import WebDriverWait

from hub.kiosks.models import Site
from hub.queues import windows
from tests.hub.halls import a_window, queue_up
from tests.hub.hub_process import start_hub, wait_until_up

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# What a hall hears, written down: the browser's own two ways to speak, each done at once.
_EAR = """
window.ear = [];
window.Audio = class {
  constructor(address) { this.address = address; }
  play() {
    ear.push(this.address);
    setTimeout(() => this.onended());
    return Promise.resolve();
  }
};
Object.defineProperty(window, "speechSynthesis", { value: { speak(words) {
  ear.push(`${words.lang} ${words.text}`);
  setTimeout(() => words.onend());
} } });
"""
_WORDS = ("please", "to", "window", *"0123456789", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ")


class Screen:
    """A screen in the hall."""

    def __init__(self) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1920,1080"):
            options.add_argument(flag)
        environment = {**os.environ, "HOME": tempfile.gettempdir()}
        self.driver = webdriver.Chrome(options, Service("/usr/bin/chromedriver", env=environment))
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _EAR})

    def wait_for(self, script: str, within: float = 60) -> Any:
        """Returns what the script returns as soon as that is anything."""
        return WebDriverWait(self.driver, within).until(lambda driver: driver.execute_script(f"return {script}"))

    def shows(self, number: str) -> None:
        self.wait_for(f"document.getElementById('number').textContent === {number!r}")


@pytest.fixture
def screen() -> Iterator[Screen]:
    screen = Screen()
    yield screen
    screen.driver.quit()


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def serve(database_url: str, keys_path: Path, port: int) -> Iterator[Callable[[], Callable[[], None]]]:
    """Starts the hub; yields how to end it."""
    running: list[Any] = []

    def end() -> None:
        while running:
            hub = running.pop()
            hub.terminate()
            hub.wait(30)

    def start() -> Callable[[], None]:
        running.append(start_hub(database_url, f"127.0.0.1:{port}", keys=keys_path))
        wait_until_up(port, running[0])
        return end

    yield start
    end()


def a_hall() -> Site:
    return Site.objects.create(code=f"hall-{uuid4().hex[:8]}", name="大厅")


def test_a_call_is_shown_and_spoken_a_lost_feed_is_seen_within_ten_seconds_and_heals_by_itself(
    serve: Callable[[], Callable[[], None]], port: int, screen: Screen
) -> None:
    site = a_hall()
    people = [queue_up(timezone.now(), site=site) for _ in range(2)]
    window, clerk = a_window(["advice"], site.pk)
    end = serve()
    screen.driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": "America/New_York"})
    screen.driver.get(f"http://127.0.0.1:{port}/display/{site.code}/")
    screen.wait_for("spoken !== null")  # it has drawn the hall as it is: what comes now is new
    hour = int(str(screen.wait_for("document.getElementById('clock').textContent")).partition(":")[0])
    assert (timezone.localtime().hour - hour) % 24 <= 1  # the site's, whatever the screen's own clock is set to
    windows.call_next(window, clerk, timezone.now())
    screen.shows(people[0].number)
    spelt = " ".join(people[0].number)
    assert screen.wait_for("ear.length && ear") == [f"zh-CN 请 {spelt} 号，到 {window}"]
    end()
    screen.wait_for("document.body.classList.contains('stale')")
    assert int(screen.wait_for("document.body.dataset.silence")) < 10_000  # since the last answer, by the page's clock
    assert "信号中断" in screen.driver.title
    serve()
    windows.finish(window, people[0].pk, clerk, timezone.now())
    windows.call_next(window, clerk, timezone.now())
    screen.shows(people[1].number)
    screen.wait_for("!document.body.classList.contains('stale')")


def test_where_the_site_has_recorded_words_they_are_what_is_heard(
    serve: Callable[[], Callable[[], None]],
    port: int,
    screen: Screen,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for word in _WORDS:
        (tmp_path / f"{word}.mp3").write_bytes(b"recorded")
    monkeypatch.setenv("HUB_VOICE", str(tmp_path))
    site = a_hall()
    visitor = queue_up(timezone.now(), site=site)
    window, clerk = a_window(["advice"], site.pk)
    serve()
    screen.driver.get(f"http://127.0.0.1:{port}/display/{site.code}/")
    screen.wait_for("spoken !== null && 'please' in clips")
    windows.call_next(window, clerk, timezone.now())
    where = [letter for letter in str(window) if letter.isdecimal()]
    words = ["please", *visitor.number, "to", *where, "window"]
    screen.wait_for(f"ear.length >= {len(words)}")
    assert screen.wait_for("ear") == [f"/display/clips/{word}" for word in words]
