"""What is confidential is closed to all but whom its item names, and every item has somebody who answers for it."""

from uuid import UUID

import pytest
from django.utils import timezone

from contract.catalogue import Privacy
from hub.audit.models import AuditEntry
from hub.cases.access import may_open, readers_of
from hub.cases.models import Case
from hub.catalogue.models import Department, Item
from hub.catalogue.seeding import seed
from hub.catalogue.starter import starter_catalogue
from hub.operations.assess import assess
from hub.staff.models import Role
from hub.staff.owners import assign_owners
from tests.hub.caller import Kiosk
from tests.hub.people import a_street, staff
from tests.hub.sample import GRANT, a_submission


@pytest.fixture
def secret(kiosk: Kiosk) -> Case:
    """A case of a confidential item that names nobody."""
    submission = a_submission()
    kiosk.post("submissions", submission)
    Item.objects.filter(code=GRANT).update(privacy=Privacy.CONFIDENTIAL.value)
    Case.objects.filter(pk=submission.id).update(privacy=Privacy.CONFIDENTIAL.value)
    return Case.objects.get(pk=UUID(str(submission.id)))


def complaint() -> str:
    return next(finding for finding in assess(timezone.now()) if finding.name == "confidential items").detail


@pytest.mark.parametrize("role", Role)
def test_where_nobody_is_named_nobody_opens_it(secret: Case, role: Role) -> None:
    civil = Department.objects.get(code="civil")
    assert not any(may_open(user, secret) for user in (staff(role), staff(role, departments=[civil])))
    assert not readers_of(secret).exists()
    assert GRANT in complaint()


def test_the_owner_opens_it_and_whom_the_item_names(secret: Case) -> None:
    owner, reader, other = (staff(Role.CLERK) for _ in range(3))
    Item.objects.filter(code=GRANT).update(owner=owner)
    secret.refresh_from_db()
    assert [may_open(user, secret) for user in (owner, reader, other)] == [True, False, False]
    Item.objects.get(code=GRANT).readers.add(reader)
    assert [may_open(user, secret) for user in (owner, reader, other)] == [True, True, False]
    assert complaint() == ""


def test_an_owner_who_may_not_read_such_cases_or_has_left_is_none(secret: Case) -> None:
    for owner in (staff(Role.ADMINISTRATOR), staff(Role.HEAD)):
        owner.is_active = owner.staff_profile.role != Role.HEAD
        owner.save()
        Item.objects.filter(code=GRANT).update(owner=owner)
        assert GRANT in complaint()


def test_every_starter_item_has_an_owner_once_there_are_heads(database: None) -> None:
    seed(starter_catalogue())
    assert assign_owners() == Item.objects.count()
    staff(Role.HEAD, [a_street()])  # a street's head answers for no item of the city's
    assert assign_owners() == Item.objects.count()
    civil = Department.objects.get(code="civil_affairs")
    named, of_all = staff(Role.HEAD, departments=[civil]), staff(Role.HEAD)
    assert assign_owners() == 0
    owners = {item.department.code: item.owner for item in Item.objects.select_related("department", "owner")}
    assert owners["civil_affairs"] == named
    assert {owner for code, owner in owners.items() if code != "civil_affairs"} == {of_all}
    assert AuditEntry.objects.filter(action="assign owner").exists()
    assert complaint() == ""


def test_an_owner_who_was_named_stays(database: None) -> None:
    clerk = staff(Role.CLERK)
    Item.objects.filter(code=GRANT).update(owner=clerk)
    staff(Role.HEAD)
    assign_owners()
    assert Item.objects.get(code=GRANT).owner == clerk
