"""A call ends with an answer, a way to a window, or a promise to call back by a moment that somebody keeps."""

import re
from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from hub.alerts import routing
from hub.alerts.message import build_message
from hub.alerts.models import AlertDelivery, AlertRecipient
from hub.audit.models import AuditEntry
from hub.calendar.working_days import next_working_day
from hub.catalogue.models import Service
from hub.channels.call_backs import escalate_call_backs
from hub.channels.models import Call, CallBack, Question
from hub.kiosks.models import MAIN, Site
from hub.kiosks.office_hours import after_office_time
from hub.operations.worker import JOBS
from hub.queues import windows
from hub.queues.models import Appointment, OfficeHours, Ticket
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.halls import a_window
from tests.hub.people import a_street, staff
from tests.hub.sample import a_number, a_submission

pytestmark = pytest.mark.usefixtures("database")

SHANGHAI = ZoneInfo("Asia/Shanghai")
PHONE = "13912345678"
MASKED = "139****5678"


def take(reader: Reader, how: str, **more: object) -> str:
    """Returns the page after a call with the question when the office opens."""
    call = {"id": str(uuid4()), "area": "city", "text": "几点开门？", "minutes": "3", "outcome": how}
    return reader.send("calls/new/keep/", {**call, "phone": PHONE, **more})


def make_late() -> CallBack:
    row = CallBack.objects.get()
    row.promised_for = row.due_at = timezone.now() - timedelta(minutes=1)
    row.save()
    return row


def test_a_call_is_logged_with_its_answer() -> None:
    reader = Reader(staff(Role.WINDOW))
    assert 'role="alert"' in take(reader, "answered")
    assert Question.objects.count() == 0
    take(reader, "answered", answer="八点半")
    call = Call.objects.get()
    assert (call.minutes, call.question.answer, CallBack.objects.count()) == (3, "八点半", 0)
    log = reader.page("calls/log/")
    assert all(said in log for said in (call.question.code, reader.user.username, "已答复"))
    assert "暂无来电" in Reader(staff(Role.WINDOW, [a_street()])).page("calls/log/")
    Reader(staff(Role.TECHNICIAN)).page("calls/", 403)


def test_who_cannot_be_answered_is_called_back_by_a_moment_and_tried_three_times() -> None:
    reader, now = Reader(staff(Role.WINDOW)), timezone.now()
    for wrong in ({"phone": ""}, {"call_back_by": "2020-01-01T09:00"}, {"call_back_by": "soon"}):
        assert 'role="alert"' in take(reader, "call_back", **wrong)
    assert (Question.objects.count(), Call.objects.count()) == (0, 0)
    assert "前回电" in take(reader, "call_back")
    row = CallBack.objects.get()
    assert row.due_at > now
    page, code = reader.page("calls/"), row.call.question.code
    assert (MASKED in page, PHONE in page) == (True, False)
    assert PHONE in reader.send("calls/reveal/")
    for tries in (1, 2, 3):
        reader.send(f"calls/{code}/tried/")
        assert CallBack.objects.get().tries == tries
    assert "未联系上" in reader.page("calls/?all")
    assert 'role="alert"' in reader.send(f"calls/{code}/reached/", {"text": "八点半"})
    assert Question.objects.get().answered_at is None  # it can be answered still, and read by its code
    assert PHONE not in "".join(AuditEntry.objects.values_list("detail", flat=True))


def test_who_is_reached_is_answered_in_the_same_step() -> None:
    reader = Reader(staff(Role.WINDOW))
    take(reader, "call_back")
    code = Question.objects.get().code
    assert 'role="alert"' in reader.send(f"calls/{code}/reached/", {"text": " "})
    boosted = {"HX-Boosted": "true"}
    page = reader.client.post(f"/console/calls/{code}/reached/", {"text": "八点半"}, headers=boosted)
    assert (page.status_code, page["HX-Push-Url"], "已回电。" in page.content.decode()) == (
        200,
        "/console/calls/",
        True,
    )
    row = CallBack.objects.get()
    assert (row.state, row.call.question.answer, row.ended_by) == ("reached", "八点半", reader.user)
    assert "几点开门" not in reader.page("calls/")
    head = Reader(staff(Role.HEAD))
    figures = head.client.get("/console/figures/csv/").content.decode()
    assert all(line in figures for line in ("电话,接听来电,1", "电话,承诺回电,1", "电话,按时回电,1", "尚待回电,0"))
    assert "按时回电" in head.page("figures/")
    far = Reader(staff(Role.WINDOW, [a_street()]))
    far.send(f"calls/{code}/reached/", {"text": "x"}, 404)


def test_a_late_call_back_goes_to_the_head_and_to_those_who_get_alarms_until_somebody_sees_to_it() -> None:
    head, now = Reader(staff(Role.HEAD)), timezone.now()
    take(Reader(staff(Role.WINDOW)), "call_back")
    assert escalate_call_backs(now) == 0
    assert escalate_call_backs in JOBS
    code = make_late().call.question.code
    assert (escalate_call_backs(now), escalate_call_backs(now)) == (1, 0)
    assert CallBack.objects.get().overdue_to == head.user
    duty = {"channel": "email", "target": "duty@example.org"}
    told = AlertRecipient.objects.create(name="duty", kinds=["call_back"], **duty)
    AlertRecipient.objects.create(name="devices", kinds=["fault"], **duty)
    later = timezone.now()
    assert (routing.send_alerts(later), routing.send_alerts(later)) == (1, 0)
    message = build_message(AlertDelivery.objects.get(recipient=told))
    assert message is not None
    assert ("回电逾期" in message.subject, code in message.text, PHONE in message.text) == (True, True, False)
    assert 'id="late"' in head.page("calls/")
    Reader(staff(Role.WINDOW)).send(f"calls/{code}/seen/", status=403)
    head.send(f"calls/{code}/seen/")
    assert build_message(AlertDelivery.objects.get(recipient=told)) is None
    assert "逾期回电（含尚未回电）,1" in head.client.get("/console/figures/csv/").content.decode()


def test_a_caller_comes_to_a_window_with_a_number_that_they_check_in_by_its_code(kiosk: Kiosk) -> None:
    reader, (window, clerk) = Reader(staff(Role.WINDOW)), a_window(["advice"])
    site = Site.objects.get(pk=MAIN)
    assert "advice" in reader.page("calls/new/")
    page = take(reader, "number", queue=f"{site.code}:advice", priority="elderly")
    call = Call.objects.get()
    assert call.ticket is not None
    assert (call.ticket.state, call.ticket.priority, call.question.answered_at is None) == (
        "reserved",
        "elderly",
        False,
    )
    code = re.search(r"签到码 ([0-9A-Z-]{14})", page)
    assert code is not None
    ticket = kiosk.post("appointments/check_in", {"code": code[1], "ticket": str(uuid4())}).json()
    kiosk.post(f"tickets/{ticket['id']}/confirm")
    windows.call_next(window, clerk, timezone.now())
    shown = Reader(clerk).page(f"windows/{window.pk}/")
    assert (ticket["number"] in shown, 'id="called-before"' in shown) == (True, True)
    assert "几点开门？" in Reader(clerk).page(f"questions/?code={call.question.code}")
    assert Ticket.objects.filter(kiosk__web=True).count() == 1


def test_a_caller_who_was_looked_up_gets_an_appointment_and_the_call_stands_in_their_file(kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission())
    reader, site = Reader(staff(Role.WINDOW)), Site.objects.get(pk=MAIN)
    day = an_open_day(site)
    why = {"ground": "words", "ground_value": "居民来电询问"}
    found = reader.send("people/find/", {"by": "phone", "wanted": PHONE, **why})
    sign = re.search(r'name="wanted" value="([^"]+)"', found)
    assert sign is not None
    person = {"by": "result", "wanted": sign[1]}
    opened = reader.send("people/find/", {**person, **why, "caller": PHONE})
    assert PHONE in opened  # goes on to the call's page
    place = {"place": f"{site.code}:advice", "day": day.isoformat(), "outcome": "appointment"}
    look = reader.send("calls/new/look/", {**person, **place, "caller": PHONE, "text": "能约下午吗？"})
    assert all(said in look for said in ("赵**", "能约下午吗？", PHONE))
    slot = re.search(r'name="starts_at" value="([^"]+)"', look)
    assert slot is not None
    assert 'role="alert"' in take(reader, "appointment", **person, **place)  # no time chosen
    page = take(reader, "appointment", **person, **place, starts_at=slot[1])
    booked = Appointment.objects.get()
    assert (booked.number, booked.phone, booked.code in page) == (a_number(), PHONE, True)
    assert f"{day.isoformat()} 09:00" in reader.send("people/find/", {"by": "number", "wanted": a_number(), **why})
    assert Call.objects.get().question.number == a_number()


def an_open_day(site: Site) -> date:
    """Returns the next working day, on which there are appointments from nine to twelve."""
    day = next_working_day(timezone.localdate() + timedelta(days=1), {})
    hours = {"weekday": day.weekday(), "starts": time(9), "ends": time(12), "places": 2}
    OfficeHours.objects.create(site=site, service=Service.objects.get(code="advice"), **hours)
    return day


@pytest.mark.parametrize(
    ("taken", "hours", "due"),
    [
        ("2026-11-30T10:00", 8, "2026-12-01T10:00"),  # a Monday, open from nine to five
        ("2026-11-30T07:00", 8, "2026-11-30T17:00"),
        ("2026-11-27T16:30", 1, "2026-11-30T09:30"),  # a Friday
        ("2026-11-28T12:00", 2, "2026-11-30T11:00"),  # a Saturday
        ("2026-11-30T22:00", 0, "2026-12-01T09:00"),
    ],
)
def test_the_limit_counts_the_hours_in_which_the_office_is_open(taken: str, hours: int, due: str) -> None:
    at, expected = (datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI) for moment in (taken, due))
    assert after_office_time(at, timedelta(hours=hours), [MAIN], {}) == expected
