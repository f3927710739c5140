"""Invented staff."""

from collections.abc import Iterable
from itertools import count

from django.contrib.auth.models import User

from hub.catalogue.areas import Area, Level
from hub.catalogue.models import Department
from hub.staff.models import Role, StaffProfile

_number = count(1)


def a_street(name: str = "东街") -> Area:
    return Area.objects.create(
        code=f"street_{next(_number)}", name=name, level=Level.STREET, parent=Area.objects.get(code="city")
    )


def a_community(street: Area, name: str = "甲社区") -> Area:
    return Area.objects.create(code=f"community_{next(_number)}", name=name, level=Level.COMMUNITY, parent=street)


def a_department(name: str = "民政") -> Department:
    return Department.objects.create(code=f"department_{next(_number)}", name=name)


def staff(role: Role, areas: Iterable[Area] = (), departments: Iterable[Department] = ()) -> User:
    """Returns somebody who works here; in the whole city unless areas are given."""
    user = User.objects.create_user(f"{role.value}_{next(_number)}", password="a long pass phrase")
    profile = StaffProfile.objects.create(user=user, role=role)
    profile.areas.set(list(areas) or [Area.objects.get(code="city")])
    profile.departments.set(departments)
    return user
