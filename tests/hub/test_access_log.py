"""The log: who asked for what from where, and nothing of what was sent."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from hub.core.json_log import JsonFormatter
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.people import staff
from tests.hub.sample import a_number
from tests.hub.signed_in import browser_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "hub.access")
    return caplog


def last(lines: pytest.LogCaptureFixture) -> str:
    return [record.getMessage() for record in lines.records if record.name == "hub.access"][-1]


def test_a_request_leaves_address_principal_and_route(kiosk: Kiosk, lines: pytest.LogCaptureFixture) -> None:
    kiosk.post("residents/facts", {"number": a_number()})
    address, principal, method, route, status, _milliseconds = last(lines).split()
    assert (address, method, route, status) == ("127.0.0.1", "POST", "/api/v1/residents/facts", "200")
    assert principal.startswith("kiosk:")
    assert a_number() not in lines.text
    kiosk.get("cases/7K4M-Q9XT-2VBC")
    assert "/api/v1/cases/<code>" in last(lines)
    assert "7K4M" not in lines.text


def test_staff_and_strangers_are_told_apart(database: None, lines: pytest.LogCaptureFixture) -> None:
    user = staff(Role.HEAD)
    browser_of(user).get("/console/")
    assert last(lines).startswith(f"127.0.0.1 user:{user.pk} GET /console/ ")
    Client().get("/no/张三/such?page=13912345678")
    assert last(lines).startswith("127.0.0.1 - GET - 404")


def test_behind_a_proxy_the_address_is_the_one_it_saw(
    kiosk: Kiosk, lines: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk.get("notices", **{"X-Forwarded-For": "10.0.0.9"})
    assert last(lines).startswith("127.0.0.1 ")  # no proxy is there to have said so
    monkeypatch.setattr(settings, "BEHIND_PROXY", True)
    for told, address in (("10.0.0.9, 192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8::1"), ("a b\tc", "-")):
        kiosk.get("notices", **{"X-Forwarded-For": told})
        assert last(lines).startswith(f"{address} ")


def test_wrong_hosts_fill_no_log(database: None, lines: pytest.LogCaptureFixture) -> None:
    caught = Client(HTTP_HOST="evil.example", raise_request_exception=False)
    assert {caught.get("/console/").status_code for _ in range(5)} == {400}
    assert "evil.example" not in lines.text
    assert [record.name for record in lines.records] == ["hub.access"] * 5


def test_a_line_is_json_where_that_is_asked_for() -> None:
    record = logging.LogRecord("hub.access", logging.INFO, "", 0, "说明 %s", (1,), None)
    record.address, record.status = "192.0.2.1", 200
    line = json.loads(JsonFormatter().format(record))
    assert (line["message"], line["address"], line["status"], line["level"]) == ("说明 1", "192.0.2.1", 200, "INFO")
    assert line["time"].endswith("+00:00")


@pytest.mark.parametrize(("value", "status"), [("json", 0), ("line", 0), ("xml", 1)])
def test_the_setting_says_which(value: str, status: int) -> None:
    program = "import hub.settings as s; print(s.LOGGING['handlers']['stderr']['formatter'])"
    done = subprocess.run(
        [sys.executable, "-c", program], env={"HUB_LOG": value}, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (status, value if status == 0 else "")
