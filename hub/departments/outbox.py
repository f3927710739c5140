"""Outgoing messages: stored with the case in one transaction, sent by the queue's worker, retried with growing pauses.

The queue (django-tasks) says when to try; the row here says what is true. A try begins by taking the row for a while,
so that two workers, a task run twice, or one that was queued again never send the same message at the same time.
"""

import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet
from django.dispatch import receiver
from django.utils import timezone
from django_tasks import task as queued
from django_tasks.base import Task as QueuedTask
from django_tasks_db.models import DBTaskResult

from contract.catalogue import Item
from contract.text import Text, text
from hub.audit.findings import holds
from hub.audit.services import record as audit
from hub.cases.models import Case, Event, Task, TimelineEntry
from hub.cases.signals import task_dropped, task_opened
from hub.catalogue.models import Area
from hub.core.outgoing import MessageEndpoint
from hub.core.request_ids import get_request_id, work_for
from hub.departments import wire
from hub.departments.models import Delivery, DeliveryState, System, TaskMessageKind

_HOUR = 3600
_PAUSES = (10, 30, 60, 300, 900, _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, 24 * _HOUR, 24 * _HOUR)  # seconds
_TAKEN_FOR = timedelta(minutes=3)  # longer than any try can last
_AT_ONCE = 200
_REMEMBERED = timedelta(days=7)


@receiver(task_opened)
def send_opened(sender: object, case: Case, task: Task, now: datetime, **_: object) -> None:
    """Keeps a message about a new task for the department's own system, if it has one, in the caller's transaction."""
    system = system_of(task)
    if system is not None:
        _keep(system, task, TaskMessageKind.OPENED, _body(case, task), now)


@receiver(task_dropped)
def send_dropped(sender: object, task: Task, now: datetime, **_: object) -> None:
    """Tells the system that got the task that it is dropped."""
    delivery = Delivery.objects.select_related("system").filter(task=task, kind=TaskMessageKind.OPENED).first()
    if delivery is not None:
        _keep(delivery.system, task, TaskMessageKind.DROPPED, {"case": task.case.code, "task": task.pk}, now)


def _keep(system: System, task_row: Task, kind: TaskMessageKind, body: dict[str, object], now: datetime) -> None:
    case = task_row.case
    whole = {"type": f"task.{kind.value}", **body}
    delivery = Delivery.objects.create(
        system=system,
        case=case,
        task=task_row,
        kind=kind,
        body=whole,
        request_id=get_request_id(),
        made_at=now,
        due_at=now,
    )
    audit(
        None, "send case", f"case {case.code}", {"system": system.pk, "message": str(delivery.pk), "type": kind.value}
    )
    attempt.enqueue(str(delivery.pk))


def system_of(task_row: Task) -> System | None:
    """Returns the department's system in the task's area, or the nearest above it."""
    area: Area | None = task_row.area
    systems = {system.area_id: system for system in System.objects.filter(department=task_row.department, active=True)}
    while area is not None:
        if area.pk in systems:
            nearest: System = systems[area.pk]
            return nearest
        area = area.parent
    return None


def _body(case: Case, task_row: Task) -> dict[str, object]:
    item = Item.model_validate(case.item_version.content)
    return {
        "case": case.code,
        "task": task_row.pk,
        "step": task_row.name.model_dump(),
        "item": {"code": item.code, "version": item.version, "name": item.name.model_dump()},
        "area": case.area.code,
        "submitted_at": case.submitted_at.isoformat(),
        "due_by": task_row.due_by and task_row.due_by.isoformat(),
        "applicant": case.applicant,
        "agent": _agent(case),
        "organisation": case.organisation and {"code": case.organisation.code, "name": case.organisation.name},
        "answers": case.answers,
    }


def _agent(case: Case) -> dict[str, str] | None:
    """Returns who acts for the applicant, by a mandate."""
    if case.mandate is None or case.organisation is not None:
        return None
    return {"name": case.mandate.agent.name, "number": case.mandate.agent.number}


@queued()
def attempt(delivery_id: str) -> str:
    """Tries once to send a delivery. Returns the outcome, for the queue's own record."""
    now = timezone.now()
    delivery = _take(UUID(delivery_id), now)
    if delivery is None:
        return "not due"
    with work_for(delivery.request_id, delivery.case.request_id):
        result = _post(delivery, now)
        _note(delivery, result, timezone.now())
    return result.words


def _post(delivery: Delivery, now: datetime) -> wire.SendResult:
    system = delivery.system
    if not (holds(system) and holds(delivery)):  # somebody wrote another address, or sends it to another system
        return wire.SendResult(False, False, "changed past the hub")
    body = json.dumps(delivery.body, ensure_ascii=False).encode()
    line = MessageEndpoint(system.address, system.secret, system.patience)
    return wire.post(line, str(delivery.pk), body, now)


def _take(pk: UUID, now: datetime) -> Delivery | None:
    """Returns the delivery, if it is due and no other worker has taken it."""
    due = Delivery.objects.filter(pk=pk, state=DeliveryState.WAITING, due_at__lte=now)
    if not due.update(due_at=now + _TAKEN_FOR, attempts=F("attempts") + 1):
        return None
    return Delivery.objects.select_related("system", "case").get(pk=pk)


@transaction.atomic
def _note(delivery: Delivery, result: wire.SendResult, now: datetime) -> None:
    row = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts)
    if result.arrived:
        ended = row.update(state=DeliveryState.DELIVERED, ended_at=now, answer=result.words, body=None)
        _tell(delivery, ended, now, text("Delivered to the department's system."))
    elif result.hopeless or delivery.attempts > len(_PAUSES):
        ended = row.update(state=DeliveryState.GIVEN_UP, ended_at=now, answer=result.words)
        _tell(delivery, ended, now, text("Could not be delivered to the department's system."))
    else:
        due = now + pause_after(delivery.attempts)
        if row.update(due_at=due, answer=result.words):
            attempt.using(run_after=due).enqueue(str(delivery.pk))


def pause_after(attempts: int, pauses: Sequence[int] = _PAUSES) -> timedelta:
    """Returns how long to wait after that many tries."""
    seconds = pauses[min(attempts, len(pauses)) - 1]
    return timedelta(seconds=seconds * random.uniform(1, 1.1))  # noqa: S311 - spreads the load, guards nothing


def _tell(delivery: Delivery, changed: int, now: datetime, note: Text) -> None:
    if changed:
        TimelineEntry.objects.create(
            case=delivery.case,
            at=now,
            event=Event.DEPARTMENT,
            state=delivery.case.state,
            public=False,
            department=delivery.system.department,
            note=note,
        )


@transaction.atomic
def try_again(delivery: Delivery, now: datetime, by: User | None = None) -> bool:
    """Sends once more what was given up; the key stays, so that nothing is doubled. Returns whether there was need, and
    anything left to send: after a month it is forgotten.
    """
    row = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.GIVEN_UP).exclude(body=None)
    if not row.update(state=DeliveryState.WAITING, due_at=now, attempts=0, ended_at=None):
        return False
    attempt.enqueue(str(delivery.pk))
    audit(by, "send again", f"case {delivery.case.code}", {"message": str(delivery.pk)})
    return True


def requeue_stuck(now: datetime) -> int:
    """Queues again what is long overdue, as its task died with its worker. Returns how many."""
    return requeue_late(Delivery.objects.filter(state=DeliveryState.WAITING), attempt, now - _TAKEN_FOR, now)


def requeue_late(waiting: "QuerySet[Any]", sending: "QueuedTask[Any, Any]", before: datetime, now: datetime) -> int:
    """Queues the sending again of rows that were due before that time, the oldest first; returns how many."""
    keys = list(waiting.filter(due_at__lt=before).order_by("due_at").values_list("pk", flat=True)[:_AT_ONCE])
    for key in keys:
        waiting.filter(pk=key).update(due_at=now)
        sending.enqueue(str(key))
    return len(keys)


def prune(now: datetime) -> None:
    """Deletes tasks that ended long ago from the queue; the deliveries stay."""
    DBTaskResult.objects.finished().filter(finished_at__lt=now - _REMEMBERED).delete()
