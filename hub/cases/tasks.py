"""The work on a case: the steps of its item one after the other, some together, and what is asked of others besides."""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from contract.cases import CaseState
from contract.catalogue import Item, Step
from contract.text import Text, join_texts, text
from hub.calendar import selectors
from hub.calendar.working_days import after_working_days
from hub.cases import clocks
from hub.cases.actors import Actor
from hub.cases.models import Case, Event, Task, TaskState
from hub.cases.signals import task_dropped, task_opened
from hub.cases.timeline import add_timeline_entry, locked, move
from hub.catalogue.models import Department
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field

_WORKED_ON = (CaseState.ACCEPTED, CaseState.IN_PROGRESS)
_MOST = 40
_LONGEST = 366  # days that a department may be given for its part
_ONE_STEP = (Step(name=text("Handling")),)  # of an item that names none


def open_next(case: Case, by: Actor, now: datetime) -> None:
    """Open the next steps, where no step is open. The caller holds the case's lock."""
    steps = Item.model_validate(case.item_version.content).steps or _ONE_STEP
    taken = case.tasks.filter(step__isnull=False).exclude(state=TaskState.DROPPED)
    known = dict(taken.values_list("step", "state"))
    if TaskState.OPEN in known.values():
        return
    first = len(known)
    last = first + 1
    while last < len(steps) and steps[last].together:
        last += 1
    for number in range(first, min(last, len(steps))):
        _open_step(case, steps[number], number, by, now)


def _open_step(case: Case, step: Step, number: int, by: Actor, now: datetime) -> None:
    named = Department.objects.filter(code=step.department).first() if step.department else None
    today = local_day(now)
    if step.public_notice and clocks.may_be_noticed(case):
        due: date | None = today + timedelta(days=step.days)
        clocks.put_on_notice(case, by, now, due or today)
    else:
        due = after_working_days(today, step.days, selectors.special_days(today)) if step.days else None
    _open(case, Task(department=named or case.department, step=number, due_by=due), step.name, by, now)


def _open(case: Case, task: Task, name: Text, by: Actor, now: datetime) -> Task:
    task.case, task.area, task.name, task.opened_at = case, case.area, name, now
    task.save(force_insert=True)
    note = text("{department}: {task}", department=task.department.name, task=name)
    add_timeline_entry(case, Event.TASK_OPENED, by, now, note, public=False)
    task_opened.send(Task, case=case, task=task, now=now)
    return task


@transaction.atomic
def ask_department(case: Case, department: Department, name: Text, by: Actor, now: datetime, due: date | None) -> Task:
    """Ask another department for its part, beside the workflow. Raises Refused."""
    case = locked(case)
    if case.state not in _WORKED_ON:
        raise RequestRefused(409, text("The case is not being worked on: nothing can be asked of a department."))
    if case.tasks.count() >= _MOST:
        raise RequestRefused(409, text("There are too many tasks."))
    if due is not None and not 0 <= (due - local_day(now)).days <= _LONGEST:
        raise refused_field("due_by", "date", text("That day must be within a year from today."))
    return _open(case, Task(department=department, due_by=due), name, by, now)


@transaction.atomic
def assign(task: Task, to: User, by: Actor, now: datetime) -> Task:
    """Assigns the task to a member of the department. Raises Refused."""
    case = locked(task.case)
    task = Task.objects.select_for_update(of=("self",)).select_related("department").get(pk=task.pk)
    if task.state != TaskState.OPEN:
        raise _over()
    task.assigned_to = to
    task.save(update_fields=["assigned_to"])
    add_timeline_entry(case, Event.ASSIGNED, by, now, task.name, public=False)
    return task


@transaction.atomic
def finish(task: Task, finding: Text, by: Actor, now: datetime) -> Task:
    """The department's part is done. After the last of its step the next begins. Raises Refused."""
    case = locked(task.case)
    task = Task.objects.select_for_update(of=("self",)).select_related("department").get(pk=task.pk)
    if task.state != TaskState.OPEN:
        raise _over()
    if case.state not in _WORKED_ON:
        raise RequestRefused(409, text("The case is not being worked on."))
    task.state, task.done_at, task.finding = TaskState.DONE.value, now, finding.model_dump()
    task.save(update_fields=["state", "done_at", "finding"])
    add_timeline_entry(case, Event.TASK_DONE, by, now, task.name, public=False)
    if case.state == CaseState.ACCEPTED:
        move(case, CaseState.IN_PROGRESS, by, now)
    open_next(case, by, now)
    case.save()
    return task


def close_for(case: Case, by: Actor, now: datetime) -> None:
    """Before the answer: the department's own open tasks are done with it. Raises Refused while others' are open."""
    others = case.tasks.filter(state=TaskState.OPEN).exclude(department=case.department).select_related("department")
    names = [task.department.name for task in others]
    if names:
        raise RequestRefused(409, text("Not finished yet: {departments}.", departments=join_texts(names)))
    case.tasks.filter(state=TaskState.OPEN).update(state=TaskState.DONE, done_at=now)


def drop_all(case: Case, now: datetime) -> list[Task]:
    """Drops the open tasks and tells the departments' systems. Returns the tasks that were open."""
    dropped = list(case.tasks.filter(state=TaskState.OPEN).select_related("department"))
    for task in dropped:
        task.case, task.state = case, TaskState.DROPPED.value
        task.save(update_fields=["state"])
        task_dropped.send(Task, task=task, now=now)
    return dropped


def begin_anew(case: Case, by: Actor, now: datetime) -> None:
    """The open tasks, in the area that the case is in now. The caller holds the case's lock."""
    for old in drop_all(case, now):
        again = Task(department=old.department, step=old.step, due_by=old.due_by)
        _open(case, again, old.name, by, now)


def _over() -> RequestRefused:
    return RequestRefused(409, text("This task is over already."))
