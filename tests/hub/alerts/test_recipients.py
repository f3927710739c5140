"""Who is told of an alarm, when, and once."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hub.alerts import routing, sending
from hub.alerts.models import (
    KINDS,
    AlertDelivery,
    AlertedEvent,
    AlertRecipient,
    AlertState,
    check_target,
)
from hub.audit.findings import close, raise_finding
from hub.audit.models import AuditEntry, Finding, FindingKind
from hub.kiosks import alarms
from hub.kiosks.models import Alarm, Site
from hub.operations.retention import purge
from hub.staff.models import Role
from tests.hub.alerts.alarmed import NIGHT, a_recipient, an_alarm, at_site, clear_away, fates, time_passes, work_once
from tests.hub.mail_server import mail_server
from tests.hub.people import a_street, staff
from tests.hub.signed_in import browser_of
from tests.together import run_together


def told(recipient: AlertRecipient) -> list[int | None]:
    return list(AlertedEvent.objects.filter(recipient=recipient).order_by("alarm").values_list("alarm", flat=True))


def together(act: Callable[[], object]) -> None:
    def run() -> None:
        act()
        connection.close()

    run_together(4, run)


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
