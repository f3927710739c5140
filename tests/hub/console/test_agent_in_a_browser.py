"""A window whose reader and scanner the console takes, in a real browser, with real drivers and simulated devices."""

from collections.abc import Iterator

import pytest
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from tests.devices.window_agent import WindowAgent, free_port, window_agent
from tests.hub.console.surfer import Surfer, practice_hub

pytestmark = pytest.mark.timeout(300)  # a busy machine starts browsers slowly


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Surfer, WindowAgent]]:
    port, environment = free_port(), pytest.MonkeyPatch()
    environment.setenv("HUB_AGENT_PORT", str(port))
    with practice_hub() as hub, window_agent(tmp_path_factory.mktemp("agent"), hub.address.rstrip("/"), port) as agent:
        surfer = Surfer(hub)
        yield surfer, agent
        surfer.driver.quit()
    environment.undo()


def wait_for_text(surfer: Surfer, selector: str, text: str) -> None:
    WebDriverWait(surfer.driver, 30, ignored_exceptions=[Exception]).until(
        lambda _driver: text in surfer.find(selector).text, f"{text} in {selector}"
    )


def at_the_window(surfer: Surfer) -> None:
    """With a called number, and nobody's card."""
    surfer.go("windows/?all")
    surfer.click("form[action$='/open/'] button, td.act a.button", "#next, #finish")
    if surfer.driver.find_elements("css selector", "#next"):
        surfer.click("#next", "#finish")


def pair(surfer: Surfer, code: str) -> None:
    surfer.find("#pairing").clear()
    surfer.find("#pairing").send_keys(code)
    surfer.find("#pair button").click()
    wait_for_text(surfer, "#agent-devices", "读卡器 正常")


@pytest.fixture
def paired(desk: tuple[Surfer, WindowAgent]) -> tuple[Surfer, WindowAgent]:
    """A clerk at a window whose devices the console takes, whichever tests came before."""
    surfer, agent = desk
    surfer.go("windows/?all")
    if "/login/" in surfer.driver.current_url:
        surfer.sign_in("window1")
    at_the_window(surfer)
    surfer.wait_for("#agent:not([hidden])")
    if surfer.find("#agent summary").is_displayed():
        surfer.find("#agent summary").click()
        pair(surfer, agent.code)
    return desk


def test_a_card_opens_the_visit_and_the_form_of_its_person(desk: tuple[Surfer, WindowAgent]) -> None:
    surfer, agent = desk
    surfer.sign_in("window1")
    at_the_window(surfer)
    surfer.click("#agent summary", "#pairing")
    surfer.find("#pairing").send_keys("2222-2222-2222-2222")
    surfer.click("#pair button", "#agent [data-when=refused]:not([hidden])")
    pair(surfer, agent.code.lower())
    agent.reader.do("place", card="zhang")
    surfer.wait_for("#start")
    assert "11010519491231002X" not in surfer.driver.current_url
    surfer.find("#start").send_keys("居住登记")
    surfer.click("form[action$='/intake/start/'] button", "#paper")
    surfer.wait_for("#number[value='11010519491231002X']")
    assert surfer.find("#name").get_attribute("value") == "张伟明"
    agent.reader.do("lift")
    agent.wait_for("card", None)


def test_a_card_that_lies_there_already_is_taken_with_one_click_alone(paired: tuple[Surfer, WindowAgent]) -> None:
    surfer, agent = paired
    agent.reader.do("place", card="li")
    agent.wait_until(lambda state: bool(state["card"]))
    at_the_window(surfer)
    surfer.wait_for("#read-card:not([hidden])")
    assert surfer.find("#person").get_attribute("value") == ""
    surfer.click("#read-card", "#start")
    agent.reader.do("lift")


def test_a_reader_that_is_pulled_out_is_told_in_plain_words(paired: tuple[Surfer, WindowAgent]) -> None:
    surfer, agent = paired
    at_the_window(surfer)
    wait_for_text(surfer, "#agent-devices", "读卡器 正常")
    agent.reader.do("unplug")
    wait_for_text(surfer, "#agent-devices", "读卡器 ")
    wait_for_text(surfer, "#agent", "请检查连线和电源")
    agent.reader.do("plug")
    wait_for_text(surfer, "#agent-devices", "读卡器 正常")


def test_a_second_card_replaces_nothing_by_itself(paired: tuple[Surfer, WindowAgent]) -> None:
    surfer, agent = paired
    surfer.go("intake/")
    surfer.driver.find_element("partial link text", "居住登记").click()
    surfer.wait_for("#paper")
    wait_for_text(surfer, "#agent-devices", "读卡器 正常")
    surfer.find("#number").send_keys("110101199003078515")
    agent.reader.do("place", card="zhang")
    wait_for_text(surfer, "#agent", "已有另一个号码")
    assert surfer.find("#number").get_attribute("value") == "110101199003078515"
    surfer.find("#read-card").click()
    assert surfer.find("#number").get_attribute("value") == "11010519491231002X"
    agent.reader.do("lift")


def test_a_scanned_case_is_opened_and_what_is_no_case_is_told(paired: tuple[Surfer, WindowAgent]) -> None:
    surfer, agent = paired
    surfer.sign_in("head")
    surfer.go("cases/?list=department")
    code = surfer.wait_for("tbody th a").text
    at_the_window(surfer)
    wait_for_text(surfer, "#agent-devices", "扫码器")
    surfer.driver.execute_script("document.activeElement.blur()")
    agent.scanner.do("scan", code="11010519491231002X")
    wait_for_text(surfer, "#agent", "扫到的不是办件编号")
    agent.scanner.do("scan", code=f"case:{code}")
    surfer.wait_for("#reveal")
    assert code in surfer.driver.current_url


def test_a_scanned_ticket_is_called_to_the_window(paired: tuple[Surfer, WindowAgent]) -> None:
    surfer, agent = paired
    surfer.sign_in("window1")
    at_the_window(surfer)
    surfer.click("#finish", "#next")
    row = surfer.find("form[action*='/call/']")
    key = str(row.get_attribute("action")).rstrip("/").rpartition("/")[2]
    wait_for_text(surfer, "#agent-devices", "扫码器")
    surfer.driver.execute_script("document.activeElement.blur()")
    agent.scanner.do("scan", code=f"https://hub.example.cn/web/q/ticket:{key.upper()}")
    wait_for_text(surfer, ".message", "请将证件放在读卡器上")
    surfer.click("#finish", "#next")


def test_a_receipt_comes_out_of_the_windows_printer(paired: tuple[Surfer, WindowAgent]) -> None:
    surfer, agent = paired
    surfer.sign_in("window1")
    surfer.go("intake/")
    surfer.driver.find_element("partial link text", "网格事件").click()
    surfer.wait_for("#paper")
    Select(surfer.find("[name=a_category]")).select_by_value("facility")
    surfer.find("[name=a_place]").send_keys("幸福路1号")
    surfer.find("[name=a_description]").send_keys("路灯不亮")
    surfer.click("#hand-in", "#receipt")
    surfer.driver.get(str(surfer.find("#receipt").get_attribute("href")))
    surfer.wait_for("#printed:not([hidden])")
    slip = str(agent.printer.do("state")["texts"][-1])
    assert surfer.find(".code").text in slip
    assert "张伟明" not in slip


def test_the_policy_lets_the_console_speak_with_the_agent_alone(paired: tuple[Surfer, WindowAgent]) -> None:
    surfer, _agent = paired
    assert [line for line in surfer.complaints() if "Content Security Policy" in line] == []
    elsewhere = f"http://127.0.0.1:{free_port()}/state"
    blocked = surfer.driver.execute_async_script(
        "const done = arguments[1]; addEventListener('securitypolicyviolation', event => done(event.blockedURI));"
        "fetch(arguments[0]).catch(() => {});",
        elsewhere,
    )
    assert str(blocked) in elsewhere
