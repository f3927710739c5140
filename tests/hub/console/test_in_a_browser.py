"""A few hours at work, in a real browser."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from languages.registry import LOCALES
from tests.hub.console.surfer import PracticeHub, Surfer, practice_hub

_NOTICE = ("最低生活保障", "特困人员供养", "公租房", "灵活就业补贴")  # they stand still until the public notice is over
_FOR_OTHERS = "保密"  # which their owners alone open
pytestmark = pytest.mark.timeout(300)  # a busy machine starts browsers slowly


@pytest.fixture(scope="module")
def hub() -> Iterator[PracticeHub]:
    with practice_hub() as served:
        yield served


@pytest.fixture(scope="module")
def one(hub: PracticeHub) -> Iterator[Surfer]:
    surfer = Surfer(hub)
    yield surfer
    surfer.driver.quit()


@pytest.fixture(scope="module")
def other(hub: PracticeHub) -> Iterator[Surfer]:
    surfer = Surfer(hub)
    yield surfer
    surfer.driver.quit()


def test_two_windows_call_at_once_and_never_the_same_person(one: Surfer, other: Surfer) -> None:
    at_work = ((one, "window1", 1), (other, "window2", 2))
    for surfer, name, window in at_work:
        surfer.sign_in(name)
        surfer.go(f"windows/{window}/")
        surfer.click("main .card button.primary", "#next")
    with ThreadPoolExecutor(2) as hands:
        list(hands.map(lambda surfer: surfer.click("#next", "#recall"), (one, other)))
    called = [surfer.find("#current").text for surfer in (one, other)]
    assert len(set(called)) == 2
    one.click("#finish", "#next")
    assert not {*one.find("#queue").text.split()} & {*called}
    assert one.complaints() == other.complaints() == []


def test_a_page_that_lost_the_hub_says_so_keeps_what_it_shows_and_heals_by_itself(one: Surfer) -> None:
    one.sign_in("head")
    one.go("windows/3/")
    one.click("main .card button.primary", "#next")
    waiting = one.find("#queue").text
    one.unplug()
    WebDriverWait(one.driver, 20).until(lambda _driver: one.find("#lost").is_displayed())
    assert "无法连接" in one.find("#lost").text
    assert one.find("#queue").text == waiting
    one.plug_in()
    WebDriverWait(one.driver, 20).until(lambda _driver: not one.find("#lost").is_displayed())
    one.click("#next", "#recall")
    assert not [line for line in one.complaints() if "ERR_INTERNET_DISCONNECTED" not in line and "htmx:" not in line]


def test_a_case_is_worked_to_its_answer(one: Surfer) -> None:
    one.sign_in("clerk")
    one.go("cases/?list=department")
    rows = one.driver.find_elements("css selector", "tbody tr")
    newest = next(
        row
        for row in reversed(rows)
        if "已提交" in row.text and not any(words in row.text for words in (*_NOTICE, _FOR_OTHERS))
    )
    newest.find_element("css selector", "th a").click()
    one.wait_for("#reveal")
    assert "练**" in one.find("#resident").text or "无须证件" in one.find("#resident").text
    one.click("[name=move][value=accept]", "[id^=finding-]")
    while not one.driver.find_elements("css selector", "[name=move][value=decide]"):
        finding = one.find("[id^=finding-]")
        finding.send_keys("属实")
        finding.find_element("xpath", "./ancestor::form//button").click()
        WebDriverWait(one.driver, 20).until(staleness_of(finding))
        one.wait_for("#move")
    one.find("#words").send_keys("同意")
    one.find("[name=move][value=decide]").click()  # not before it is said whether it is granted
    one.find("#granted [value=yes]:invalid").click()
    one.click("[name=move][value=decide]", "[name=move][value=deliver]")
    assert "已办结" in one.find("main .line").text
    assert "提前终止" in one.find("#entitlements").text
    assert one.complaints() == []


def test_a_kiosk_is_locked_with_a_reason(one: Surfer) -> None:
    one.sign_in("technician")
    one.find("[name='reason[zh-Hans]']").send_keys("更换打印头")
    one.click("form[action$='/lock/'] button", ".message.success")
    assert "更换打印头" in one.find("main").text
    one.find("form[action$='/language/'] button[value=en]").click()
    one.wait_for("html[lang=en]")
    assert "Practice" in one.find(".practice").text
    assert one.complaints() == []


def test_a_matter_is_taken_in_at_a_window(one: Surfer) -> None:
    one.sign_in("window1")
    one.go("intake/")
    one.find("#q").send_keys("wgsj")
    WebDriverWait(one.driver, 20).until(lambda _driver: len(one.driver.find_elements("css selector", "#items a")) == 1)
    one.click("#items a", "#hand-in")
    Select(one.find("[name=a_category]")).select_by_value("facility")
    one.find("[name=a_place]").send_keys("幸福路1号")
    one.click("#hand-in", "strong.bad, [role=alert]")
    one.find("[name=a_description]").send_keys("路灯不亮")
    one.click("#hand-in", "#resident")
    assert "练习一" in one.find("main dl").text
    assert one.complaints() == []


def test_a_question_appears_when_it_applies(one: Surfer) -> None:
    one.sign_in("window1")
    one.go("intake/")
    one.driver.find_element("partial link text", "居住登记").click()
    landlord = one.wait_for("[data-asked-by]")
    assert not landlord.is_displayed()
    Select(one.find("[name=a_dwelling]")).select_by_value("rented")
    assert landlord.is_displayed()
    Select(one.find("[name=a_dwelling]")).select_by_index(1)
    assert landlord.is_displayed() == (one.find("[name=a_dwelling]").get_attribute("value") == "rented")
    assert one.complaints() == []


def number_on_a_case(one: Surfer) -> str:
    """Returns the number of somebody who handed something in with a card."""
    one.sign_in("clerk")
    one.go("cases/?list=department")
    row = next(row for row in one.driver.find_elements("css selector", "tbody tr") if "练**" in row.text)
    row.find_element("css selector", "th a").click()
    one.click("#reveal", "#hide")
    return one.driver.find_elements("css selector", "#resident dd")[1].text


def test_the_visit_of_a_called_number_is_one_page(one: Surfer) -> None:
    number = number_on_a_case(one)
    one.sign_in("window1")
    one.go("windows/?all")
    one.click("form[action$='/open/'] button, td.act a.button", "#next, #finish")
    if one.driver.find_elements("css selector", "#next"):
        one.click("#next", "#finish")
    one.find("#person").send_keys(number)
    one.click("#visit button", "#matters")
    assert "办件" in one.find("#matters").text
    one.find("#start").send_keys("jzdj", Keys.ENTER)
    one.wait_for(f"#number[value='{number}']")
    assert one.complaints() == []


def test_a_question_is_answered_a_wish_taken_on_and_a_notice_published(one: Surfer) -> None:
    one.sign_in("head")
    one.go("questions/")
    one.find("section textarea[name=text]").send_keys("请带身份证到二号窗口。")
    one.find("section form button").click()
    one.wait_for(".message.success")
    one.go("requests/")
    one.click("button[value=taken]", ".message.success")
    assert "已承接" in one.find("main").text
    one.go("reviews/")
    assert "不满意" in one.find("main").text
    one.go("notices/")
    one.find("summary").click()
    one.find("#title_zh-Hans").send_keys("周六照常办公")
    one.find("#body_zh-Hans").send_keys("九点到十二点。")
    one.click("details button.primary", ".message.success")
    assert "周六照常办公" in one.find("table").text
    assert one.complaints() == []


@pytest.mark.parametrize("language", [tag.lower() for tag in LOCALES])
def test_every_page_fits_an_office_screen_in_every_language(one: Surfer, language: str) -> None:
    one.sign_in("head")
    one.driver.add_cookie({"name": "django_language", "value": language})
    one.go("")
    places = [str(link.get_attribute("href")) for link in one.driver.find_elements("css selector", ".menu a")]
    assert len(places) >= 9
    for place in places:
        one.driver.get(place)
        assert one.wait_for("html").get_attribute("lang") == language
        assert one.driver.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
    assert one.complaints() == []


def test_the_figures_are_drawn_and_given_as_a_table(one: Surfer) -> None:
    one.sign_in("head")
    one.driver.add_cookie({"name": "django_language", "value": "zh-hans"})
    one.go("figures/")
    drawn = one.driver.find_elements("css selector", "svg.chart rect")
    assert len([bar for bar in drawn if bar.size["height"] > 0]) > 5
    one.find("details summary").click()
    assert one.find("details[open] table").text
    assert one.complaints() == []
