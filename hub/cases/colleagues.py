"""To whom a case is handed on, and to whom a department's part of one is assigned."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from contract.text import text
from hub.cases.access import may_assign, may_hand_on, readers_of
from hub.cases.models import Case, Task
from hub.core.problems import RequestRefused, refused_field
from hub.staff.scopes import Action, staff_who_may


def receivers(user: User, case: Case) -> QuerySet[User]:
    """Returns who serves the case's department in its area; of a confidential case, its readers."""
    if case.department is None or not may_hand_on(user, case):
        return User.objects.none()
    there = staff_who_may(Action.READ_CASES, case.area, case.department)
    return there.filter(pk__in=readers_of(case)) if case.confidential else there


def receiver(user: User, case: Case, username: str) -> User:
    """Returns the one whom `user` names. Raises PermissionDenied, Refused."""
    if not may_hand_on(user, case):
        raise PermissionDenied(Action.ASSIGN_CASES.value)
    return _named(receivers(user, case), username)


def assignees(user: User, task: Task) -> QuerySet[User]:
    """Returns those who work for the task's department in its area. Of a confidential case: within its own department
    the readers, in another anyone who may read such cases. Nobody where one may not.
    """
    if not may_assign(user, task):
        return User.objects.none()
    there = staff_who_may(Action.WORK_CASES, task.area, task.department)
    if not task.case.confidential:
        return there
    fit = Q(pk__in=readers_of(task.case))
    if task.department_id != task.case.department_id:
        answerers = staff_who_may(Action.READ_CONFIDENTIAL).filter(staff_profile__departments=task.department)
        fit |= Q(pk__in=answerers)
    return there.filter(fit)


def assignee(user: User, task: Task, username: str) -> User:
    """Returns the one whom `user` names. Raises PermissionDenied, Refused."""
    if not may_assign(user, task):
        raise PermissionDenied(Action.ASSIGN_CASES.value)
    return _named(assignees(user, task), username)


def _named(people: QuerySet[User], username: str) -> User:
    person = people.filter(username=username).first()
    if person is None:
        raise unknown_user()
    return person


def unknown_user() -> RequestRefused:
    return refused_field("to", "unknown_user", text("There is no such member of staff."))
