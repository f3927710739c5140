"""Escalation of overdue work, once: a case to its item's owner or else a head, a department's task to its head."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from hub.audit.findings import do_each
from hub.cases.access import readers_of
from hub.cases.actors import SYSTEM
from hub.cases.clocks import DeadlineColour, colour
from hub.cases.models import Case, Event, Task, TaskState
from hub.cases.states import OPEN
from hub.cases.timeline import add_timeline_entry, lock
from hub.catalogue.models import Area, Department
from hub.kiosks.office_hours import last_office_day
from hub.staff.scopes import Action, may, staff_who_may

_AT_ONCE = 500  # in one round


def escalate_overdue(now: datetime) -> int:
    """Escalates what has just become overdue to those who answer for that; returns how many cases and parts."""
    today = last_office_day(now)
    late = Case.objects.filter(state__in=OPEN, pause="", due_by__lt=today, overdue_at=None)
    cases = list(late.order_by("due_by").only("pk")[:_AT_ONCE])
    parts = Task.objects.filter(state=TaskState.OPEN, due_by__lt=today, overdue_at=None, case__pause="")
    tasks = list(parts.select_related("case", "department", "area__parent__parent").order_by("due_by")[:_AT_ONCE])
    return do_each(cases, lambda case: _escalate(case, now)) + do_each(tasks, lambda task: _escalate_part(task, now))


@transaction.atomic
def _escalate(case: Case, now: datetime) -> bool:
    case = lock(case)
    if case.overdue_at is not None or colour(case, last_office_day(now)) is not DeadlineColour.RED:
        return False
    case.overdue_at, case.overdue_to = now, _above(case)
    case.save(update_fields=["overdue_at", "overdue_to"])
    add_timeline_entry(case, Event.OVERDUE, SYSTEM, now, public=False)
    return True


@transaction.atomic
def _escalate_part(task: Task, now: datetime) -> bool:
    case = lock(task.case)
    to = _head_of(task.department, task.area) or _above(case)
    fresh = Task.objects.filter(pk=task.pk, state=TaskState.OPEN, overdue_at=None)
    if case.pause or not fresh.update(overdue_at=now, overdue_to=to):
        return False
    add_timeline_entry(case, Event.OVERDUE, SYSTEM, now, task.name, public=False)
    return True


def _above(case: Case) -> User | None:
    """Returns the item's owner, while they work with cases; else a head of its department. Of a confidential case, a
    reader."""
    owner = case.item_version.item.owner
    if owner is not None and may(owner, Action.READ_CASES):
        return owner
    if not case.confidential:
        return _head_of(case.department, case.area)
    readers = readers_of(case)
    return _head_of(case.department, case.area, readers) or readers.first()


def _head_of(department: Department | None, area: Area, among: QuerySet[User] | None = None) -> User | None:
    """Returns the nearest head: in the area itself before those above it; who heads the department before who heads
    them all."""
    if department is None:
        return None
    heads = staff_who_may(Action.ASSIGN_CASES, area, department)
    heads = heads if among is None else heads.filter(pk__in=among)
    for place in area.upwards():
        here = heads.filter(staff_profile__areas=place)
        head = here.filter(staff_profile__departments=department).first() or here.first()
        if head is not None:
            return head
    return None
