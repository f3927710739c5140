"""Limits as a centre keeps them: from the moment it is open, by the item's own rule of days off, and never late before
somebody could act."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.catalogue import DayOffRule, Limit, LimitUnit
from contract.text import Text
from hub.calendar import services as calendar
from hub.calendar.models import SpecialDay
from hub.cases import clocks, supplements
from hub.cases.actors import Actor
from hub.cases.clocks import DeadlineColour
from hub.cases.escalation import escalate_overdue
from hub.cases.limits import promised_by
from hub.cases.models import Case
from hub.cases.services import submit
from hub.catalogue.models import Item, Service
from hub.catalogue.services import publish
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.kiosks.office_hours import last_office_day
from hub.operations import deadline_shift
from hub.queues.models import OfficeHours
from hub.staff.models import Role
from tests.examples import examples
from tests.hub.people import staff
from tests.hub.sample import GRANT, a_submission

pytestmark = pytest.mark.usefixtures("database")

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: str, clock: str = "10:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), SHANGHAI)


@pytest.fixture
def lobby(database: None) -> Kiosk:
    kiosks.add("the lobby's")
    return Kiosk.objects.get(name="the lobby's")


def promise(**limit: object) -> int:
    """Publishes the item with another promise, and the same by law; returns its version."""
    Item.objects.filter(code=GRANT).update(promised=limit, statutory=limit)
    publish()
    return Item.objects.get(code=GRANT).version


def handed_in(lobby: Kiosk, moment: datetime, version: int) -> Case:
    submission = a_submission(item_version=version, stated_at=moment, submitted_at=moment)
    submit(submission, lobby, moment)
    return Case.objects.get(pk=submission.id)


@pytest.mark.parametrize(
    ("day", "clock", "end"),
    [
        ("2026-11-22", "10:43", "2026-11-23"),  # a Sunday
        ("2026-10-01", "10:00", "2026-10-08"),  # National Day
        ("2026-11-24", "22:30", "2026-11-25"),  # after closing
        ("2026-11-27", "20:00", "2026-11-30"),  # a Friday, after closing
        ("2026-10-10", "10:00", "2026-10-10"),  # a Saturday worked by the announcement
        ("2026-11-24", "09:30", "2026-11-24"),
        ("2026-11-24", "16:59", "2026-11-24"),
        ("2026-11-24", "17:00", "2026-11-25"),
        ("2026-11-24", "07:00", "2026-11-24"),  # before it opens
    ],
)
def test_the_same_day_counts_from_the_moment_the_centre_is_open(lobby: Kiosk, day: str, clock: str, end: str) -> None:
    case = handed_in(lobby, at(day, clock), promise(unit="same_day"))
    assert (case.promised_by, case.due_by) == (date.fromisoformat(end), date.fromisoformat(end))


def test_closing_time_is_that_of_the_sites_office_hours(lobby: Kiosk) -> None:
    service, version = Service.objects.get(code="advice"), promise(unit="same_day")
    for starts, ends in (("08:30", "12:00"), ("13:00", "19:00")):
        OfficeHours.objects.create(site=lobby.site, service=service, weekday=1, starts=starts, ends=ends)
    assert handed_in(lobby, at("2026-11-24", "18:30"), version).promised_by == date(2026, 11, 24)
    assert handed_in(lobby, at("2026-11-24", "19:00"), version).promised_by == date(2026, 11, 25)
    assert handed_in(lobby, at("2026-11-25", "18:30"), version).promised_by == date(2026, 11, 26)  # no hours that day
    assert last_office_day(at("2026-11-24", "08:29")) == date(2026, 11, 23)
    assert last_office_day(at("2026-11-24", "08:30")) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("now", "colour"),
    [
        (("2026-11-27", "21:00"), DeadlineColour.GREEN),
        (("2026-11-29", "12:00"), DeadlineColour.GREEN),  # the weekend
        (("2026-11-30", "08:59"), DeadlineColour.GREEN),
        (("2026-11-30", "09:00"), DeadlineColour.AMBER),  # the first hour in which somebody could act
        (("2026-11-30", "23:00"), DeadlineColour.AMBER),
        (("2026-12-01", "09:00"), DeadlineColour.RED),
    ],
)
def test_it_is_not_amber_or_red_before_somebody_could_act(
    lobby: Kiosk, now: tuple[str, str], colour: DeadlineColour
) -> None:
    case = handed_in(lobby, at("2026-11-27", "20:00"), promise(unit="same_day"))
    assert clocks.colour(case, last_office_day(at(*now))) is colour
    assert escalate_overdue(at(*now)) == (colour is DeadlineColour.RED)


def test_what_ends_in_the_holidays_is_not_overdue_before_the_next_working_day(lobby: Kiosk) -> None:
    case = handed_in(lobby, at("2026-09-28"), promise(unit="days", days=5))
    assert case.due_by == date(2026, 10, 3)
    assert escalate_overdue(at("2026-10-07", "23:00")) == 0
    assert escalate_overdue(at("2026-10-08", "08:00")) == 0
    assert escalate_overdue(at("2026-10-08", "09:00")) == 1


@pytest.mark.parametrize(("rule", "end"), [("stays", date(2026, 10, 3)), ("next_working_day", date(2026, 10, 8))])
def test_a_limit_in_calendar_days_ends_by_the_items_own_rule(lobby: Kiosk, rule: str, end: date) -> None:
    case = handed_in(lobby, at("2026-09-28"), promise(unit="days", days=5, day_off=rule))
    assert case.promised_by == end


def test_days_off_that_were_rolled_over_are_not_given_twice_after_a_pause(lobby: Kiosk) -> None:
    case = handed_in(lobby, at("2026-09-28"), promise(unit="days", days=5, day_off="next_working_day"))
    clerk = Actor(staff=staff(Role.CLERK))
    supplements.want(case, [Text({"zh-Hans": "户口簿"})], clerk, at("2026-09-29"))
    case = supplements.receive(case, case.supplement.papers.all(), clerk, at("2026-10-19"))  # twenty days later
    assert case.promised_by == date(2026, 10, 23)


def test_a_pause_of_a_same_day_case_ends_on_the_day_the_office_deals_with_it(lobby: Kiosk) -> None:
    case = handed_in(lobby, at("2026-11-24"), promise(unit="same_day"))
    clerk = Actor(staff=staff(Role.CLERK))
    supplements.want(case, [Text({"zh-Hans": "户口簿"})], clerk, at("2026-11-24", "11:00"))
    case = supplements.receive(case, case.supplement.papers.all(), clerk, at("2026-11-27", "18:00"))
    assert case.promised_by == date(2026, 11, 30)


def test_a_holiday_entered_late_moves_what_ends_on_it(lobby: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.calendar.services.local_day", lambda _: date(2026, 9, 1))
    same_day = handed_in(lobby, at("2026-09-18", "18:00"), promise(unit="same_day"))  # a Friday; Sunday is worked
    rolled = handed_in(lobby, at("2026-09-15"), promise(unit="days", days=6, day_off="next_working_day"))
    assert (same_day.promised_by, rolled.promised_by) == (date(2026, 9, 20), date(2026, 9, 21))
    for day in (date(2026, 9, 20), date(2026, 9, 21)):
        calendar.set_day(SpecialDay(day=day, working=False, name="停办"))
    deadline_shift.move_clocks(at("2026-09-18", "19:00"))
    for case in (same_day, rolled):
        case.refresh_from_db()
        assert case.promised_by == case.due_by == date(2026, 9, 22)


@given(day=st.dates(date(2026, 1, 1), date(2028, 12, 31)), days=st.integers(1, 60))
@settings(max_examples=examples(100), deadline=None)
def test_a_rolled_limit_never_ends_sooner_than_one_that_stays(day: date, days: int) -> None:
    stays = promised_by(Limit(unit=LimitUnit.DAYS, days=days), day, {})
    rolled = promised_by(Limit(unit=LimitUnit.DAYS, days=days, day_off=DayOffRule.NEXT_WORKING_DAY), day, {})
    assert stays is not None
    assert rolled is not None
    assert stays <= rolled
