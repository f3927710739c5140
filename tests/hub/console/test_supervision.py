"""Live supervision: a queue that is too long is seen, told, and helped."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.alerts import routing
from hub.alerts.message import build_message
from hub.alerts.models import AlertDelivery, AlertRecipient
from hub.audit.models import AuditEntry
from hub.catalogue.models import Service
from hub.kiosks.models import MAIN, Site
from hub.queues import windows
from hub.queues.models import QueueAlarm, QueueThreshold, Ticket
from hub.queues.supervision import watch_queues
from hub.staff.models import Role
from tests.hub.console.reader import Reader
from tests.hub.halls import a_window, queue_up
from tests.hub.people import a_street, staff

pytestmark = pytest.mark.usefixtures("database")


def threshold(**values: object) -> str:
    return Reader(staff(Role.HEAD)).send("supervision/thresholds/", {"site": main(), **values})


def main() -> str:
    return Site.objects.get(pk=MAIN).code


def test_a_queue_that_is_too_long_is_told_once_and_over_when_it_is_short_again() -> None:
    now = timezone.now()
    tickets = [queue_up(now - timedelta(minutes=1)) for _ in range(3)]
    assert watch_queues(now) == 0
    threshold(service="advice", people="3")
    assert (watch_queues(now), watch_queues(now)) == (1, 0)
    recipient = AlertRecipient.objects.create(name="duty", channel="email", target="duty@example.org", kinds=["queue"])
    assert (routing.send_alerts(now), routing.send_alerts(now)) == (1, 0)
    message = build_message(AlertDelivery.objects.get(recipient=recipient))
    assert message is not None
    assert "排队过长" in message.subject
    Ticket.objects.filter(pk=tickets[0].pk).update(state="served")
    watch_queues(now)
    assert QueueAlarm.objects.get().cleared_at is None
    watch_queues(now + timedelta(minutes=6))
    assert QueueAlarm.objects.get().cleared_at is not None
    assert build_message(AlertDelivery.objects.get(recipient=recipient)) is None


def test_minutes_count_too_and_those_of_the_queue_before_those_of_the_centre() -> None:
    now = timezone.now()
    queue_up(now - timedelta(minutes=1))
    Ticket.objects.update(stands_from=now - timedelta(minutes=25))
    threshold(minutes="20")
    threshold(service="advice", minutes="30")
    assert watch_queues(now) == 0
    threshold(service="advice")
    assert QueueThreshold.objects.get().service is None
    assert watch_queues(now) == 1


def test_the_page_says_which_window_to_open_and_who_could_help_now() -> None:
    now = timezone.now()
    _open, _busy = a_window(["advice"])
    closed, colleague = a_window(["advice", "bulk"])
    windows.close_window(closed, colleague)
    called = queue_up(now)
    windows.call_next(_open, _busy, now)
    threshold(people="1")
    queue_up(now)
    for user, name in ((colleague, "闲"), (_busy, "忙"), (staff(Role.WINDOW, [a_street()]), "远")):
        user.last_name, user.first_name = name, "一"
        user.save()
    Reader(colleague).page("windows/")
    Reader(_busy).page("windows/")
    watch_queues(now)
    head = Reader(staff(Role.HEAD))
    page = head.page("supervision/")
    helped = page.split('role="alert"')[1].split("</section>")[0]
    assert str(closed) in helped
    assert str(_open) not in helped
    assert "闲一" in helped
    assert "忙一" not in helped
    assert "远一" not in helped
    alarm = QueueAlarm.objects.get()
    page = head.send(f"supervision/alarms/{alarm.pk}/")
    assert 'id="see-' not in page
    assert AuditEntry.objects.filter(action="acknowledge alarm", subject=f"queue alarm {alarm.pk}").count() == 1
    assert Ticket.objects.get(pk=called.pk).state == "called"


def test_who_leads_elsewhere_sees_and_sets_nothing_here() -> None:
    now = timezone.now()
    queue_up(now)
    threshold(people="1")
    watch_queues(now)
    elsewhere = Reader(staff(Role.HEAD, [a_street()]))
    assert 'role="alert"' not in elsewhere.page("supervision/")
    elsewhere.page(f"supervision/?site={main()}", 404)
    elsewhere.send("supervision/thresholds/", {"site": main(), "people": "9"}, 404)
    elsewhere.send(f"supervision/alarms/{QueueAlarm.objects.get().pk}/", status=404)
    Reader(staff(Role.WINDOW)).page("supervision/", 403)
    assert QueueThreshold.objects.get().people == 1


@pytest.mark.parametrize(
    "values", [{"people": "0"}, {"people": "501"}, {"minutes": "601"}, {"minutes": "-1"}, {"people": "many"}]
)
def test_a_threshold_that_is_none_is_refused_in_words(values: dict[str, str]) -> None:
    page = threshold(**values)
    assert 'role="alert"' in page
    assert not QueueThreshold.objects.exists()


def test_a_queue_has_one_threshold_and_one_open_alarm() -> None:
    site, service = Site.objects.get(pk=MAIN), Service.objects.get(code="advice")
    values = {"site": site, "service": service, "people": 3, "minutes": 1, "raised_at": timezone.now()}
    QueueAlarm.objects.create(**values)
    QueueThreshold.objects.create(site=site, people=3)
    for model, row in ((QueueAlarm, values), (QueueThreshold, {"site": site, "people": 4})):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        QueueThreshold.objects.create(site=site, service=service)
