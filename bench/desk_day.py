"""A clerk's scripted day in Chromium: sixty visits, each called by its number and opened by the card's.

A third come to hand something in and lack a paper, which they are told; a third bring it, and the matter is accepted; a
third hear the decision, once the one step of their item is done. A click is whatever presses a button, a link or a box,
by mouse or by key; typing is what is written, and the choice in a list by its arrow keys. Waiting is from the press to
the frame that shows what it led to.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import environ
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

ITEM = "老年优待证"
_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1366,768")
_WATCH = """
window.desk = {clicks: 0, waits: [], pressed: 0, open: 0, arrived: () => {}};
document.addEventListener("click", event => {
  if (event.isTrusted) { desk.clicks += 1; desk.pressed = performance.now(); }
}, true);
const polls = event => event.detail.elt && event.detail.elt.id === "queue";
document.addEventListener("htmx:beforeRequest", event => { if (!polls(event)) desk.open = desk.pressed; });
document.addEventListener("htmx:afterSettle", () => {
  const began = desk.open;
  if (!began) return;
  desk.open = 0;
  requestAnimationFrame(() => setTimeout(() => { desk.waits.push(performance.now() - began); desk.arrived(); }));
});
"""
_UNTIL = """
const [waits, done] = arguments;
desk.arrived = () => { if (desk.waits.length > waits) done(); };
desk.arrived();
"""


@dataclass
class Day:
    """Of each visit: its clicks, and the seconds of each wait."""

    clicks: list[int] = field(default_factory=list)
    waits: list[list[float]] = field(default_factory=list)


@contextmanager
def browser(address: str, cookie: dict[str, Any]) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in _FLAGS:
        options.add_argument(flag)
    driver = webdriver.Chrome(options, Service("/usr/bin/chromedriver", env={**environ, "HOME": tempfile.gettempdir()}))
    try:
        driver.get(f"{address}/healthz")
        driver.add_cookie(cookie)
        yield driver
    finally:
        driver.quit()


class Desk:
    def __init__(self, driver: webdriver.Chrome, address: str, window: int) -> None:
        self._driver = driver
        driver.get(f"{address}/console/windows/{window}/")
        driver.execute_script(_WATCH)
        self.day = Day()
        self._press("main .card button.primary", then="#next")
        self._cut()
        self.day = Day()  # the morning is no visit

    def work(self, numbers: list[str]) -> Day:
        for number in numbers:
            self._visit(number, self._take_in)
        for number in numbers:
            self._visit(number, self._receive)
        for number in numbers:
            self._visit(number, self._decide)
        return self.day

    def _visit(self, number: str, matter: Any) -> None:
        self._press("#serving button" if self._has("#serving") else "#next, #finish-next", then="#person")
        self._type("#person", number, then="#matters")
        matter()
        self._cut()

    def _take_in(self) -> None:
        self._type("#start", ITEM, then="#paper")
        self._find("[name=a_purpose]").send_keys(Keys.DOWN)
        self._find("[name=a_agent]").send_keys(Keys.DOWN, Keys.DOWN)
        self._find("#lacking li:last-child input").click()
        self._press("#hand-in", then="#resident")

    def _receive(self) -> None:
        self._press("#matters tr form button", then="#resident")
        self._press("[name=move][value=accept]", then="[id^=finding-]")

    def _decide(self) -> None:
        self._press("#matters th a", then="[id^=finding-]")
        self._find("[id^=finding-]").send_keys("照片和身份证相符。")
        self._press("[id^=finding-] ~ div button", then="[name=move][value=decide]")
        self._find("#words").send_keys("已办结，请领取老年优待证。")
        self._press("[name=move][value=decide]", then="[name=move][value=deliver]")

    def _press(self, selector: str, then: str) -> None:
        waits = self._count()
        self._find(selector).click()
        self._arrive(waits, then)

    def _type(self, selector: str, words: str, then: str) -> None:
        waits = self._count()
        self._find(selector).send_keys(words, Keys.ENTER)
        self._arrive(waits, then)

    def _arrive(self, waits: int, then: str) -> None:
        self._driver.execute_async_script(_UNTIL, waits)  # to ask again and again would take the browser's core
        if not self._has(then):
            raise ValueError(f"{then} is not on the page: {self._find('main').text[:300]}")

    def _cut(self) -> None:
        clicks, waits = self._driver.execute_script(
            "const told = [desk.clicks, desk.waits]; desk.clicks = 0; desk.waits = []; return told"
        )
        self.day.clicks.append(int(clicks))
        self.day.waits.append([float(wait) / 1000 for wait in waits])

    def _count(self) -> int:
        return int(self._driver.execute_script("return desk.waits.length"))

    def _find(self, selector: str) -> WebElement:
        return self._driver.find_element(By.CSS_SELECTOR, selector)

    def _has(self, selector: str) -> bool:
        return bool(self._driver.find_elements(By.CSS_SELECTOR, selector))
