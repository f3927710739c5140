"""An overdue case comes before somebody, who finds it in a list of their own."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User

from contract.text import Text
from hub.cases import handling, tasks
from hub.cases.actors import Actor
from hub.cases.escalation import escalate_overdue
from hub.cases.models import Case
from hub.cases.services import submit
from hub.catalogue.models import Area, Department, Item
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.staff.models import Role
from tests.hub.console.reader import Reader
from tests.hub.office import Desk
from tests.hub.people import a_community, a_department, a_street, staff
from tests.hub.sample import GRANT, a_submission

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # due on Monday the 9th
LATE = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def case(database: None) -> Case:
    """In a community of a street."""
    kiosks.add("the lobby's")
    submission = a_submission()
    submit(submission, Kiosk.objects.get(name="the lobby's"), MONDAY)
    here = a_community(a_street())
    Case.objects.filter(pk=submission.id).update(area=here, taken_in=here)
    return Case.objects.get(pk=submission.id)


def civil() -> Department:
    return Department.objects.get(code="civil")


def owned_by(user: User) -> None:
    Item.objects.filter(code=GRANT).update(owner=user)


def sent_up(user: User) -> list[str]:
    status, found = Desk(user).get("casework/list/sent_up")
    assert status == 200
    return [row["code"] for row in found["cases"]]


def counted(user: User) -> Any:
    return Desk(user).get("casework/counts")[1]


def test_a_case_goes_up_to_the_items_owner_once(case: Case) -> None:
    owner = staff(Role.CLERK, [a_street()])  # of another street: an owner sees all cases of the item
    owned_by(owner)
    assert escalate_overdue(datetime(2026, 3, 9, 9, tzinfo=UTC)) == 0
    assert sent_up(owner) == []
    assert escalate_overdue(LATE) == 1
    assert escalate_overdue(LATE) == 0
    assert sent_up(owner) == [case.code]
    assert counted(owner) == {"mine": 0, "sent_up": 1}
    assert Desk(owner).get(f"casework/{case.code}")[0] == 200
    assert not case.timeline.get(event="overdue").public
    page = Reader(owner).page("cases/?list=sent_up")
    assert case.code in page
    assert 'class="badge red">1<' in page


def test_without_an_owner_it_goes_up_to_the_nearest_head_of_the_department(case: Case) -> None:
    street, city = case.area.parent, Area.objects.get(code="city")
    assert street is not None
    far, other, all_of_them = (
        staff(Role.HEAD, [city], [civil()]),
        staff(Role.HEAD, [street], [a_department()]),
        staff(Role.HEAD, [street]),
    )
    own = staff(Role.HEAD, [street], [civil()])
    escalate_overdue(LATE)
    assert [sent_up(head) for head in (far, other, all_of_them, own)] == [[], [], [], [case.code]]


def test_an_owner_who_has_left_is_passed_over(case: Case) -> None:
    left, head = staff(Role.CLERK), staff(Role.HEAD)
    owned_by(left)
    left.is_active = False
    left.save()
    escalate_overdue(LATE)
    assert sent_up(head) == [case.code]


def test_a_confidential_case_goes_up_to_a_reader(case: Case) -> None:
    staff(Role.HEAD, departments=[civil()])
    reader = staff(Role.CLERK, departments=[civil()])
    Item.objects.get(code=GRANT).readers.add(reader)
    Case.objects.update(privacy="confidential")
    escalate_overdue(LATE)
    assert sent_up(reader) == [case.code]


def test_a_departments_part_goes_up_to_that_departments_head(case: Case) -> None:
    police = a_department("公安")
    chief, clerk = staff(Role.HEAD, departments=[police]), Actor(staff=staff(Role.CLERK, departments=[civil()]))
    handling.accept(case, clerk, MONDAY)
    asked = tasks.ask_department(case, police, Text({"zh-Hans": "核查"}), clerk, MONDAY, date(2026, 3, 4))
    assert escalate_overdue(datetime(2026, 3, 4, 9, tzinfo=UTC)) == 0
    assert escalate_overdue(datetime(2026, 3, 5, 9, tzinfo=UTC)) == 1
    assert escalate_overdue(datetime(2026, 3, 5, 9, tzinfo=UTC)) == 0
    assert sent_up(chief) == [case.code]
    tasks.finish(asked, Text({"zh-Hans": "属实"}), Actor(department=police), MONDAY)
    assert sent_up(chief) == []
