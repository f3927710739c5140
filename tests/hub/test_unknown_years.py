"""A year whose days off are not announced has those by law; dates in it are provisional, and may still move."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from contract import queues as q
from hub.audit.models import AuditEntry
from hub.calendar.announcements import note_announcements
from hub.calendar.models import AnnouncedYear, CalendarChange, SpecialDay
from hub.calendar.selectors import provisional_from
from hub.calendar.statutory import statutory_days
from hub.calendar.working_days import is_announced, is_working_day
from hub.cases.models import Case
from hub.cases.selectors import summaries
from hub.cases.services import submit
from hub.catalogue.models import Item, Service
from hub.catalogue.services import publish
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk, Site
from hub.operations.assess import assess
from hub.operations.calendar_reach import find_unknown_year
from hub.queues import appointments
from hub.queues.models import Appointment, OfficeHours
from hub.queues.rebooking import list_to_tell, move_bookings
from hub.staff.models import Role
from tests.hub.caller import Kiosk as Caller
from tests.hub.people import staff
from tests.hub.sample import GRANT, a_number, a_submission
from tests.hub.signed_in import browser_of

pytestmark = pytest.mark.usefixtures("database")

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOVEMBER = datetime(2026, 11, 27, 10, tzinfo=SHANGHAI)
unannounced = pytest.mark.skipif(is_announced(2027), reason="2027 is announced by now")


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2027, "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03"),
        (2028, "01-01 01-25 01-26 01-27 01-28 04-04 05-01 05-02 05-28 10-01 10-02 10-03"),  # Mid-Autumn on 3 October
        (2031, "01-01 01-22 01-23 01-24 01-25 04-05 05-01 05-02 06-24 10-01 10-02 10-03"),
    ],
)
def test_the_days_off_by_law_are_computed(year: int, days: str) -> None:
    assert {f"{year}-{day}" for day in days.split()} == {day.isoformat() for day in statutory_days(year)}


@pytest.mark.parametrize("year", range(2025, 2031))
def test_no_day_off_by_law_is_a_working_day_announced_or_not(year: int) -> None:
    assert not [day for day in statutory_days(year) if is_working_day(day, {})]


@pytest.fixture
def lobby(database: None) -> Kiosk:
    kiosks.add("the lobby's")
    return Kiosk.objects.get(name="the lobby's")


def housing(lobby: Kiosk, at: datetime) -> Case:
    """Handed in for an item of thirty working days."""
    Item.objects.filter(code=GRANT).update(promised={"unit": "working_days", "days": 30})
    publish(at)
    version = Item.objects.get(code=GRANT).version
    submission = a_submission(item_version=version, stated_at=at, submitted_at=at)
    submit(submission, lobby, at)
    return Case.objects.get(pk=submission.id)


@unannounced
def test_limits_that_reach_into_2027_leave_new_years_day_out_and_are_provisional(lobby: Kiosk) -> None:
    case = housing(lobby, NOVEMBER)
    assert case.promised_by == date(2027, 1, 11)
    assert housing(lobby, NOVEMBER - timedelta(days=7)).promised_by == date(2027, 1, 4)
    assert summaries([case])[0].provisional
    SpecialDay.objects.create(day=date(2027, 1, 1), name="元旦")  # the year is entered
    assert not summaries([case])[0].provisional


@unannounced
def test_the_answer_the_worklist_and_the_case_say_that_it_is_provisional(kiosk: Caller) -> None:
    Item.objects.filter(code=GRANT).update(promised={"unit": "working_days", "days": 300})
    publish()
    version, at = Item.objects.get(code=GRANT).version, datetime.now(tz=SHANGHAI)
    submission = a_submission(item_version=version, stated_at=at, submitted_at=at)
    answer = kiosk.post("submissions", submission).json()
    assert answer["provisional"]
    browser = browser_of(staff(Role.HEAD))
    assert "暂定" in browser.get("/console/cases/?list=department").content.decode()
    assert "暂定" in browser.get(f"/console/cases/{answer['code']}/").content.decode()
    published = kiosk.get("catalogue").json()
    assert published["provisional_from"] == provisional_from(at.date()).isoformat()


def hours(site: Site, places: int = 1) -> None:
    """Every weekday from ten to eleven, two times."""
    service = Service.objects.get(code="advice")
    for weekday in range(5):
        OfficeHours.objects.create(
            site=site, service=service, weekday=weekday, starts=time(10), ends=time(11), minutes=30, places=places
        )


@unannounced
def test_no_appointment_lies_on_new_years_day(lobby: Kiosk) -> None:
    hours(lobby.site)
    now = datetime(2026, 12, 5, 10, tzinfo=SHANGHAI)
    assert appointments.free_slots(lobby.site, "advice", date(2027, 1, 1), now) == ()
    offered = {day for service in appointments.offer(lobby.site, now).services for day in service.days}
    assert date(2027, 1, 1) not in offered
    assert date(2026, 12, 31) in offered


@unannounced
def test_assess_and_the_administrators_pages_warn_once_limits_or_appointments_reach_past_what_is_known(
    lobby: Kiosk,
) -> None:
    Item.objects.update(promised={"unit": "days", "days": 5}, statutory={"unit": "days", "days": 5})
    assert find_unknown_year(datetime(2026, 11, 20, tzinfo=SHANGHAI)) is None
    Item.objects.filter(code=GRANT).update(statutory={"unit": "working_days", "days": 40})
    unknown = find_unknown_year(datetime(2026, 11, 20, tzinfo=SHANGHAI))
    assert unknown is not None
    assert (unknown.year, unknown.reach) == (2027, date(2027, 1, 18))
    detail = {point.name: point.detail for point in assess(NOVEMBER)}["calendar"]
    assert "2027" in detail
    Item.objects.filter(code=GRANT).update(statutory={"unit": "days", "days": 3650})
    assert "unknown-year" in browser_of(staff(Role.ADMINISTRATOR)).get("/console/figures/").content.decode()
    assert "unknown-year" not in browser_of(staff(Role.HEAD)).get("/console/figures/").content.decode()


def booked(site: Site, at: datetime, now: datetime) -> Appointment:
    wanted = q.Booking(id=uuid4(), service="advice", starts_at=at, number=a_number(), phone="13912345678")
    return appointments.book(wanted, site, now)


def test_a_day_off_moves_its_appointments_and_both_sides_are_told(kiosk: Caller) -> None:
    site = Site.objects.get()
    hours(site)
    now = datetime.now(tz=SHANGHAI)
    first, second, last = [slot.starts_at for slot in _slots(site, now)[:3]]
    early, late = booked(site, first, now), booked(site, second, now)
    SpecialDay.objects.create(day=first.date(), working=False, name="停电")
    assert move_bookings(now) == 2
    assert move_bookings(now) == 0
    early.refresh_from_db()
    late.refresh_from_db()
    assert early.starts_at.astimezone(SHANGHAI).time() == first.time()  # the same time on a later day
    assert early.starts_at >= last
    assert (early.moved_from, late.moved_from) == (first, second)
    assert {row.code for row in list_to_tell(site)} == {early.code, late.code}
    assert AuditEntry.objects.filter(action="move appointment").count() == 2

    page = browser_of(staff(Role.WINDOW)).get("/console/appointments/").content.decode()
    assert early.code in page
    assert "13912345678" in page
    browser_of(staff(Role.WINDOW)).post("/console/appointments/told/", {"site": site.code, "code": early.code})
    assert [row.code for row in list_to_tell(site)] == [late.code]

    answer = kiosk.post("appointments/search", {"code": late.code}).json()
    assert datetime.fromisoformat(answer["appointments"][0]["moved_from"]) == second
    assert list_to_tell(site) == []


def _slots(site: Site, now: datetime) -> list[q.Slot]:
    days = sorted(appointments.offer(site, now).services[0].days)
    days = [day for day in days if day > now.date()]
    return [slot for day in days for slot in appointments.free_slots(site, "advice", day, now)]


def test_an_appointment_without_another_place_is_cancelled_and_told(kiosk: Caller) -> None:
    site, now = Site.objects.get(), datetime.now(tz=SHANGHAI)
    hours(site)
    slot = _slots(site, now)[0].starts_at
    row = booked(site, slot, now)
    for number in range(40):
        SpecialDay.objects.create(day=slot.date() + timedelta(days=number), working=False)
    move_bookings(now)
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert "无空余时段" in browser_of(staff(Role.WINDOW)).get("/console/appointments/").content.decode()


@pytest.mark.usefixtures("kiosk")
def test_a_year_announced_with_a_new_release_moves_what_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2025, 12, 20, tzinfo=SHANGHAI)
    assert note_announcements(now) == 0
    AnnouncedYear.objects.filter(year=2026).delete()
    SpecialDay.objects.create(day=date(2026, 1, 2), working=False)  # entered by hand: no difference
    assert note_announcements(now) == 1
    changed = dict(CalendarChange.objects.values_list("day", "before"))
    assert changed[date(2026, 2, 20)]  # a day off given in lieu
    assert not changed[date(2026, 10, 10)]  # a Saturday that is worked
    assert date(2026, 1, 2) not in changed
    assert date(2026, 10, 1) not in changed  # by law it was a day off before
    assert note_announcements(now) == 0
