"""Debian's chromium, and a hub to practise with for it to visit."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.answers import published
from tests.hub.hub_process import ROOT, wait_until_up

_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1366,768")


@dataclass
class PracticeHub:
    address: str
    password: str


@contextmanager
def practice_hub() -> Iterator[PracticeHub]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    command = [sys.executable, "-m", "hub", "practice", "--bind", f"127.0.0.1:{port}"]
    checked = {**os.environ, **published.environment()}
    process = subprocess.Popen(command, cwd=ROOT, env=checked, stdout=subprocess.PIPE, text=True)
    try:
        told = process.stdout.readline() if process.stdout else ""
        address, *_names, password = told.split()
        wait_until_up(port, process)  # type: ignore[arg-type]
        yield PracticeHub(address, password)
    finally:
        process.terminate()
        process.wait(30)


class Surfer:
    """One person's browser."""

    def __init__(self, hub: PracticeHub) -> None:
        self._hub = hub
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in _FLAGS:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        environment = {**os.environ, "HOME": tempfile.gettempdir()}
        self.driver = webdriver.Chrome(options, Service("/usr/bin/chromedriver", env=environment))

    def sign_in(self, name: str) -> None:
        self.driver.delete_all_cookies()
        self.driver.get(f"{self._hub.address}login/")
        self.find("[name=username]").send_keys(name)
        self.find("[name=password]").send_keys(self._hub.password)
        self.find("main button").click()
        self.wait_for(".menu")

    def go(self, path: str) -> None:
        self.driver.get(f"{self._hub.address}console/{path}")

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def wait_for(self, selector: str) -> WebElement:
        return WebDriverWait(self.driver, 20).until(lambda _driver: self.find(selector), selector)

    def click(self, selector: str, then: str) -> None:
        """Clicks, and waits for what it leads to."""
        self.wait_for(selector).click()
        self.wait_for(then)

    def unplug(self) -> None:
        self._network(offline=True)

    def plug_in(self) -> None:
        self._network(offline=False)

    def _network(self, offline: bool) -> None:
        unlimited = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": offline, **unlimited})

    def complaints(self) -> list[str]:
        """Returns what the page did that its policy forbids, and what failed in its scripts."""
        lines = [str(line["message"]) for line in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]
        return [line for line in lines if "favicon" not in line]
