"""The work on a case: the steps of its item one after the other, some together, and what is asked of others besides.

No step is skipped: a case is decided once each is done, or left out with a reason.
"""

from collections.abc import Iterable, Sequence
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
from hub.cases.timeline import add_timeline_entry, lock, move
from hub.catalogue.models import Department
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field
from hub.core.worded import WordedQuery
from languages.registry import DEFAULT

_WORKED_ON = (CaseState.ACCEPTED, CaseState.IN_PROGRESS)
_FINISHED = (TaskState.DONE, TaskState.LEFT_OUT)
_MOST = 40
_LONGEST = 366  # days that a department may be given for its part
_ONE_STEP = (Step(name=text("Handling")),)  # of an item that names none


def open_next(case: Case, by: Actor, now: datetime) -> None:
    """Opens the next steps, where no step is open. The caller holds the case's lock."""
    steps = _steps(case) or _ONE_STEP
    states = _states_by_step(list_tasks(case))
    if TaskState.OPEN in states.values():
        return
    first = len(states)
    last = first + 1
    while last < len(steps) and steps[last].together:
        last += 1
    for number in range(first, min(last, len(steps))):
        _open_step(case, steps[number], number, by, now)


def _steps(case: Case) -> tuple[Step, ...]:
    return Item.model_validate(case.item_version.content).steps


def list_tasks(case: Case) -> list[Task]:
    """Returns what is and was asked of departments, as it stands now, in the order in which it was asked."""
    tasks = _TASKS.fetch(case.pk)
    for task in tasks:
        task.case = case
    return tasks


_TASKS = WordedQuery(
    lambda case: Task.objects.filter(case=case).select_related("department", "assigned_to", "area__parent__parent")
)


def _states_by_step(tasks: Iterable[Task]) -> dict[int, str]:
    return {task.step: task.state for task in tasks if task.step is not None and task.state != TaskState.DROPPED}


def list_unfinished(case: Case, tasks: Sequence[Task] | None = None) -> list[Text]:
    """Returns what stands before a decision: each step that is neither done nor left out, and the departments that were
    asked besides and have not answered. An item that names no steps is handled by the decision itself. `tasks`: the
    case's, where they were read before.
    """
    tasks = list_tasks(case) if tasks is None else tasks
    states = _states_by_step(tasks)
    open_steps = [step.name for number, step in enumerate(_steps(case)) if states.get(number) not in _FINISHED]
    extra = [task for task in tasks if task.state == TaskState.OPEN and task.step is None]
    return open_steps + [task.department.name for task in extra if task.department_id != case.department_id]


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
    """Asks another department for its part, beside the workflow. Raises Refused."""
    case = lock(case)
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
    case, task = _lock_open(task)
    task.assigned_to = to
    task.save(update_fields=["assigned_to"])
    add_timeline_entry(case, Event.ASSIGNED, by, now, task.name, public=False)
    return task


@transaction.atomic
def finish(task: Task, finding: Text, by: Actor, now: datetime) -> Task:
    """Finishes the department's part. After the last of its step the next begins. Raises Refused."""
    case, task = _lock_open(task)
    _check_worked_on(case)
    if _is_notice(case, task) and case.notice_until is not None and case.notice_until >= local_day(now):
        raise RequestRefused(409, text("Public notice until {day}.", day=case.notice_until.isoformat()))
    _end(task, TaskState.DONE, finding, now)
    add_timeline_entry(case, Event.TASK_DONE, by, now, task.name, public=False)
    _go_on(case, by, now)
    return task


@transaction.atomic
def leave_out(task: Task, reason: Text, by: Actor, now: datetime) -> Task:
    """Leaves a step of the department's own out, with the reason; the next begins. The caller checks who may: a head.
    Raises Refused.
    """
    case, task = _lock_open(task)
    _check_worked_on(case)
    if task.step is None or task.department_id != case.department_id:
        raise RequestRefused(409, text("Only a step of the case's own department can be left out."))
    if not reason.in_locale(DEFAULT).strip():
        raise refused_field("reason", "required", text("A reason is needed."))
    if _is_notice(case, task):
        clocks.end_notice_early(case, by, now)
    _end(task, TaskState.LEFT_OUT, reason, now)
    note = text("{task}: {reason}", task=task.name, reason=reason)
    add_timeline_entry(case, Event.TASK_LEFT_OUT, by, now, note, public=False)
    _go_on(case, by, now)
    return task


def _lock_open(task: Task) -> tuple[Case, Task]:
    """Locks the case and returns it with the open task. Raises Refused."""
    case = lock(task.case)
    task = Task.objects.select_for_update(of=("self",)).select_related("department").get(pk=task.pk)
    if task.state != TaskState.OPEN:
        raise _over()
    return case, task


def _check_worked_on(case: Case) -> None:
    if case.state not in _WORKED_ON:
        raise RequestRefused(409, text("The case is not being worked on."))


def _is_notice(case: Case, task: Task) -> bool:
    steps = _steps(case)
    return task.step is not None and task.step < len(steps) and steps[task.step].public_notice


def _end(task: Task, state: TaskState, words: Text, now: datetime) -> None:
    task.state, task.done_at, task.finding = state.value, now, words.model_dump()
    task.save(update_fields=["state", "done_at", "finding"])


def _go_on(case: Case, by: Actor, now: datetime) -> None:
    if case.state == CaseState.ACCEPTED:
        move(case, CaseState.IN_PROGRESS, by, now)
    open_next(case, by, now)
    case.save()


def close_for(case: Case, now: datetime) -> None:
    """Closes, before the answer, what the department asked of itself. Raises Refused while a step, or
    another department's part, is not finished.
    """
    if names := list_unfinished(case):
        raise RequestRefused(409, text("Not finished yet: {departments}.", departments=join_texts(names)))
    case.tasks.filter(state=TaskState.OPEN).update(state=TaskState.DONE, done_at=now)


def drop_all(case: Case, now: datetime) -> list[Task]:
    """Drops the open tasks and tells the departments' systems. Returns the tasks that were open."""
    tasks = list(case.tasks.filter(state=TaskState.OPEN).select_related("department"))
    for task in tasks:
        task.case, task.state = case, TaskState.DROPPED.value
        task.save(update_fields=["state"])
        task_dropped.send(Task, task=task, now=now)
    return tasks


def begin_again(case: Case, by: Actor, now: datetime) -> None:
    """Opens the open tasks again, in the area that the case is in now. The caller holds the case's lock."""
    for old in drop_all(case, now):
        again = Task(department=old.department, step=old.step, due_by=old.due_by)
        _open(case, again, old.name, by, now)


def _over() -> RequestRefused:
    return RequestRefused(409, text("This task is over already."))
