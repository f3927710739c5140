"""Who answers for a case, what a clerk is shown of it, and who may read it once its item became confidential."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from contract.catalogue import Privacy, Step
from contract.channels import Grade, Review
from contract.text import Text
from hub.cases import handling
from hub.cases.access import may_open
from hub.cases.actors import Actor
from hub.cases.card_match import list_unlike_card
from hub.cases.models import Case
from hub.cases.services import submit
from hub.catalogue.models import Department, Item, StarterRow
from hub.catalogue.seeding import seed
from hub.catalogue.services import publish
from hub.catalogue.starter import starter_catalogue
from hub.channels import reviews
from hub.channels.models import Review as ReviewRow
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.staff.models import Role
from tests.hub.caller import Kiosk as Caller
from tests.hub.halls import served
from tests.hub.people import a_street, staff
from tests.hub.sample import GRANT, a_person, a_submission
from tests.hub.signed_in import browser_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def lobby(database: None) -> Kiosk:
    kiosks.add("the lobby's")
    return Kiosk.objects.get(name="the lobby's")


def handed_in(lobby: Kiosk, **changes: object) -> Case:
    submission = a_submission(**changes)
    submit(submission, lobby, timezone.now())
    return Case.objects.get(pk=submission.id)


def test_the_items_owner_is_the_first_contact_of_a_kiosk_case_from_the_first_second(lobby: Kiosk) -> None:
    owner = staff(Role.CLERK, [a_street()])
    Item.objects.filter(code=GRANT).update(owner=owner)
    case = handed_in(lobby)
    assert (case.first_contact, case.responsible) == (owner, owner)
    clerk = staff(Role.CLERK, departments=[Department.objects.get(code="civil")])
    case = handling.accept(case, Actor(staff=clerk), timezone.now())
    assert (case.first_contact, case.responsible) == (owner, owner)  # who accepts does not take it over


@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR, Role.TECHNICIAN])
def test_an_owner_who_works_with_no_cases_answers_for_none(lobby: Kiosk, role: Role | None) -> None:
    Item.objects.filter(code=GRANT).update(owner=staff(role) if role else None)
    assert handed_in(lobby).first_contact is None


@pytest.mark.parametrize(
    ("name", "on_card", "unlike"),
    [
        ("赵㐂䶮", "赵㐂䶮", ()),
        (" 赵㐂䶮 ", "赵㐂䶮", ()),
        ("赵喜䶮", "赵㐂䶮", ("name",)),
        ("阿凡提•买买提", "阿凡提·买买提", ()),
        ("John Smith", "JOHN SMITH", ()),
        ("John Smyth", "JOHN SMITH", ("name",)),
    ],
)
def test_a_name_that_is_not_the_cards_is_marked_for_the_clerk(
    lobby: Kiosk, name: str, on_card: str, unlike: tuple[str, ...]
) -> None:
    answers = {"name": name, "phone": "13912345678"}
    case = handed_in(lobby, applicant=a_person(name=on_card), answers=answers)
    assert list_unlike_card(case) == unlike
    page = browser_of(staff(Role.HEAD)).get(f"/console/cases/{case.code}/").content.decode()
    assert ("与证件不符" in page) == bool(unlike)


def confidential_from(day: date | None = None) -> None:
    Item.objects.filter(code=GRANT).update(privacy=Privacy.CONFIDENTIAL.value, takes_effect=day)


def test_an_item_made_confidential_later_covers_its_earlier_cases(lobby: Kiosk) -> None:
    case, clerk = handed_in(lobby), staff(Role.CLERK, departments=[Department.objects.get(code="civil")])
    assert may_open(clerk, case)
    confidential_from()
    publish()
    case.refresh_from_db()
    assert case.confidential
    assert not may_open(clerk, case)
    assert browser_of(clerk).get(f"/console/cases/{case.code}/").status_code == 403
    late = handed_in(lobby, item_version=1)  # filled in on the form that was public
    assert late.confidential
    Item.objects.filter(code=GRANT).update(privacy=Privacy.PUBLIC.value)
    publish()
    case.refresh_from_db()
    assert case.confidential  # what was handed in as confidential stays so
    assert not handed_in(lobby, item_version=Item.objects.get(code=GRANT).version).confidential


def test_it_covers_them_from_the_day_on_which_that_takes_effect(lobby: Kiosk) -> None:
    case, now = handed_in(lobby), timezone.now()
    confidential_from(timezone.localdate() + timedelta(days=3))
    publish(now)
    case.refresh_from_db()
    assert not case.confidential
    publish(now + timedelta(days=3))
    case.refresh_from_db()
    assert case.confidential


def test_a_public_notice_that_runs_ends_when_its_item_becomes_confidential(lobby: Kiosk) -> None:
    steps = [Step(name=Text({"zh-Hans": "公示"}), days=7, public_notice=True).model_dump(mode="json")]
    Item.objects.filter(code=GRANT).update(steps=steps)
    publish()
    case = handed_in(lobby, item_version=Item.objects.get(code=GRANT).version)
    case = handling.accept(case, Actor(staff=staff(Role.CLERK)), timezone.now())
    assert case.pause == "notice"
    confidential_from()
    publish()
    case.refresh_from_db()
    assert (case.pause, case.notice_until) == ("", None)


def test_a_review_with_time_left_to_answer_counts_as_neither_in_time_nor_late(lobby: Kiosk) -> None:
    now, ticket = timezone.now(), served(timezone.now())
    row = reviews.give(a_bad_review(ticket.pk, now), lobby, now)
    assert exported(row) == ""
    ReviewRow.objects.filter(pk=row.pk).update(answer_by=timezone.localdate() - timedelta(days=1))
    assert exported(row) == "否"
    ReviewRow.objects.filter(pk=row.pk).update(answer_by=timezone.localdate(), answered_at=now)
    assert exported(row) == "是"


def a_bad_review(ticket: object, now: datetime) -> Review:
    return Review.model_validate({"id": ticket, "ticket": ticket, "grade": Grade.DISSATISFIED, "given_at": now})


def exported(row: ReviewRow) -> str:
    """Returns what the assessor's file says of whether it was answered in time."""
    day = timezone.localdate()
    areas = type(row.area).objects.filter(pk=row.area_id)
    text = reviews.export(areas, staff(Role.ASSESSOR), day - timedelta(days=1), day)
    return text.splitlines()[1].rpartition(",")[2]


_NOTICES = {"991100100000": 7, "991100200000": 7, "992600100000": 7, "992200600000": 5}


def test_public_notice_stops_the_clock_on_a_hub_that_was_seeded_before_unless_the_item_was_changed_there(
    database: None,
) -> None:
    earlier, changed = starter_catalogue(), "991100200000"
    as_before = tuple(item.model_copy(update={"steps": _plain(item.steps)}) for item in earlier.items)
    seed(earlier.model_copy(update={"items": as_before}))
    assert StarterRow.objects.filter(kind="item", code__in=_NOTICES).count() == len(_NOTICES)
    Item.objects.filter(code=changed).update(fee=Text({"zh-Hans": "本地另有规定"}).model_dump())
    seed(earlier)
    for code, days in _NOTICES.items():
        notices = [step["days"] for step in Item.objects.get(code=code).steps if step["public_notice"]]
        assert notices == ([] if code == changed else [days])


def _plain(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    return tuple(step.model_copy(update={"public_notice": False}) for step in steps)


def test_the_guide_and_the_steps_of_every_starter_item_agree_on_public_notice() -> None:
    for item in starter_catalogue().items:
        says = "公示期间不计入办理时限" in str(item.special_procedure or "")
        assert says == any(step.public_notice for step in item.steps), item.code
        assert {item.code: 1}.keys() <= _NOTICES.keys() or not says


def test_a_confidential_answer_is_open_to_the_owner(kiosk: Caller) -> None:
    owner = staff(Role.CLERK)
    Item.objects.filter(code=GRANT).update(owner=owner)
    submission = a_submission()
    kiosk.post("submissions", submission)
    confidential_from()
    publish()
    assert may_open(owner, Case.objects.get(pk=submission.id))
