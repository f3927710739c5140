"""Alarms leave the hub by e-mail, webhook and command, to receivers that fail in every way."""

import json
import sys
import textwrap
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hub.alerts import email, message, program, routing, sending
from hub.alerts.models import (
    KINDS,
    AlertChannel,
    AlertDelivery,
    AlertedEvent,
    AlertRecipient,
    AlertState,
    check_target,
)
from hub.audit.findings import close, raise_finding
from hub.audit.models import AuditEntry, Finding, FindingKind
from hub.core import signing
from hub.kiosks import alarms
from hub.kiosks import services as kiosks
from hub.kiosks.models import Alarm, AlarmKind, Kiosk, Site
from hub.operations import worker
from hub.operations.retention import purge
from hub.staff.models import Role
from tests.hub.department_process import Start, department_processes
from tests.hub.hub_process import run_hub
from tests.hub.mail_server import mail_server
from tests.hub.people import a_street, staff
from tests.hub.signed_in import browser_of
from tests.together import run_together

SECRET = signing.new_secret()
NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def _stay_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker drops a connection that is within a transaction, as that of each test is."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    def use(port: int) -> None:
        monkeypatch.setattr(settings, "HUB_SMTP", f"smtp://127.0.0.1:{port}")
        monkeypatch.setattr(settings, "HUB_MAIL_FROM", "hub@example.org")

    return use


@pytest.fixture
def receiver() -> Iterator[Start]:
    """Starts HTTP receivers that check signatures; returns their ports."""
    with department_processes(SECRET) as start:
        yield start


def seen_by(port: int) -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/kept")
    return json.loads(connection.getresponse().read())


def a_program(folder: Path, body: str) -> str:
    path = folder / "send-sms"
    path.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{textwrap.dedent(body)}")
    path.chmod(0o755)
    return str(path)


def a_recipient(channel: AlertChannel = AlertChannel.EMAIL, **values: Any) -> AlertRecipient:
    name = f"duty {AlertRecipient.objects.count()}"
    return AlertRecipient.objects.create(
        **{"name": name, "channel": channel, "target": "duty@example.org", "secret": SECRET, **values}
    )


def an_alarm(kind: AlarmKind = AlarmKind.FAULT, ago: timedelta = timedelta(), **values: Any) -> Alarm:
    name = f"kiosk {Kiosk.objects.count()}"
    kiosks.add(name)
    raised = timezone.now() - ago
    row = {"kind": kind, "device": "printer", "detail": "paper_out 110101", "raised_at": raised, **values}
    return Alarm.objects.create(**{"kiosk": Kiosk.objects.get(name=name), **row})


def at_site(alarm: Alarm, site: Site) -> Alarm:
    Kiosk.objects.filter(pk=alarm.kiosk_id).update(site=site)
    return alarm


def work_once() -> None:
    """Does what the worker does about alarms."""
    routing.send_alerts(timezone.now())
    worker.drain()


def time_passes() -> None:
    """Ends every pause."""
    past = timezone.now() - timedelta(seconds=1)
    AlertDelivery.objects.filter(state="waiting").update(due_at=past)
    DBTaskResult.objects.filter(status="READY").update(run_after=past)
    work_once()


def fates() -> list[tuple[str, int, str]]:
    return list(AlertDelivery.objects.order_by("made_at").values_list("state", "attempts", "answer"))


def test_the_worker_sends_alarms(database_url: str, keys_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as server:
        monkeypatch.setenv("HUB_SMTP", f"smtp://127.0.0.1:{server.port}")
        monkeypatch.setenv("HUB_MAIL_FROM", "hub@example.org")
        a_recipient(kinds=["fault"])
        alarm = an_alarm()
        assert run_hub(database_url, "work", "--once", keys=keys_path).returncode == 0
    assert len(server.mails) == 1
    clear_away(alarm)


def clear_away(alarm: Alarm) -> None:
    """Deletes what was written for other processes to see."""
    for model in (AlertDelivery, DBTaskResult, AlertRecipient, Finding):
        model.objects.all().delete()
    alarm.kiosk.delete()


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
def test_quiet_hours_keep_what_is_open_until_they_are_over() -> None:
    recipient = a_recipient(quiet_from=time(22, 0), quiet_until=time(7, 0))
    stays = an_alarm(raised_at=NIGHT)
    over = an_alarm(raised_at=NIGHT)
    assert routing.send_alerts(NIGHT) == 0
    Alarm.objects.filter(pk=over.pk).update(cleared_at=NIGHT + timedelta(hours=1))
    assert routing.send_alerts(NIGHT + timedelta(hours=7, minutes=29)) == 0
    morning = NIGHT + timedelta(hours=7, minutes=30)
    assert routing.send_alerts(morning) == 1
    assert [event.alarm_id for event in AlertedEvent.objects.all()] == [stays.pk]
    assert recipient.quiet_end(NIGHT) == morning
    assert recipient.quiet_end(NIGHT.replace(hour=3)) == NIGHT.replace(hour=7, minute=0)
    assert recipient.quiet_end(NIGHT.replace(hour=12)) is None


@pytest.mark.usefixtures("database")
def test_what_was_to_be_sent_when_quiet_hours_begin_waits(mail: Callable[[int], None]) -> None:
    local = timezone.localtime()
    with mail_server() as server:
        mail(server.port)
        recipient = a_recipient()
        an_alarm()
        assert routing.send_alerts(timezone.now()) == 1
        begin, end = (local - timedelta(hours=1)).time(), (local + timedelta(hours=1)).time()
        AlertRecipient.objects.filter(pk=recipient.pk).update(quiet_from=begin, quiet_until=end)
        work_once()
        assert server.connections == 0
        assert fates() == [("waiting", 0, "")]
        AlertRecipient.objects.filter(pk=recipient.pk).update(quiet_from=None, quiet_until=None)
        time_passes()
    assert fates() == [("sent", 1, "SMTP 250")]


@pytest.mark.usefixtures("database")
def test_the_next_are_told_of_what_nobody_acknowledged() -> None:
    first, second, third = (a_recipient(after_minutes=minutes) for minutes in (0, 15, 60))
    seen, ignored = an_alarm(), an_alarm()
    now = timezone.now()
    assert routing.send_alerts(now) == 1
    alarms.acknowledge(seen, staff(Role.CLERK), now)
    assert routing.send_alerts(now + timedelta(minutes=14)) == 0
    assert routing.send_alerts(now + timedelta(minutes=15)) == 1
    assert told(second) == [ignored.pk]
    alarms.acknowledge(ignored, staff(Role.CLERK), now)
    assert routing.send_alerts(now + timedelta(minutes=61)) == 0
    assert (told(first), told(third)) == ([seen.pk, ignored.pk], [])


def told(recipient: AlertRecipient) -> list[int | None]:
    return list(AlertedEvent.objects.filter(recipient=recipient).order_by("alarm").values_list("alarm", flat=True))


@pytest.mark.usefixtures("database")
def test_each_is_told_of_their_area_and_kinds() -> None:
    street, other = a_street(), a_street()
    site = Site.objects.create(code="east", name="东街中心", area=street)
    city, here, there = a_recipient(), a_recipient(area=street), a_recipient(area=other)
    paper = a_recipient(kinds=["paper"])
    fault = at_site(an_alarm(), site)
    routing.send_alerts(timezone.now())
    assert [told(who) for who in (city, here, there, paper)] == [[fault.pk], [fault.pk], [], []]
    raise_finding(FindingKind.ROW, "residents_resident 4", "name")
    routing.send_alerts(timezone.now())
    assert set(AlertedEvent.objects.exclude(finding=None).values_list("recipient", flat=True)) == {city.pk}


@pytest.mark.usefixtures("database")
def test_what_is_over_before_it_could_be_sent_is_not_sent(mail: Callable[[int], None]) -> None:
    mail(1)
    a_recipient()
    an_alarm()
    raise_finding(FindingKind.ROW, "residents_resident 4")
    work_once()
    Alarm.objects.update(cleared_at=timezone.now())
    close(Finding.objects.get(), staff(Role.ADMINISTRATOR))
    time_passes()
    assert fates()[0][0] == "over"


@pytest.mark.usefixtures("database")
def test_an_address_that_somebody_wrote_into_the_database_gets_nothing(mail: Callable[[int], None]) -> None:
    with mail_server() as server:
        mail(server.port)
        recipient = a_recipient(kinds=["paper"])
        with connection.cursor() as cursor:
            cursor.execute("UPDATE alerts_alertrecipient SET kinds = '[]' WHERE id = %s", [recipient.pk])
        an_alarm()
        work_once()
    assert (server.mails, fates()) == ([], [])
    assert Finding.objects.get().subject == f"alerts_alertrecipient {recipient.pk}"


@pytest.mark.usefixtures("database")
def test_what_died_with_its_worker_is_sent_after_a_while(mail: Callable[[int], None]) -> None:
    with mail_server() as server:
        mail(server.port)
        a_recipient()
        an_alarm()
        routing.send_alerts(timezone.now())
        DBTaskResult.objects.all().delete()
        assert sending.requeue_stuck_alerts(timezone.now()) == 0
        assert sending.requeue_stuck_alerts(timezone.now() + timedelta(minutes=4)) == 1
        time_passes()
    assert len(server.mails) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_workers_at_once_send_once(database_url: str, mail: Callable[[int], None]) -> None:
    with mail_server() as server:
        mail(server.port)
        a_recipient()
        alarm = an_alarm()
        together(lambda: routing.send_alerts(timezone.now()))
        delivery = AlertDelivery.objects.get()
        together(lambda: sending.attempt.call(str(delivery.pk)))
    assert len(server.mails) == 1
    assert fates() == [("sent", 1, "SMTP 250")]
    clear_away(alarm)


def together(act: Callable[[], object]) -> None:
    def run() -> None:
        act()
        connection.close()

    run_together(4, run)


@pytest.mark.usefixtures("database")
def test_administrators_enter_recipients_try_them_and_see_what_was_sent(mail: Callable[[int], None]) -> None:
    office = browser_of(staff(Role.ADMINISTRATOR))
    form = {"name": "值班", "channel": "email", "address": "nobody", "area": 1, "after_minutes": 0, "active": "on"}
    assert office.post("/admin/alerts/alertrecipient/add/", form).status_code == 200  # no address
    form |= {"address": "duty@example.org", "kinds": ["fault"], "quiet_from": "22:00"}
    assert office.post("/admin/alerts/alertrecipient/add/", form).status_code == 200  # no end
    form |= {"quiet_until": "06:00"}
    assert office.post("/admin/alerts/alertrecipient/add/", form).status_code == 302
    recipient = AlertRecipient.objects.get()
    assert (recipient.target, recipient.kinds, recipient.is_sealed()) == ("duty@example.org", ["fault"], True)
    assert "duty@example.org" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
    with mail_server() as server:
        mail(server.port)
        office.post("/admin/alerts/alertrecipient/", {"action": "send_trial", "_selected_action": [recipient.pk]})
        work_once()
    assert server.mails[0]["Subject"] == "社区服务平台告警：测试"
    page = office.get("/admin/alerts/alertdelivery/").content.decode()
    assert "已发送" in page
    assert "值班" in page


@pytest.mark.usefixtures("database")
def test_a_systems_secret_is_shown_once() -> None:
    office = browser_of(staff(Role.ADMINISTRATOR))
    form = {"name": "平台", "channel": "webhook", "address": "https://ops.example.org/in", "area": 1}
    form |= {"after_minutes": 5, "active": "on"}
    page = office.post("/admin/alerts/alertrecipient/add/", form, follow=True).content.decode()
    recipient = AlertRecipient.objects.get()
    assert recipient.secret in page
    assert recipient.secret not in office.get(f"/admin/alerts/alertrecipient/{recipient.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("channel", "target"),
    [
        ("email", "duty"),
        ("email", "duty@example.org\nBcc: all@example.org"),
        ("webhook", "http://ops.example.org/in"),
        ("webhook", "https://name:password@ops.example.org/in"),
        ("command", ""),
        ("command", "138\n0013"),
    ],
)
def test_a_target_that_a_channel_cannot_send_to_is_refused(channel: str, target: str) -> None:
    with pytest.raises(ValidationError):
        check_target(channel, target)


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


def test_no_alarm_and_no_finding_share_the_name_of_a_kind() -> None:
    names = [value for value, _ in KINDS]
    assert len(names) == len(set(names))


@pytest.mark.usefixtures("database")
def test_what_was_sent_is_forgotten_after_a_year() -> None:
    recipient = a_recipient()
    ended = timezone.now() - timedelta(days=367)
    row = {"recipient": recipient, "made_at": ended, "due_at": ended}
    AlertDelivery.objects.create(state=AlertState.SENT, ended_at=ended, **row)
    AlertDelivery.objects.create(**row)
    purge(timezone.now())
    assert [delivery.state for delivery in AlertDelivery.objects.all()] == ["waiting"]
