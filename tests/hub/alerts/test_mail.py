"""Alarms leave the hub by e-mail, to servers that fail in every way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from hub.alerts import email, sending
from hub.alerts.models import (
    AlertDelivery,
    AlertedEvent,
)
from hub.kiosks.models import AlarmKind, Kiosk
from tests.hub.alerts.alarmed import a_recipient, an_alarm, clear_away, fates, time_passes, work_once
from tests.hub.hub_process import run_hub
from tests.hub.mail_server import mail_server


def test_the_worker_sends_alarms(database_url: str, keys_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as server:
        monkeypatch.setenv("HUB_SMTP", f"smtp://127.0.0.1:{server.port}")
        monkeypatch.setenv("HUB_MAIL_FROM", "hub@example.org")
        a_recipient(kinds=["fault"])
        alarm = an_alarm()
        assert run_hub(database_url, "work", "--once", keys=keys_path).returncode == 0
    assert len(server.mails) == 1
    clear_away(alarm)


@pytest.mark.usefixtures("database")
def test_an_alarm_is_mailed_once_in_neutral_words(mail: Callable[[int], None]) -> None:
    with mail_server() as server:
        mail(server.port)
        a_recipient()
        alarm = an_alarm()
        work_once()
        work_once()
    (letter,) = server.mails
    assert (letter["To"], letter["From"]) == ("duty@example.org", "hub@example.org")
    assert letter["Subject"] == f"社区服务平台告警：设备故障 {alarm.kiosk.name}"
    assert "printer" in letter.get_content()
    assert "110101" not in letter.as_string()
    assert letter["Message-ID"] == f"<{AlertDelivery.objects.get().pk}@example.org>"
    assert fates() == [("sent", 1, "SMTP 250")]


@pytest.mark.usefixtures("database")
def test_a_network_that_fails_makes_one_message_and_not_hundreds(mail: Callable[[int], None]) -> None:
    with mail_server() as server:
        mail(server.port)
        a_recipient()
        for _ in range(30):
            an_alarm(AlarmKind.SILENT, device="")
        work_once()
    (letter,) = server.mails
    assert letter["Subject"].endswith("等30项")
    assert "另有10项" in letter.get_content()
    assert AlertedEvent.objects.count() == 30


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("step", "answer", "sent_again"),
    [("busy", "SMTP 450", False), ("full", "SMTP 452", True), ("lost", "SMTPServerDisconnected", True)],
)
def test_a_mail_server_that_refuses_for_now_gets_it_again(
    mail: Callable[[int], None], step: str, answer: str, sent_again: bool
) -> None:
    with mail_server(step) as server:
        mail(server.port)
        a_recipient()
        an_alarm()
        work_once()
        assert fates() == [("waiting", 1, answer)]
        work_once()
        assert server.connections == 1  # not before its time
        time_passes()
    assert fates() == [("sent", 2, "SMTP 250")]
    assert len({letter["Message-ID"] for letter in server.mails}) == 1  # a mailbox can tell that it has it
    assert len(server.mails) == (2 if sent_again else 1)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("step", ["silent", "trickle"])
def test_a_mail_server_without_end_is_left_in_time(
    mail: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(email, "_PATIENCE", 0.5)
    with mail_server(step) as server:
        mail(server.port)
        a_recipient()
        an_alarm()
        work_once()
        ((state, attempts, _answer),) = fates()
        assert (state, attempts) == ("waiting", 1)
        monkeypatch.setattr(email, "_PATIENCE", 30.0)
        time_passes()
    assert len(server.mails) == 1


@pytest.mark.usefixtures("database")
def test_a_mail_that_was_taken_is_not_sent_again_for_a_bad_farewell(
    mail: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email, "_PATIENCE", 3.0)
    with mail_server("mute") as server:
        mail(server.port)
        a_recipient()
        an_alarm()
        work_once()
        time_passes()
    assert len(server.mails) == 1
    assert fates() == [("sent", 1, "SMTP 250")]


@pytest.mark.usefixtures("database")
def test_a_mailbox_that_is_not_there_and_a_server_that_is_not_named_are_given_up(mail: Callable[[int], None]) -> None:
    with mail_server("unknown") as server:
        mail(server.port)
        a_recipient()
        an_alarm()
        work_once()
    assert fates() == [("given_up", 1, "SMTP 550")]
    settings.HUB_SMTP = ""
    an_alarm()
    work_once()
    assert fates()[1] == ("given_up", 1, "HUB_SMTP, HUB_MAIL_FROM")


@pytest.mark.usefixtures("database")
def test_a_server_that_is_down_is_tried_for_hours_and_then_given_up(mail: Callable[[int], None]) -> None:
    mail(1)
    a_recipient()
    an_alarm()
    work_once()
    for _ in range(len(sending._PAUSES)):
        assert fates()[0][0] == "waiting"
        time_passes()
    assert fates() == [("given_up", 8, "ConnectionRefusedError")]


@pytest.mark.usefixtures("database")
def test_a_mail_cannot_be_changed_by_the_name_of_a_kiosk(mail: Callable[[int], None]) -> None:
    with mail_server() as server:
        mail(server.port)
        a_recipient()
        alarm = an_alarm()
        Kiosk.objects.filter(pk=alarm.kiosk_id).update(name="lobby\r\nBcc: all@example.org\r\n\r\nhello")
        work_once()
    (letter,) = server.mails
    assert letter["Bcc"] is None
    assert server.recipients == ["rcpt TO:<duty@example.org>"]
