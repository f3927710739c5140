"""The residents' pages on a phone of 360 px, in a real browser: they fit, are used by keys, and are read aloud."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from languages.registry import LOCALES
from tests.hub.console.surfer import PracticeHub, Surfer, practice_hub

pytestmark = pytest.mark.timeout(300)  # a busy machine starts browsers slowly
PAGES = (
    "",
    "search/?q=低保",
    "centres/",
    "centres/centre/",
    "notices/",
    "directory/",
    "case/",
    "draft/",
    "appointments/",
    "ask/",
    "no/such/",
)
_RUN = """
    const done = arguments[arguments.length - 1];
    axe.run().then(found => done(found.violations.map(v => v.id + ": " + v.nodes.map(n => n.html).join(" "))));
"""


@pytest.fixture(scope="module")
def hub() -> Iterator[PracticeHub]:
    with practice_hub() as served:
        yield served


@pytest.fixture(scope="module")
def phone(hub: PracticeHub) -> Iterator[Surfer]:
    surfer = Surfer(hub)
    screen = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    surfer.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    surfer.sign_in("window1")
    surfer.go("windows/1/")
    surfer.click("main .card button.primary", "#next")  # somebody is at work there
    surfer.driver.delete_all_cookies()
    yield surfer
    surfer.driver.quit()


def visit(phone: Surfer, hub: PracticeHub, path: str) -> None:
    phone.driver.get(f"{hub.address}web/{path}")


def guide(phone: Surfer, hub: PracticeHub, typed: str = "低保") -> str:
    visit(phone, hub, f"search/?q={typed}")
    return str(phone.find("main .links a").get_attribute("href")).partition("/web/")[2]


@pytest.mark.parametrize("language", [tag.lower() for tag in LOCALES])
def test_every_page_fits_a_phone_in_every_language(phone: Surfer, hub: PracticeHub, language: str) -> None:
    visit(phone, hub, f"language/{language}/")
    for path in (*PAGES, guide(phone, hub)):
        visit(phone, hub, path)
        assert phone.driver.execute_script("return document.documentElement.scrollWidth <= window.innerWidth"), path
        assert phone.find("html").get_attribute("lang") == language
    visit(phone, hub, "language/zh-hans/")


def test_every_page_is_read_aloud(phone: Surfer, hub: PracticeHub) -> None:
    """By axe-core's rules: names, roles, contrast, order of headings."""
    for path in (*PAGES, guide(phone, hub), f"{guide(phone, hub, '网格')}apply/"):
        visit(phone, hub, path)
        assert list_faults(phone) == [], path


def test_ones_own_pages_are_read_aloud(phone: Surfer, hub: PracticeHub, tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    visit(phone, hub, "centres/centre/")
    phone.click("[name=service]", "#take")
    phone.click("#take", "#check-in-code")
    assert list_faults(phone) == []
    checks_in_by_distance(phone, hub)
    visit(phone, hub, f"{guide(phone, hub, '网格')}apply/")
    phone.click("#hand-in", ".alert")  # with nothing filled in
    assert list_faults(phone) == []
    Select(phone.find("[name=a_category]")).select_by_value("facility")
    phone.find("[name=a_place]").send_keys("幸福路1号")
    phone.click("#save", "#draft-code")
    assert list_faults(phone) == []
    phone.click("main a.button", "#go-on")
    phone.click("#go-on", "#hand-in")
    assert phone.find("[name=a_place]").get_attribute("value") == "幸福路1号"
    phone.find("[name=a_description]").send_keys("路灯不亮")
    phone.find("#true").click()
    with large.open("wb") as file:
        file.truncate(31_000_000)
    phone.find("[name=a_photos]").send_keys(str(large))
    phone.click("#hand-in", "#too-large:not([hidden])")  # nothing is sent
    phone.driver.execute_script("document.querySelector('[name=a_photos]').value = ''")
    phone.click("#hand-in", "#case-code")
    code = phone.find("#case-code").text
    visit(phone, hub, f"case/{code}/")
    phone.click("#show", "#leave")
    assert code in phone.find("main").text
    assert list_faults(phone) == []
    assert phone.driver.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")


def checks_in_by_distance(phone: Surfer, hub: PracticeHub) -> None:
    """First refuses to say where the phone is, then says that it is far away, and then before the door."""
    phone.click("#here", "#check-in:not([hidden])")
    assert list_faults(phone) == []
    origin, driver = hub.address.rstrip("/"), phone.driver
    position = {"permission": {"name": "geolocation"}, "origin": origin}
    driver.execute_cdp_cmd("Browser.setPermission", {**position, "setting": "denied"})
    phone.click("#check-in", "#denied:not([hidden])")
    driver.execute_cdp_cmd("Browser.setPermission", {**position, "setting": "granted"})
    for latitude, leads_to in ((39.95, "#problem"), (39.9045, "#ahead")):
        place = {"latitude": latitude, "longitude": 116.4074, "accuracy": 20}
        driver.execute_cdp_cmd("Emulation.setGeolocationOverride", place)
        phone.click("#check-in", leads_to)
    assert not driver.find_elements(By.ID, "check-in-code")
    phone.click("#drop", "main .wait")


def list_faults(phone: Surfer) -> list[str]:
    phone.driver.execute_script(files("axe_core_python").joinpath("axe.min.js").read_text("utf-8"))
    return [str(fault) for fault in phone.driver.execute_async_script(_RUN)]


def test_what_is_pressed_is_large_enough_for_a_finger(phone: Surfer, hub: PracticeHub) -> None:
    for path in PAGES:
        visit(phone, hub, path)
        pressed = phone.driver.find_elements(By.CSS_SELECTOR, "button, .button, .menu a, .links a, .tiles a, summary")
        assert [element.text for element in pressed if 0 < element.size["height"] < 44] == [], path


def test_without_scripts_everything_is_read_and_sent(phone: Surfer, hub: PracticeHub) -> None:
    phone.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        visit(phone, hub, "")
        phone.find("[name=q]").send_keys("低保", Keys.ENTER)
        WebDriverWait(phone.driver, 60).until(lambda driver: "q=" in driver.current_url)
        phone.wait_for("main .links a").click()
        assert "需要带什么" in phone.wait_for("main dl.facts").find_element(By.XPATH, "/html/body/main").text
        visit(phone, hub, "centres/centre/")
        phone.click("[name=service]", "#take")
        phone.click("#take", "#check-in-code")
        phone.click("#drop", "main")
    finally:
        phone.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_a_question_is_asked_by_keys_alone(phone: Surfer, hub: PracticeHub) -> None:
    visit(phone, hub, "ask/")
    press(phone, Keys.TAB)
    assert phone.driver.switch_to.active_element.get_attribute("class") == "skip"
    press(phone, Keys.ENTER)
    while phone.driver.switch_to.active_element.get_attribute("id") != "text":
        press(phone, Keys.TAB)
    phone.driver.switch_to.active_element.send_keys("几点开门？")
    while phone.driver.switch_to.active_element.get_attribute("id") != "ask":
        press(phone, Keys.TAB)
    press(phone, Keys.ENTER)
    assert phone.wait_for("#question-code").text


def test_the_browser_has_nothing_to_complain_of(phone: Surfer, hub: PracticeHub) -> None:
    phone.complaints()
    for path in PAGES[:-1]:
        visit(phone, hub, path)
    assert phone.complaints() == []


def press(phone: Surfer, key: str) -> None:
    phone.driver.switch_to.active_element.send_keys(key)
