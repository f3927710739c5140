"""A few hours at work, in a real browser."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.hub.console.surfer import PracticeHub, Surfer, practice_hub

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


def test_a_case_is_worked_to_its_answer(one: Surfer) -> None:
    one.sign_in("clerk")
    one.go("cases/?list=department")
    rows = one.driver.find_elements("css selector", "tbody tr")
    newest = next(row for row in reversed(rows) if "已提交" in row.text)
    newest.find_element("css selector", "th a").click()
    one.wait_for("#reveal")
    assert "练**" in one.find("#resident").text or "无须证件" in one.find("#resident").text
    one.click("[name=move][value=accept]", "[name=move][value=decide]")
    one.find("#words").send_keys("同意")
    one.click("[name=move][value=decide]", "[name=move][value=deliver]")
    assert "已办结" in one.find("main .line").text
    assert one.complaints() == []


def test_a_kiosk_is_locked_with_a_reason(one: Surfer) -> None:
    one.sign_in("technician")
    one.find("[name=reason]").send_keys("更换打印头")
    one.click("form[action$='/lock/'] button", ".message.success")
    assert "更换打印头" in one.find("main").text
    one.find("form[action$='/language/'] button").click()
    one.wait_for("html[lang=en]")
    assert "Practice" in one.find(".practice").text
    assert one.complaints() == []
