"""Permissions: who may do what, and where.

An object outside one's areas or departments is not there: look for it within `areas_of` and `departments_of`; else 404.
An action that one's role does not include is refused: `require` answers 403.
"""

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from hub.audit.findings import holds
from hub.catalogue.areas import ROOT, Area
from hub.catalogue.models import Department
from hub.core.worded import WordedQuery
from hub.staff.models import Role, StaffProfile

_AREAS = "_areas_of"  # what a request looks up once
_MOST_KEYS = 200
AnyUser = User | AbstractBaseUser | AnonymousUser


class Action(StrEnum):
    ACCEPT_CASES = auto()  # take a resident's matter in at a window or by phone
    READ_CASES = auto()
    READ_CONFIDENTIAL = auto()  # cases of confidential items
    WORK_CASES = auto()  # move a case on, ask for papers, answer
    ASSIGN_CASES = auto()  # hand on what a colleague answers for, say who does the department's part
    READ_RESIDENTS = auto()
    RECORD_CORRECTIONS = auto()  # write down what a resident says is wrong, or agrees to
    DECIDE_CORRECTIONS = auto()
    MANAGE_MANDATES = auto()
    CALL_QUEUE = auto()
    MANAGE_QUEUES = auto()
    SUPERVISE_QUEUES = auto()  # see all queues of one's centres, and say when one is too long
    ANSWER_QUESTIONS = auto()
    LOG_CALLS = auto()
    ANSWER_REVIEWS = auto()
    ANSWER_COMPLAINTS = auto()  # about cases in which one has no part
    OVERSEE_REVIEWS = auto()  # read those that went up to oneself
    EXPORT_REVIEWS = auto()
    WRITE_NOTICES = auto()
    EDIT_DIRECTORY = auto()
    EDIT_CATALOGUE = auto()
    REVIEW_ITEMS = auto()  # read what others changed in the city's items, and publish it
    EDIT_CALENDAR = auto()
    MANAGE_DEPARTMENTS = auto()  # what goes to and comes from departments' own systems
    MANAGE_KEYS = auto()  # departments' systems, their addresses, secrets and keys
    MANAGE_KIOSKS = auto()  # enrol, lock, command
    READ_KIOSKS = auto()
    READ_FIGURES = auto()  # dashboard and CSV, without names of residents
    READ_STAFF_FIGURES = auto()
    ASSESS = auto()  # draw a sample, ask its residents, read what they said without who said it
    READ_ASSESSMENTS = auto()  # released reports
    MANAGE_STAFF = auto()
    READ_AUDIT = auto()
    READ_FINDINGS = auto()
    CLOSE_FINDINGS = auto()


_COUNTER = {
    Action.ACCEPT_CASES,
    Action.READ_CASES,
    Action.READ_RESIDENTS,
    Action.RECORD_CORRECTIONS,
    Action.MANAGE_MANDATES,
    Action.CALL_QUEUE,
    Action.ANSWER_QUESTIONS,
    Action.LOG_CALLS,
    Action.READ_KIOSKS,
}
_CLERK = {
    Action.READ_CASES,
    Action.READ_CONFIDENTIAL,
    Action.WORK_CASES,
    Action.READ_RESIDENTS,
    Action.RECORD_CORRECTIONS,
    Action.DECIDE_CORRECTIONS,
    Action.ANSWER_QUESTIONS,
    Action.LOG_CALLS,
}
_ALLOWED: dict[Role, set[Action]] = {
    Role.WINDOW: _COUNTER,
    Role.CLERK: _CLERK,
    Role.HEAD: _COUNTER
    | _CLERK
    | {
        Action.ASSIGN_CASES,
        Action.SUPERVISE_QUEUES,
        Action.ANSWER_REVIEWS,
        Action.ANSWER_COMPLAINTS,
        Action.WRITE_NOTICES,
        Action.EDIT_DIRECTORY,
        Action.REVIEW_ITEMS,
        Action.READ_FIGURES,
        Action.READ_STAFF_FIGURES,
        Action.READ_ASSESSMENTS,
    },
    Role.ADMINISTRATOR: {  # sets the hub up, and reads no resident's papers
        Action.MANAGE_QUEUES,
        Action.SUPERVISE_QUEUES,
        Action.OVERSEE_REVIEWS,
        Action.ANSWER_COMPLAINTS,
        Action.WRITE_NOTICES,
        Action.EDIT_DIRECTORY,
        Action.EDIT_CATALOGUE,
        Action.REVIEW_ITEMS,
        Action.EDIT_CALENDAR,
        Action.MANAGE_DEPARTMENTS,
        Action.MANAGE_KIOSKS,
        Action.READ_KIOSKS,
        Action.READ_FIGURES,
        Action.READ_STAFF_FIGURES,
        Action.READ_ASSESSMENTS,
    },
    Role.SECURITY: {Action.MANAGE_STAFF, Action.MANAGE_KEYS, Action.READ_FINDINGS, Action.CLOSE_FINDINGS},
    Role.AUDITOR: {Action.READ_AUDIT, Action.READ_FINDINGS},
    Role.TECHNICIAN: {Action.MANAGE_KIOSKS, Action.READ_KIOSKS},
    Role.ASSESSOR: {Action.READ_FIGURES, Action.EXPORT_REVIEWS, Action.ASSESS, Action.READ_ASSESSMENTS},
}


_PERSONAL = {
    Action.READ_CASES,
    Action.READ_RESIDENTS,
    Action.LOG_CALLS,
    Action.ANSWER_QUESTIONS,
    Action.ANSWER_REVIEWS,
    Action.EXPORT_REVIEWS,
    Action.ASSESS,
}


def sees_personal_data(user: AnyUser) -> bool:
    role = role_of(user)
    return role is not None and bool(_ALLOWED[role] & _PERSONAL)


def profile_of(user: AnyUser) -> StaffProfile | None:
    """Returns the profile; None for one who does not work here."""
    return getattr(user, "staff_profile", None)


def role_of(user: AnyUser) -> Role | None:
    """Returns the role; None for one who does not work here, or no longer does."""
    profile = profile_of(user)
    return Role(profile.role) if profile is not None and user.is_active else None


def may(user: AnyUser, action: Action, area: Area | None = None, department: Department | None = None) -> bool:
    """Returns whether the role includes the action, and the area and department, where they are named, are within
    one's own."""
    role = role_of(user)
    if role is None or action not in _ALLOWED[role]:
        return False
    if area is not None and not _has_area(user, area.pk):
        return False
    return department is None or (keys := _find_own_departments(user)) is None or department.pk in keys


def require(user: AnyUser, action: Action) -> None:
    """Checks that the user may act. Raises PermissionDenied, which is answered with 403."""
    if not may(user, action):
        raise PermissionDenied(action.value)


def areas_of(user: AnyUser) -> QuerySet[Area]:
    """Returns one's areas and all below them; none for a stranger. One that was written past the hub is left out, and
    a finding."""
    own = _find_own_areas(user)
    return Area.objects.none() if own is None else own.rows.all()


def list_areas(user: AnyUser) -> list[Area]:
    """Returns the same, as they were first read for the request."""
    own = _find_own_areas(user)
    return [] if own is None else own.known


def area_keys(user: AnyUser) -> "list[int] | QuerySet[Area]":
    """Returns the same for a worded query: by their keys, where they are not too many."""
    own = list_areas(user)
    return [area.pk for area in own] if len(own) <= _MOST_KEYS else areas_of(user)


def department_keys(user: AnyUser) -> "list[int] | QuerySet[Department]":
    """Returns one's departments for a worded query."""
    keys = _find_own_departments(user)
    return _ALL_DEPARTMENTS.fetch() if keys is None else keys


_ALL_DEPARTMENTS = WordedQuery(lambda: Department.objects.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class _OwnAreas:
    """`rows`: the areas by their keys, which cost little in the many queries of a page; where they are many, by a query
    of its own."""

    known: list[Area]
    rows: QuerySet[Area]


def _find_own_areas(user: AnyUser) -> _OwnAreas | None:
    profile = profile_of(user)
    if profile is None or role_of(user) is None:
        return None
    cache = vars(profile)
    if _AREAS not in cache:  # once in a request, whose user has a profile of its own
        cache[_AREAS] = _read_areas(profile)
    own: _OwnAreas = cache[_AREAS]
    return own


def _read_areas(profile: StaffProfile) -> _OwnAreas:
    areas = _WITHIN.fetch(profile.scopes[0])
    whole = [area for area in areas if holds(area)]
    if len(areas) <= _MOST_KEYS:
        return _OwnAreas(whole, Area.objects.filter(pk__in=[area.pk for area in whole]))
    foreign, rows = {area.pk for area in areas} - {area.pk for area in whole}, _list_within(profile.scopes[0])
    return _OwnAreas(whole, rows.exclude(pk__in=foreign) if foreign else rows)


def _list_within(own: Any) -> QuerySet[Area]:
    return Area.objects.filter(Q(pk__in=own) | Q(parent__in=own) | Q(parent__parent__in=own))


_WITHIN = WordedQuery(_list_within)


def works_for_city(user: AnyUser) -> bool:
    """Returns whether the whole city is among one's areas."""
    return _has_area(user, ROOT)


def _has_area(user: AnyUser, key: int) -> bool:
    return any(area.pk == key for area in list_areas(user))


def departments_of(user: AnyUser) -> QuerySet[Department]:
    """Returns one's departments. A clerk has those named and no others; others who have none named serves them all."""
    keys = _find_own_departments(user)
    return Department.objects.all() if keys is None else Department.objects.filter(pk__in=keys)


def _find_own_departments(user: AnyUser) -> list[int] | None:
    """Returns the keys of one's departments; None for all there are."""
    role, profile = role_of(user), profile_of(user)
    if role is None or profile is None:
        return []
    keys = profile.scopes[1]
    return None if role is not Role.CLERK and not keys else keys


def departments_named(user: AnyUser) -> QuerySet[Department]:
    """Returns those that one's profile names: what one serves by name, and not because one serves them all."""
    profile = profile_of(user)
    return Department.objects.none() if profile is None or role_of(user) is None else profile.departments.all()


def staff_who_may(action: Action, area: Area | None = None, department: Department | None = None) -> QuerySet[User]:
    """Returns everybody of whom `may` is true, by user name."""
    roles = [role for role, actions in _ALLOWED.items() if action in actions]
    profiles = StaffProfile.objects.filter(role__in=roles)
    if area is not None:
        profiles = profiles.filter(areas__in=area.upwards())
    if department is not None:
        profiles = profiles.filter(Q(departments=department) | ~Q(role=Role.CLERK) & Q(departments=None))
    return User.objects.filter(is_active=True, staff_profile__in=profiles).order_by("username")
