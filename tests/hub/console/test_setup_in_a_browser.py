"""The first set-up as a new user goes through it: from an empty database to a number called, in a real browser."""

import re
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from django_otp.oath import TOTP
from selenium.webdriver.support.select import Select

from tests.hub.console.surfer import PracticeHub, Surfer
from tests.hub.hub_process import ROOT, environment, hub_process

pytestmark = pytest.mark.timeout(600)  # a busy machine starts browsers slowly
PASSWORD, OWN = "a long pass phrase", "her own long phrase"


@pytest.fixture
def surfer(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Iterator[tuple[Surfer, str]]:
    """A browser, and the code that a hub on an empty database of its own has printed."""
    url, keys = f"sqlite:///{tmp_path / 'data' / 'hub.sqlite3'}", tmp_path / "data" / "hub.keys"
    subprocess.run([sys.executable, "-m", "hub", "migrate"], cwd=ROOT, env=environment(url, keys), check=True)
    capfd.readouterr()
    with hub_process(url, keys) as port:
        code = re.search(r"code (\S+)", capfd.readouterr().err)
        surfer = Surfer(PracticeHub(f"http://127.0.0.1:{port}/", ""))
        surfer.driver.get(f"http://127.0.0.1:{port}/setup/")
        yield surfer, code[1] if code else ""
        surfer.driver.quit()


def fill(surfer: Surfer, **values: str) -> None:
    for name, value in values.items():
        field = surfer.wait_for(f"[name={name}]")
        field.clear()
        field.send_keys(value)


def set_up_factor(surfer: Surfer) -> None:
    clock = TOTP(b32decode(surfer.wait_for("main .qr ~ p code").text))
    clock.time = time.time()
    fill(surfer, code=f"{clock.token():06d}")
    surfer.click("main form button", ".codes")
    surfer.find("a.button").click()


def fits(surfer: Surfer) -> bool:
    """At the width of a telephone."""
    size = {"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    surfer.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    narrow = surfer.driver.execute_script("return document.documentElement.scrollWidth <= 360")
    surfer.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    return bool(narrow)


def make_places(one: Surfer) -> None:
    """Site, items, windows; each step saved and gone on from."""
    one.click("#next-step", "#id_code")
    assert fits(one)
    fill(one, code="Main hall")
    one.click("#save", "#form .bad")
    fill(one, code="main-hall")
    one.click("#save", "#save[name=seed]")
    one.click("#save", "#form [type=checkbox]")
    one.click("#save", "#id_count")
    one.click("#save", "#form fieldset")
    assert fits(one)
    one.click("#save", "#id_role")


def add_staff(one: Surfer) -> str:
    """Returns the first password of the one who works at a window."""
    first_password = str(one.find("#id_password").get_attribute("value"))
    fill(one, username="wang", last_name="王")
    one.click("#save", "#added")
    assert first_password in one.find("#added").text
    assert one.find("#id_password").get_attribute("value") != first_password
    fill(one, username="li", last_name="李")
    Select(one.find("#id_role")).select_by_value("head")
    one.click("#save", "#added[data-username=li]")
    return first_password


def begin_at_window(one: Surfer, first_password: str) -> None:
    fill(one, username="wang", password=first_password)
    one.find("main button").click()
    set_up_factor(one)
    fill(one, old_password=first_password, new_password1=OWN, new_password2=OWN)
    one.find("main form button").click()
    one.click("td.act button", "#next")


def test_from_an_empty_database_to_the_first_number_called(surfer: tuple[Surfer, str]) -> None:
    one, code = surfer
    fill(one, code=code, username="first", password=PASSWORD, again=PASSWORD)
    one.find("main form button").click()
    set_up_factor(one)
    make_places(one)
    first_password = add_staff(one)
    one.click("#onward", "#id_minutes")
    one.click("#save", "#id_day")
    one.click("#skip", "#id_kiosk")
    one.click("#save", "#made")
    assert fits(one)
    one.click("#onward", "#finish")
    one.wait_for("#findings dl")
    assert "保密事项" not in one.find("#findings").text  # there is a head, who answers for them
    assert str(one.find("#board").get_attribute("href")).endswith("/display/main-hall/")
    assert one.driver.title.startswith("首次设置")  # whatever part of the page came after it
    one.click("#finish", "#finished")
    one.click("#call-first", "[name=username]")
    begin_at_window(one, first_password)
    one.find("details.card summary").click()
    one.click("details.card form button", ".message.success")
    one.click("#next", "#recall")
    assert one.find("#current").text == "A001"
    assert [line for line in one.complaints() if "Password forms" not in line] == []
