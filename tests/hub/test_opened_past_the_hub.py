"""Who can write the database opens no case to somebody who may not read it, and hides none."""

from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection

from contract.catalogue import Privacy
from hub.audit.findings import watch_credentials
from hub.audit.models import Finding, FindingKind
from hub.cases import handling
from hub.cases.actors import Actor
from hub.cases.escalation import escalate_overdue
from hub.cases.models import Case
from hub.catalogue.models import Item
from hub.core.row_seal import list_broken
from hub.operations import commands
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.people import a_community, a_department, a_street, staff
from tests.hub.sample import a_number, a_person, a_submission
from tests.hub.signed_in import browser_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATE = datetime(2099, 3, 2, 9, 30, tzinfo=UTC)
THIEF, VICTIM = a_number(1), a_number(2)


def write(statement: str, *values: str | int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def subjects() -> set[str]:
    return set(Finding.objects.filter(kind=FindingKind.CREDENTIAL, seen_at=None).values_list("subject", flat=True))


@pytest.fixture
def case(kiosk: Kiosk) -> Case:
    """A confidential case of a street, at work: its item names one reader, its part is assigned to nobody."""
    submission = a_submission(applicant=a_person(number=VICTIM))
    kiosk.post("submissions", submission)
    case = Case.objects.get(pk=submission.id)
    Case.objects.filter(pk=case.pk).update(privacy=Privacy.CONFIDENTIAL.value)
    head = staff(Role.HEAD)
    Item.objects.get(versions=case.item_version).readers.add(head)
    case = handling.accept(case, Actor(staff=head), NOW)
    here = a_community(a_street())
    case.tasks.update(area=here)
    Case.objects.filter(pk=case.pk).update(area=here, taken_in=here)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def clerk() -> User:
    """A clerk of another street and another department."""
    return staff(Role.CLERK, [a_street("西街")], [a_department("教育")])


Attack = Callable[[Case, User], str]


def answer_for_it(case: Case, clerk: User) -> str:
    write("UPDATE cases_case SET responsible_id = %s", clerk.pk)
    return "cases_case"


def have_it_sent_up(case: Case, clerk: User) -> str:
    write("UPDATE cases_case SET overdue_to_id = %s, privacy = 'public'", clerk.pk)
    return "cases_case"


def move_it_and_lower_its_privacy(case: Case, clerk: User) -> str:
    area, department = clerk.staff_profile.areas.get(), clerk.staff_profile.departments.get()
    write("UPDATE cases_case SET area_id = %s, department_id = %s, privacy = 'public'", area.pk, department.pk)
    return "cases_case"


def own_its_item(case: Case, clerk: User) -> str:
    write("UPDATE catalogue_item SET owner_id = %s", clerk.pk)
    return "catalogue_item"


def read_its_item(case: Case, clerk: User) -> str:
    item = case.item_version.item_id
    clerk.staff_profile.areas.add(case.area)
    assert case.department is not None
    clerk.staff_profile.departments.add(case.department)
    write("INSERT INTO catalogue_item_readers (item_id, user_id) VALUES (%s, %s)", item, clerk.pk)
    return "catalogue_item"


def have_a_part_in_it(case: Case, clerk: User) -> str:
    area, department = clerk.staff_profile.areas.get(), clerk.staff_profile.departments.get()
    clerk.staff_profile.areas.add(case.area)
    write("UPDATE cases_task SET area_id = %s, department_id = %s", area.pk, department.pk)
    return "cases_task"


def change_its_item(case: Case, clerk: User) -> str:
    other = Item.objects.exclude(versions=case.item_version).order_by("pk")[0]
    Item.objects.filter(pk=other.pk).update(owner=clerk)
    write("UPDATE catalogue_itemversion SET item_id = %s, version = 99 WHERE id = %s", other.pk, case.item_version_id)
    return "catalogue_itemversion"


_ATTACKS = (
    answer_for_it,
    have_it_sent_up,
    move_it_and_lower_its_privacy,
    own_its_item,
    read_its_item,
    have_a_part_in_it,
    change_its_item,
)


@pytest.mark.parametrize("attack", _ATTACKS)
def test_a_case_opens_to_nobody_by_what_was_written_past_the_hub(attack: Attack, case: Case, clerk: User) -> None:
    assert browser_of(clerk).get(f"/console/cases/{case.code}/").status_code == 404
    table = attack(case, clerk)
    page = browser_of(clerk).get(f"/console/cases/{case.code}/")
    assert page.status_code == 409
    assert case.applicant["name"] not in page.content.decode()
    assert {subject.split()[0] for subject in subjects()} == {table}


def test_a_case_is_told_to_no_other_resident(case: Case, kiosk: Kiosk) -> None:
    person = a_person(number=THIEF)
    assert kiosk.post("submissions", a_submission(id=uuid4(), applicant=person)).status_code == 200
    thief = Case.objects.exclude(pk=case.pk).get().resident
    assert thief is not None
    write("UPDATE cases_case SET resident_id = %s", thief.pk)
    for path in ("cases/search", "residents/record"):
        assert kiosk.post(path, {"number": THIEF}).status_code == 409
    assert subjects() == {f"cases_case {case.pk}"}


def test_a_case_that_was_hidden_is_found_holds_no_other_up_and_may_be_accepted(case: Case, kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission(id=uuid4()))
    write("UPDATE cases_case SET area_id = %s WHERE id = %s", a_street().pk, case.pk.hex)
    assert escalate_overdue(LATE) >= 1
    assert Case.objects.get(pk=case.pk).overdue_at is None
    Finding.objects.all().delete()
    watch_credentials(NOW)
    assert subjects() == {f"cases_case {case.pk}"}
    accept = Namespace(command="audit", action="accept", table="cases_case", row=str(case.pk))
    assert commands.run(accept) == 0
    assert list_broken() == []
    assert commands.run(Namespace(**{**vars(accept), "row": "no case"})) == 1
