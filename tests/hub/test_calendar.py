"""A holiday entered late moves the clocks that run, and nothing else."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from contract.channels import Grade, Review
from contract.text import Text
from hub.calendar import selectors, services
from hub.calendar.models import CalendarChange, SpecialDay
from hub.calendar.working_days import after_working_days
from hub.cases import handling, supplements, tasks
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.cases.services import submit
from hub.channels import reviews
from hub.core.clock import local_day
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.operations import deadline_shift
from hub.staff.models import Role
from tests.hub.halls import served
from tests.hub.people import a_department, staff
from tests.hub.sample import REPORT, a_submission
from tests.hub.signed_in import browser_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def case(database: None) -> Case:
    """Handed in just now; five working days are promised, thirty are the law's."""
    kiosks.add("the lobby's")
    return handed_in()


def handed_in(**changes: object) -> Case:
    now = timezone.now()
    submission = a_submission(stated_at=now, submitted_at=now, **changes)
    submit(submission, Kiosk.objects.get(name="the lobby's"), now)
    return Case.objects.get(pk=submission.id)


def working_day(number: int) -> date:
    """Returns the working day that is that many from today, as the calendar has it without special days."""
    return after_working_days(local_day(timezone.now()), number, {})


def holiday(day: date) -> SpecialDay:
    row = SpecialDay(day=day, working=False, name="停办")
    services.set_day(row)
    return row


def test_both_limits_move_by_a_holiday_and_back_when_it_is_taken_back(case: Case) -> None:
    assert case.promised_by == working_day(5)
    row = holiday(working_day(2))
    assert deadline_shift.move_clocks(timezone.now()) == 1
    case.refresh_from_db()
    assert (case.promised_by, case.due_by) == (working_day(6), working_day(6))
    assert case.statutory_by == working_day(31)
    assert case.promised_first == working_day(5)
    assert case.amber_from is not None
    assert deadline_shift.move_clocks(timezone.now()) == 0
    services.forget_day(row)
    deadline_shift.move_clocks(timezone.now())
    case.refresh_from_db()
    assert (case.promised_by, case.statutory_by) == (working_day(5), working_day(30))


def test_a_clock_that_starts_later_and_one_moved_end_on_the_same_day(case: Case) -> None:
    for number in (2, 3, 6):
        holiday(working_day(number))
    deadline_shift.move_clocks(timezone.now())
    case.refresh_from_db()
    later = handed_in()
    assert (case.due_by, case.amber_from) == (later.due_by, later.amber_from)
    assert case.promised_by == working_day(8)


def test_a_day_past_the_limit_or_past_altogether_moves_nothing(case: Case) -> None:
    yesterday = after_working_days(local_day(timezone.now()) - timedelta(days=30), 1, {})
    for day in (working_day(40), yesterday):
        holiday(day)
    deadline_shift.move_clocks(timezone.now())
    case.refresh_from_db()
    assert (case.promised_by, case.statutory_by) == (working_day(5), working_day(30))
    assert not CalendarChange.objects.exists()


def test_a_clock_that_stands_still_goes_on_with_what_was_left(case: Case) -> None:
    now, clerk = timezone.now(), Actor(staff=staff(Role.CLERK))
    supplements.want(case, [Text({"zh-Hans": "户口簿"})], clerk, now)
    holiday(working_day(3))
    deadline_shift.move_clocks(now)
    case = supplements.receive(case, case.supplement.papers.all(), clerk, now)
    assert case.promised_by == working_day(6)


def test_a_limit_in_calendar_days_stays(case: Case) -> None:
    report = handed_in(item=REPORT, applicant=None, answers={"what": "路灯坏了"})
    before = report.promised_by
    holiday(working_day(1))
    deadline_shift.move_clocks(timezone.now())
    report.refresh_from_db()
    assert report.promised_by == before


def test_departments_parts_move_with_their_case_and_one_that_ends_before_does_not(case: Case) -> None:
    case.item_version.content["steps"] = [{"name": {"zh": "审核"}, "days": 3}]
    case.item_version.save()
    now, clerk = timezone.now(), Actor(staff=staff(Role.CLERK))
    handling.accept(case, clerk, now)
    asked = tasks.ask_department(case, a_department(), Text({"zh-Hans": "核查"}), clerk, now, working_day(4))
    sooner = tasks.ask_department(case, a_department(), Text({"zh-Hans": "核查"}), clerk, now, working_day(1))
    holiday(working_day(2))
    deadline_shift.move_clocks(now)
    for part in (asked, sooner):
        part.refresh_from_db()
    assert (asked.due_by, sooner.due_by) == (working_day(5), working_day(1))
    assert case.tasks.get(step=0).due_by == working_day(4)


def test_a_public_notice_ends_on_its_day_and_what_runs_beside_it_moves(case: Case) -> None:
    case.item_version.content["steps"] = [
        {"name": {"zh": "公示"}, "days": 7, "public_notice": True},
        {"name": {"zh": "核查"}, "days": 3, "together": True},
    ]
    case.item_version.save()
    now = timezone.now()
    handling.accept(case, Actor(staff=staff(Role.CLERK)), now)
    holiday(working_day(2))
    deadline_shift.move_clocks(now)
    assert case.tasks.get(step=0).due_by == local_day(now) + timedelta(days=7)
    assert case.tasks.get(step=1).due_by == working_day(4)


def test_the_days_in_which_a_bad_review_is_answered_move_too(case: Case) -> None:
    now, ticket = timezone.now(), served(timezone.now())
    said = Review(id=uuid4(), ticket=ticket.pk, grade=Grade.DISSATISFIED, given_at=now)
    row = reviews.give(said, Kiosk.objects.get(name="the lobby's"), now)
    assert row.answer_by == working_day(15)
    holiday(working_day(2))
    deadline_shift.move_clocks(now)
    row.refresh_from_db()
    assert row.answer_by == working_day(16)


def test_a_case_that_is_over_is_left_as_it_was(case: Case) -> None:
    handling.withdraw(case, Actor(staff=staff(Role.CLERK)), timezone.now())
    holiday(working_day(2))
    assert deadline_shift.move_clocks(timezone.now()) == 0
    case.refresh_from_db()
    assert case.promised_by == working_day(5)


def test_it_is_entered_in_the_admin(case: Case) -> None:
    browser, day = browser_of(staff(Role.ADMINISTRATOR)), working_day(2)
    added = browser.post("/admin/calendar/specialday/add/", {"day": day.isoformat(), "name": "停办"})
    assert added.status_code == 302
    deadline_shift.move_clocks(timezone.now())
    case.refresh_from_db()
    assert selectors.special_days(day) == {day: False}
    assert case.promised_by == working_day(6)
    row = SpecialDay.objects.get()
    assert browser.post(f"/admin/calendar/specialday/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    deadline_shift.move_clocks(timezone.now())
    case.refresh_from_db()
    assert case.promised_by == working_day(5)
