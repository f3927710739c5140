"""A case from the counter to its answer."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from contract.cases import CaseState
from contract.casework import Move
from contract.text import Text
from hub.calendar.models import SpecialDay
from hub.cases import clocks, handling, supplements, tasks
from hub.cases.actors import Actor
from hub.cases.clocks import DeadlineColour
from hub.cases.models import Case
from hub.cases.moves import moves_now
from hub.cases.services import submit
from hub.catalogue.models import Area, Department
from hub.core.problems import RequestRefused
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.staff.models import Role
from languages.registry import DEFAULT
from tests.hub.people import a_department, staff
from tests.hub.sample import a_submission
from tests.hub.workflows import with_a_notice

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # half past five at the site
NO = Text()
YES = Text({"zh-Hans": "同意", "en": "Granted"})


@pytest.fixture(scope="module")
def submitted(database_url: str) -> UUID:
    kiosks.add("the lobby's")
    submission = a_submission()
    submit(submission, Kiosk.objects.get(name="the lobby's"), MONDAY)
    return submission.id


@pytest.fixture
def case(submitted: UUID, database: None) -> Case:
    """Submitted on a Monday; five working days are promised, thirty are the law's."""
    return Case.objects.get(pk=submitted)


@pytest.fixture
def clerk(database: None) -> Actor:
    return Actor(staff=staff(Role.CLERK, departments=[Department.objects.get(code="civil")]))


def test_it_goes_from_the_kiosk_to_its_answer_and_every_step_names_somebody(case: Case, clerk: Actor) -> None:
    handling.accept(case, clerk, MONDAY)
    handling.begin(case, clerk, MONDAY)
    handling.decide(case, YES, clerk, MONDAY)
    case = handling.deliver(case, clerk, MONDAY)
    assert case.answer == {"zh-Hans": "同意", "en": "Granted"}
    moves = case.timeline.filter(event="moved")
    assert [move.state for move in moves] == ["submitted", "accepted", "in_progress", "decided", "delivered"]
    assert [move.kiosk or move.staff for move in moves] == [case.kiosk, *[clerk.staff] * 4]


@pytest.mark.parametrize("before", [[], ["accept"], ["accept", "decide"]])
@pytest.mark.parametrize("wrong", ["deliver", "accept", "refuse", "begin"])
def test_no_state_is_reached_past_the_rules(case: Case, clerk: Actor, before: list[str], wrong: str) -> None:
    step = {
        "accept": lambda: handling.accept(case, clerk, MONDAY),
        "begin": lambda: handling.begin(case, clerk, MONDAY),
        "decide": lambda: handling.decide(case, YES, clerk, MONDAY),
        "refuse": lambda: handling.refuse(case, YES, clerk, MONDAY),
        "deliver": lambda: handling.deliver(case, clerk, MONDAY),
    }
    legal = {(): ["accept", "refuse"], ("accept",): ["begin"], ("accept", "decide"): ["deliver"]}
    for name in before:
        step[name]()
    if wrong in legal[tuple(before)]:
        step[wrong]()
        return
    with pytest.raises(RequestRefused) as refused:
        step[wrong]()
    assert refused.value.problem.status == 409


def test_no_case_ends_without_an_answer(case: Case, clerk: Actor) -> None:
    with pytest.raises(RequestRefused, match="422"):
        handling.refuse(case, Text({"zh-Hans": "  "}), clerk, MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="decided")
    assert handling.withdraw(case, clerk, MONDAY).answer is not None


def test_who_accepts_answers_for_it_until_it_is_handed_on(case: Case, clerk: Actor) -> None:
    other = staff(Role.CLERK)
    case = handling.accept(case, clerk, MONDAY)
    assert (case.first_contact, case.responsible) == (clerk.staff, clerk.staff)
    case = handling.hand_on(case, other, clerk, MONDAY, Text({"zh-Hans": "休假"}))
    assert (case.first_contact, case.responsible) == (clerk.staff, other)
    handed = case.timeline.get(event="handed_on")
    assert (handed.public, handed.note.in_locale(DEFAULT)) == (False, "休假")


def test_what_is_missing_is_told_once_and_whole(case: Case, clerk: Actor) -> None:
    book, photo = Text({"zh-Hans": "户口簿", "en": "Household register"}), Text({"zh-Hans": "照片", "en": "Photo"})
    with pytest.raises(RequestRefused, match="422"):
        supplements.want(case, [], clerk, MONDAY)
    case = supplements.want(case, [book, photo], clerk, MONDAY)
    assert supplements.still_missing(case) == (book, photo)
    first, second = case.supplement.papers.all()
    case = supplements.receive(case, [first], clerk, MONDAY)
    assert (case.state, supplements.still_missing(case)) == (CaseState.SUPPLEMENT_WANTED, (photo,))
    case = supplements.receive(case, [second], clerk, MONDAY)
    assert (case.state, supplements.still_missing(case)) == (CaseState.SUBMITTED, ())
    handling.accept(case, clerk, MONDAY)
    with pytest.raises(RequestRefused, match="409"):
        supplements.want(case, [photo], clerk, MONDAY)


def test_a_departments_part_stands_still_with_its_case(case: Case, clerk: Actor) -> None:
    handling.accept(case, clerk, MONDAY)
    asked = tasks.ask_department(case, a_department(), Text({"zh-Hans": "核查"}), clerk, MONDAY, date(2026, 3, 6))
    supplements.want(case, [YES], clerk, MONDAY + timedelta(days=1))
    supplements.receive(case, case.supplement.papers.all(), clerk, MONDAY + timedelta(days=8))
    asked.refresh_from_db()
    assert asked.due_by == date(2026, 3, 13)


def test_nothing_is_accepted_while_papers_are_missing(case: Case, clerk: Actor) -> None:
    supplements.want(case, [YES], clerk, MONDAY)
    for step in (handling.accept, handling.begin):
        with pytest.raises(RequestRefused, match="409"):
            step(case, clerk, MONDAY)
    assert handling.refuse(case, Text({"zh-Hans": "逾期未补"}), clerk, MONDAY).state == CaseState.REFUSED


def test_both_limits_stand_still_while_papers_are_awaited(case: Case, clerk: Actor) -> None:
    assert (case.promised_by, case.due_by) == (date(2026, 3, 9), date(2026, 3, 9))
    statutory = case.statutory_by
    supplements.want(case, [YES], clerk, MONDAY + timedelta(days=1))  # Tuesday: four days are left
    case = supplements.receive(case, case.supplement.papers.all(), clerk, MONDAY + timedelta(days=8))  # a week later
    assert case.promised_by == date(2026, 3, 16)
    assert case.statutory_by == (statutory or MONDAY.date()) + timedelta(days=7)
    assert case.promised_first == date(2026, 3, 9)


def test_a_public_notice_stops_the_clock_until_it_is_over(case: Case, clerk: Actor) -> None:
    with_a_notice(case)
    handling.accept(case, clerk, MONDAY)
    case = clocks.begin_notice(case, clerk, MONDAY, date(2026, 3, 8))
    assert clocks.colour(case, date(2026, 3, 30)) is DeadlineColour.GREEN
    assert clocks.end_notices(MONDAY + timedelta(days=6)) == 0
    assert clocks.end_notices(MONDAY + timedelta(days=7)) == 1
    case.refresh_from_db()
    assert (case.pause, case.promised_by) == ("", date(2026, 3, 16))


def test_only_an_item_with_such_a_step_is_given_public_notice_and_once(case: Case, clerk: Actor) -> None:
    handling.accept(case, clerk, MONDAY)
    with pytest.raises(RequestRefused, match="409"):
        clocks.begin_notice(case, clerk, MONDAY, date(2026, 3, 8))
    with_a_notice(case)
    clocks.begin_notice(case, clerk, MONDAY, date(2026, 3, 3))
    clocks.end_notices(MONDAY + timedelta(days=2))
    with pytest.raises(RequestRefused, match="409"):
        clocks.begin_notice(case, clerk, MONDAY + timedelta(days=2), date(2026, 3, 8))
    tasks.finish(case.tasks.get(state="open"), YES, clerk, MONDAY + timedelta(days=2))
    case.refresh_from_db()
    assert case.pause == ""  # the step itself begins no second one
    assert case.timeline.filter(event="notice_begun").count() == 1


def test_papers_wanted_during_a_notice_do_not_end_it(case: Case, clerk: Actor) -> None:
    with_a_notice(case)
    clocks.begin_notice(case, clerk, MONDAY, date(2026, 3, 8))
    supplements.want(case, [YES], clerk, MONDAY)
    case = supplements.receive(case, case.supplement.papers.all(), clerk, MONDAY + timedelta(days=1))
    assert case.pause == "notice"
    assert clocks.end_notices(MONDAY + timedelta(days=7)) == 1


@pytest.mark.parametrize(
    ("day", "colour"),
    [
        (5, DeadlineColour.GREEN),
        (6, DeadlineColour.AMBER),
        (9, DeadlineColour.AMBER),
        (10, DeadlineColour.RED),
    ],  # due on Monday the 9th
)
def test_green_amber_red(case: Case, day: int, colour: DeadlineColour) -> None:
    assert clocks.colour(case, date(2026, 3, day)) is colour


def test_a_day_added_by_the_administrator_is_no_working_day(database: None) -> None:
    SpecialDay.objects.create(day=date(2026, 3, 4), working=False)
    kiosks.add("another")
    submission = a_submission()
    accepted = submit(submission, Kiosk.objects.get(name="another"), MONDAY)
    assert accepted.promised_by == date(2026, 3, 10)


def test_several_departments_work_at_once_and_the_resident_gets_one_answer(case: Case, clerk: Actor) -> None:
    handling.accept(case, clerk, MONDAY)
    police, housing = a_department("公安"), a_department("住建")
    asked = [tasks.ask_department(case, d, Text({"zh-Hans": "核查"}), clerk, MONDAY, None) for d in (police, housing)]
    with pytest.raises(RequestRefused) as refused:
        handling.decide(case, YES, clerk, MONDAY)
    assert refused.value.problem.detail is not None
    assert "公安、住建" in refused.value.problem.detail.root[DEFAULT]
    for task in asked:
        tasks.finish(task, Text({"zh-Hans": "属实"}), Actor(department=task.department), MONDAY)
    case = handling.decide(case, YES, clerk, MONDAY)
    assert case.state == CaseState.DECIDED
    assert set(case.tasks.values_list("state", flat=True)) == {"done"}
    with pytest.raises(RequestRefused, match="409"):
        tasks.finish(asked[0], NO, Actor(department=police), MONDAY)


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2027, 3, 4), date.max])
def test_a_part_is_due_within_a_year(case: Case, clerk: Actor, day: date) -> None:
    handling.accept(case, clerk, MONDAY)
    with pytest.raises(RequestRefused, match="422"):
        tasks.ask_department(case, a_department(), Text({"zh-Hans": "核查"}), clerk, MONDAY, day)


def test_nothing_is_decided_while_papers_are_missing_or_other_departments_work(case: Case, clerk: Actor) -> None:
    supplements.want(case, [YES], clerk, MONDAY)
    with pytest.raises(RequestRefused, match="409"):  # it was never accepted
        handling.decide(case, YES, clerk, MONDAY)
    case = supplements.receive(case, case.supplement.papers.all(), clerk, MONDAY)
    kiosks.add("another")
    submission = a_submission()
    submit(submission, Kiosk.objects.get(name="another"), MONDAY)
    asked = handling.accept(Case.objects.get(pk=submission.id), clerk, MONDAY)
    task = tasks.ask_department(asked, a_department("公安"), Text({"zh-Hans": "核查"}), clerk, MONDAY, None)
    supplements.want(asked, [YES], clerk, MONDAY)
    with pytest.raises(RequestRefused, match="409"):
        handling.decide(asked, YES, clerk, MONDAY)
    task.refresh_from_db()
    assert task.state == "open"
    assert Move.DECIDE not in moves_now(Case.objects.get(pk=asked.pk))
    assert handling.refuse(asked, YES, clerk, MONDAY).state == CaseState.REFUSED


def test_a_case_withdrawn_leaves_nobody_with_work(case: Case, clerk: Actor) -> None:
    handling.accept(case, clerk, MONDAY)
    case = handling.withdraw(case, clerk, MONDAY)
    assert set(case.tasks.values_list("state", flat=True)) == {"dropped"}
    assert case.pause == ""


def test_a_case_taken_in_elsewhere_is_handed_to_its_own_area_and_its_tasks_begin_again(
    case: Case, clerk: Actor
) -> None:
    own = Area.objects.create(code="own", name="本街道", level="street", parent=case.area)
    handling.accept(case, clerk, MONDAY)
    case = handling.hand_over(case, own, clerk, MONDAY)
    assert (case.area, case.taken_in.code) == (own, "city")
    left, here = case.tasks.order_by("id")
    assert (left.state, left.area.code) == ("dropped", "city")
    assert (here.state, here.area, here.step) == ("open", own, left.step)
    assert handling.decide(case, YES, clerk, MONDAY).state == CaseState.DECIDED


def test_a_case_is_handed_to_no_area_where_it_cannot_belong(case: Case, clerk: Actor) -> None:
    city = case.area
    here, aside = (Area.objects.create(code=code, name=code, level="street", parent=city) for code in ("h", "a"))
    Case.objects.filter(pk=case.pk).update(area=here, taken_in=here)
    for wrong, status in ((aside, "422"), (city, "422"), (here, "409")):
        with pytest.raises(RequestRefused, match=status):
            handling.hand_over(case, wrong, clerk, MONDAY)
    case.item_version.content["elsewhere"] = True
    case.item_version.save()
    assert handling.hand_over(case, aside, clerk, MONDAY).area == aside
