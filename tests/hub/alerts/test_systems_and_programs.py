"""Alarms leave the hub by webhook and command, to receivers that fail in every way."""

import json
import sys
import textwrap
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from hub.alerts import message, program
from hub.alerts.models import (
    AlertChannel,
    AlertDelivery,
    AlertRecipient,
)
from hub.staff.models import Role
from tests.hub.alerts.alarmed import (
    a_recipient,
    an_alarm,
    fates,
    time_passes,
    work_once,
)
from tests.hub.department_process import Start
from tests.hub.people import staff
from tests.hub.signed_in import browser_of


def seen_by(port: int) -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/kept")
    return json.loads(connection.getresponse().read())


def a_program(folder: Path, body: str) -> str:
    path = folder / "send-sms"
    path.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{textwrap.dedent(body)}")
    path.chmod(0o755)
    return str(path)


@pytest.mark.usefixtures("database")
def test_a_system_gets_it_signed_with_one_key_however_often_it_is_sent(receiver: Start) -> None:
    port = receiver("busy,lost")
    a_recipient(AlertChannel.WEBHOOK, target=f"http://127.0.0.1:{port}/alarms")
    alarm = an_alarm()
    work_once()
    time_passes()
    time_passes()
    seen = seen_by(port)
    assert seen["requests"] == ["busy", "lost", "ok"]
    ((key, content),) = seen["kept"].items()
    assert key == str(AlertDelivery.objects.get().pk)
    assert content["alarms"][0] == {
        "kind": "fault",
        "kiosk": alarm.kiosk.name,
        "device": "printer",
        "since": alarm.raised_at.isoformat(),
    }
    assert content["type"] == "alarms.raised"
    assert fates() == [("sent", 3, "HTTP 200")]


@pytest.mark.usefixtures("database")
def test_a_system_that_refuses_is_not_asked_again(receiver: Start) -> None:
    port = receiver("refused")
    a_recipient(AlertChannel.WEBHOOK, target=f"http://127.0.0.1:{port}/alarms")
    an_alarm()
    work_once()
    time_passes()
    assert seen_by(port)["requests"] == ["refused"]
    assert fates() == [("given_up", 1, "HTTP 422")]


@pytest.mark.usefixtures("database")
def test_a_program_gets_it_on_its_input_and_nothing_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = f"""
        document = json.load(sys.stdin)
        document |= {{"arguments": sys.argv[1:], "environment": dict(os.environ)}}
        open({str(tmp_path / "sent")!r}, "a").write(json.dumps(document) + "\\n")
    """
    monkeypatch.setattr(settings, "HUB_ALARM_COMMAND", a_program(tmp_path, body))
    monkeypatch.setenv("DATABASE_URL", "postgresql://hub:secret@db/hub")
    a_recipient(AlertChannel.COMMAND, target="13800138000")
    an_alarm()
    work_once()
    (line,) = (tmp_path / "sent").read_text().splitlines()
    document = json.loads(line)
    assert (document["to"], document["arguments"]) == ("13800138000", [])
    assert "设备故障" in document["text"]
    assert "secret" not in line
    assert fates() == [("sent", 1, "exit 0")]


@pytest.mark.usefixtures("database")
def test_a_program_that_fails_is_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "tried"
    body = f"""
        if not os.path.exists({str(mark)!r}):
            open({str(mark)!r}, "w").close()
            sys.exit(3)
    """
    monkeypatch.setattr(settings, "HUB_ALARM_COMMAND", a_program(tmp_path, body))
    a_recipient(AlertChannel.COMMAND, target="13800138000")
    an_alarm()
    work_once()
    assert fates() == [("waiting", 1, "exit 3")]
    time_passes()
    assert fates() == [("sent", 2, "exit 0")]


def test_a_program_that_hangs_is_killed_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = tmp_path / "child", tmp_path / "never"
    body = f"""
        if os.fork() == 0:
            open({str(reading)!r}, "w").write(str(os.getpid()))
        time.sleep(600)
    """
    monkeypatch.setattr(settings, "HUB_ALARM_COMMAND", a_program(tmp_path, body))
    about = message.AlertMessage("1", trial=True, lines=[])
    result = program.run_program("13800138000", about, patience=3.0)
    assert (result.arrived, result.hopeless, result.words) == (False, False, "no end in time")
    while Path("/proc", reading.read_text(), "exe").exists():
        pass  # until the machine has taken it away
    monkeypatch.setattr(settings, "HUB_ALARM_COMMAND", str(writing))
    assert program.run_program("1", about).words == "FileNotFoundError"


@pytest.mark.usefixtures("database")
def test_a_systems_secret_is_shown_once() -> None:
    office = browser_of(staff(Role.ADMINISTRATOR))
    form = {"name": "平台", "channel": "webhook", "address": "https://ops.example.org/in", "area": 1}
    form |= {"after_minutes": 5, "active": "on"}
    page = office.post("/admin/alerts/alertrecipient/add/", form, follow=True).content.decode()
    recipient = AlertRecipient.objects.get()
    assert recipient.secret in page
    assert recipient.secret not in office.get(f"/admin/alerts/alertrecipient/{recipient.pk}/change/").content.decode()
