"""Access to cases: who sees one, who opens a confidential one, who may do what. Pages and the API both ask here."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from contract.cases import CaseState, read_case_code
from hub.audit.services import record as audit
from hub.cases.models import Case, Task, TaskState
from hub.core.worded import WordedQuery
from hub.staff.scopes import (
    Action,
    area_keys,
    areas_of,
    department_keys,
    departments_named,
    departments_of,
    may,
    require,
    staff_who_may,
)

_OVER = (CaseState.DELIVERED, CaseState.WITHDRAWN, CaseState.REFUSED)
GROUNDS = ("tasks", "item_version__item__readers")  # what `check_grounds` reads of several cases, to be read at once
_PEOPLE = ("responsible", "first_contact")
_RELATED = ("item_version__item", "department", "area__parent__parent", "taken_in__parent__parent", *_PEOPLE)
MOST_OF_RESIDENT = 50


def visible_to(user: User) -> QuerySet[Case]:
    """Returns the cases of one's areas, or taken in there, where one's departments have a part; those one answers for;
    and those that went up to one, as their item's owner or as a head.
    """
    return _within(user.pk, areas_of(user), departments_of(user))


def _within(user: Any, areas: Any, departments: Any) -> QuerySet[Case]:
    place = Q(area__in=areas) | Q(taken_in__in=areas)
    part = Q(department__in=departments) | Q(pk__in=Task.objects.filter(department__in=departments).values("case"))
    own = Q(responsible=user) | Q(overdue_to=user) | Q(item_version__item__owner=user)
    return Case.objects.filter(place & part | own)


_BY_CODE = WordedQuery(lambda code, *who: _within(*who).select_related(*_RELATED).filter(code=code))
_OF_RESIDENT = WordedQuery(
    lambda resident, *who: (
        _within(*who)
        .filter(resident=resident)
        .order_by("-submitted_at")
        .select_related(*_RELATED)
        .prefetch_related(*GROUNDS)[:MOST_OF_RESIDENT]
    )
)


def list_visible(user: User, resident: int) -> list[Case]:
    """Returns the newest of one resident; `check_grounds` of each is still to be asked."""
    return _OF_RESIDENT.fetch(resident, user.pk, area_keys(user), department_keys(user))


def case_for(user: User, code: str, action: Action) -> Case:
    """Returns the case. Raises PermissionDenied (403) where the role forbids it, Http404 where the case is out of
    sight, ChangedPastHub where it is in sight by what was written past the hub."""
    require(user, action)
    case = _BY_CODE.first(read_case_code(code) or "", user.pk, area_keys(user), department_keys(user))
    if case is None:
        raise Http404
    return check_grounds(case)


def check_grounds(case: Case) -> Case:
    """Returns the case itself, if all by which staff see and open it is as the hub wrote it: the case, its parts, its
    areas, its item's owner and readers. Raises ChangedPastHub."""
    version = case.item_version
    for row in (case, *case.tasks.all(), version, version.item):
        row.check_seal()
    for area in (case.area, case.taken_in):
        area.upwards()
    return case


def find_ground(user: User, code: str) -> str | None:
    """Returns what the audit log calls a case in sight, for which somebody is looked up."""
    case = visible_to(user).filter(code=read_case_code(code) or "").first()
    return None if case is None else f"case {check_grounds(case).code}"


def record_opening(user: User, case: Case) -> None:
    """Records that a user opens a case; to be called before its contents are shown. Raises PermissionDenied."""
    if not may_open(user, case):
        raise PermissionDenied(Action.READ_CONFIDENTIAL.value)
    audit(user, "read case", f"case {case.code}", {"confidential": case.confidential})


def may_open(user: User, case: Case) -> bool:
    """Returns whether the user may open the case. A confidential case is for the item's owner and readers, for who
    answers for it and for who works on it.

    Who took it in answers for it, and has heard it already. Another department that has a part to do may open it for
    that time: the one to whom the part is assigned, and until then all of that department who may read such cases.
    """
    if not case.confidential or case.responsible_id == user.pk:
        return True
    if not may(user, Action.READ_CONFIDENTIAL):
        return False
    return readers_of(case).filter(pk=user.pk).exists() or _has_part(user, case)


def readers_of(case: Case) -> QuerySet[User]:
    """Returns the readers by the item's own list, and its owner; none where it names none."""
    item = case.item_version.item
    named = User.objects.filter(Q(pk__in=item.readers.values("pk")) | Q(pk=item.owner_id or 0))
    return staff_who_may(Action.READ_CONFIDENTIAL).filter(pk__in=named)


def _has_part(user: User, case: Case) -> bool:
    free = Q(assigned_to=None, department__in=departments_named(user), area__in=areas_of(user))
    mine = Q(assigned_to=user) | free & ~Q(department=case.department)
    return case.tasks.filter(mine, state=TaskState.OPEN).exists()


def _serves(user: User, action: Action, case: Case) -> bool:
    """Returns whether one may do so in the case's own area, for its own department."""
    return case.department is not None and may(user, action, case.area, case.department)


def may_work(user: User, case: Case) -> bool:
    """Returns whether one may move the case: its own department within its own area may, and who answers for it. Who
    was asked does their task."""
    if not may(user, Action.WORK_CASES) or not may_open(user, case):
        return False
    return case.responsible_id == user.pk or _serves(user, Action.WORK_CASES, case)


def may_take_in(user: User, case: Case) -> bool:
    """Returns whether one may receive its papers and hand it to its own area: who works on it may, and the counters
    that took it in or are its own."""
    if may_work(user, case):
        return True
    at_counter = any(may(user, Action.ACCEPT_CASES, place, case.department) for place in (case.area, case.taken_in))
    return at_counter and may_open(user, case)


def may_hand_on(user: User, case: Case) -> bool:
    """Returns whether one may hand it on: who answers for it may, the item's owner, and a head of its department in its
    area."""
    if case.state in _OVER or not may_open(user, case):
        return False
    owner = case.item_version.item.owner_id
    return user.pk in (case.responsible_id, owner) or _serves(user, Action.ASSIGN_CASES, case)


def may_do(user: User, task: Task) -> bool:
    """Returns whether one may finish a department's part: who works for that department in its area may, and the one to
    whom it is assigned."""
    if task.state != TaskState.OPEN or not may(user, Action.WORK_CASES) or not may_open(user, task.case):
        return False
    return task.assigned_to_id == user.pk or may(user, Action.WORK_CASES, task.area, task.department)


def may_leave_out(user: User, case: Case) -> bool:
    """Returns whether one may leave out steps of the case's own department: a head of it, in its area."""
    return _serves(user, Action.ASSIGN_CASES, case) and may_open(user, case)


def may_assign(user: User, task: Task) -> bool:
    """Returns whether one may assign a department's part: who may do it may, and that department's own heads."""
    if task.state != TaskState.OPEN:
        return False
    heads = departments_named(user).filter(pk=task.department_id).exists()
    return may_do(user, task) or (heads and may(user, Action.ASSIGN_CASES, task.area))


def task_for(user: User, case: Case, number: int) -> Task:
    """Returns a part of the case that is one's to do or to assign. Raises Http404."""
    rows = case.tasks.select_related("case__item_version__item", "department", "area")
    task = rows.filter(pk=number).first() if 0 < number < 2**63 else None
    if task is None or not (may_do(user, task) or may_assign(user, task)):
        raise Http404
    return task
