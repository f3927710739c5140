"""Covers who may do what, and where."""

from functools import cache
from itertools import product
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied, ValidationError

import hub
from hub.staff.models import Role
from hub.staff.scopes import Action, areas_of, departments_of, may, require, role_of, staff_who_may
from hub.staff.services import make_administrator
from tests.hub.people import a_community, a_department, a_street, staff

HUB = Path(hub.__file__).parent
pytestmark = pytest.mark.usefixtures("database")


def test_ones_areas_reach_down_and_not_aside() -> None:
    east, west = a_street("东街"), a_street("西街")
    below = a_community(east)
    clerk = staff(Role.WINDOW, [east])
    assert set(areas_of(clerk)) == {east, below}
    assert may(clerk, Action.READ_CASES, below)
    assert not may(clerk, Action.READ_CASES, west)


def test_the_city_holds_every_area() -> None:
    assert a_community(a_street()) in areas_of(staff(Role.HEAD))


def test_a_clerk_serves_the_departments_named_and_no_others() -> None:
    civil, housing = a_department("民政"), a_department("住房")
    clerk = staff(Role.CLERK, departments=[civil])
    assert may(clerk, Action.WORK_CASES, department=civil)
    assert not may(clerk, Action.WORK_CASES, department=housing)
    assert not departments_of(staff(Role.CLERK)).exists()
    assert housing in departments_of(staff(Role.WINDOW))


def test_what_a_role_does_not_include_is_refused() -> None:
    with pytest.raises(PermissionDenied):
        require(staff(Role.TECHNICIAN), Action.READ_RESIDENTS)
    require(staff(Role.TECHNICIAN), Action.MANAGE_KIOSKS)
    assert not may(staff(Role.ADMINISTRATOR), Action.READ_CASES)


def test_strangers_and_those_who_left_may_nothing() -> None:
    left = staff(Role.HEAD)
    left.is_active = False
    for user in (left, AnonymousUser(), User.objects.create_user("visitor")):
        assert role_of(user) is None
        assert not areas_of(user).exists()
        assert not departments_of(user).exists()
        assert not any(may(user, action) for action in Action)


def test_an_administrator_is_made_with_a_password_that_holds() -> None:
    for weak in ("short", "12345678901", "password123", "keeper-of-all"):
        with pytest.raises(ValidationError):
            make_administrator("keeper-of-all", weak)
    administrator = make_administrator("keeper-of-all", "forty winks at noon")
    assert role_of(administrator) is Role.ADMINISTRATOR
    assert a_street() in areas_of(administrator)
    assert not administrator.is_superuser
    with pytest.raises(ValidationError):
        make_administrator("keeper-of-all", "forty winks at noon")


def test_the_list_of_those_who_may_is_that_of_the_rule() -> None:
    street, civil, housing = a_street(), a_department("民政"), a_department("住房")
    below = a_community(street)
    people = [
        staff(role, areas, departments)
        for role in Role
        for areas in ([street], [below], [a_street()])
        for departments in ([], [civil], [housing])
    ]
    left = staff(Role.HEAD)
    left.is_active = False
    left.save()
    places = ((None, None), (street, None), (below, civil), (street, housing))
    for action, (area, department) in product(Action, places):
        listed = set(staff_who_may(action, area, department))
        assert listed == {user for user in [*people, left] if may(user, action, area, department)}, action


@cache
def _code() -> str:
    return "".join(file.read_text() for file in HUB.rglob("*.py") if file.name != "scopes.py")


@pytest.mark.parametrize("action", list(Action))
def test_every_right_guards_something_and_somebody_has_it(action: Action) -> None:
    assert f"Action.{action.name}" in _code()
    assert any(may(staff(role), action) for role in Role)
