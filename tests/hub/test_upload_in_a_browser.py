"""The page that a telephone opens, in a real browser, 360 pixels wide."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from selenium.webdriver.support.wait import WebDriverWait

from hub.kiosks import services as kiosks
from languages.registry import LOCALES
from tests.hub import filled
from tests.hub.caller import Wire
from tests.hub.console.surfer import PracticeHub, Surfer
from tests.hub.hub_process import hub_process
from tests.hub.sample import GRANT
from tests.hub.telephone import a_photograph
from tests.hub.uploads import ask_for_papers

pytestmark = pytest.mark.timeout(300)  # a busy machine starts browsers slowly
WIDTH = 360  # pixels


@pytest.fixture(scope="module")
def hub(filled_sqlite: Path, keys_path: Path) -> Iterator[tuple[str, Wire]]:
    with pytest.MonkeyPatch.context() as patch, filled.sqlite(filled_sqlite) as url, filled.django_on(url):
        patch.setenv("HUB_ORIGIN", "http://127.0.0.1")
        patch.setenv("HUB_FILES", str(Path(url.removeprefix("sqlite:///")).parent / "papers"))
        ask_for_papers()
        token = kiosks.add(f"kiosk {uuid4()}")
        with hub_process(url, keys_path) as port:
            yield f"http://127.0.0.1:{port}/", Wire(port, token)


@pytest.fixture(scope="module")
def phone(hub: tuple[str, Wire]) -> Iterator[Surfer]:
    surfer = Surfer(PracticeHub(hub[0], ""))
    metrics = {"width": WIDTH, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    surfer.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    yield surfer
    surfer.driver.quit()


def opens(hub: tuple[str, Wire], key: str, locale: str = "zh-Hans") -> str:
    opening = {"id": key, "item": GRANT, "item_version": 1, "locale": locale}
    status, link = hub[1].post("uploads", opening)
    assert status == 200
    return hub[0] + str(link["url"]).removeprefix("http://127.0.0.1/")


@pytest.mark.parametrize("tag", LOCALES)
def test_nothing_is_wider_than_the_telephone(hub: tuple[str, Wire], phone: Surfer, tag: str) -> None:
    phone.driver.get(opens(hub, str(uuid4()), tag))
    assert phone.driver.execute_script("return document.documentElement.scrollWidth") <= WIDTH
    heights = phone.driver.execute_script("return [...document.querySelectorAll('.button')].map(e => e.clientHeight)")
    assert heights
    assert min(heights) >= 44  # a finger's
    assert phone.complaints() == []


def test_a_photograph_is_sent_and_counted_and_after_the_visit_the_page_says_what_to_do(
    hub: tuple[str, Wire], phone: Surfer, tmp_path: Path
) -> None:
    key = str(uuid4())
    phone.driver.get(opens(hub, key))
    good, bad = tmp_path / "paper.jpg", tmp_path / "words.jpg"
    good.write_bytes(a_photograph(size=(2400, 3200), kind="PNG") + b"\0" * 1_200_000)  # in three pieces
    bad.write_text("no picture at all")
    paper = phone.find("li[data-position='0']")
    paper.find_element("css selector", "input").send_keys(str(good))
    count = paper.find_element("css selector", ".count b")
    WebDriverWait(phone.driver, 60).until(lambda _driver: count.text == "1")
    paper.find_element("css selector", "input").send_keys(str(bad))
    state = paper.find_element("css selector", ".state")
    WebDriverWait(phone.driver, 60).until(lambda _driver: "只能接收照片" in state.text)
    assert count.text == "1"

    assert hub[1].post(f"uploads/{key}/end")[0] == 200
    paper.find_element("css selector", "input").send_keys(str(good))
    WebDriverWait(phone.driver, 60).until(lambda _driver: "回到自助终端" in state.text)
    assert not paper.find_element("css selector", "input").is_enabled()
    phone.driver.refresh()
    assert "链接已失效" in phone.find("h1").text
    assert phone.driver.execute_script("return document.documentElement.scrollWidth") <= WIDTH
