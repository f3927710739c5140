"""Sends what is queued for recipients, each message once, and tries again with growing pauses.

As with departments' messages (hub/departments/outbox.py), a try begins by taking the row for a while, so that two
workers never send the same message at the same time.
"""

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task as queued

from hub.alerts.email import send_email
from hub.alerts.message import AlertMessage, build_message
from hub.alerts.models import AlertChannel, AlertDelivery, AlertRecipient, AlertState
from hub.alerts.program import run_program
from hub.audit.findings import holds
from hub.core.outgoing import MessageEndpoint
from hub.departments import wire
from hub.departments.outbox import pause_after, requeue_late
from hub.departments.wire import SendResult

_PAUSES = (10, 30, 60, 300, 900, 1800, 3600)  # seconds; then the next recipients are told, if there are any
_TAKEN_FOR = timedelta(minutes=3)  # longer than any try can last
_PATIENCE = 10  # seconds that a receiver's answer may take


@queued()
def attempt(delivery_id: str) -> str:
    """Tries once to send a delivery. Returns what came of it, for the queue's own record."""
    now = timezone.now()
    delivery = _take(UUID(delivery_id), now)
    if delivery is None:
        return "not due"
    quiet_end = delivery.recipient.quiet_end(now)
    message = build_message(delivery)
    if message is None or not delivery.recipient.active:
        return _end(delivery, AlertState.OVER, "", now)
    if quiet_end is not None and not delivery.trial:
        return _put_off(delivery, quiet_end)
    result = _send(delivery.recipient, message, now)
    _note(delivery, result, timezone.now())
    return result.words


def _take(pk: UUID, now: datetime) -> AlertDelivery | None:
    """Returns the delivery, if it is due and no other worker has taken it."""
    due = AlertDelivery.objects.filter(pk=pk, state=AlertState.WAITING, due_at__lte=now)
    if not due.update(due_at=now + _TAKEN_FOR, attempts=F("attempts") + 1):
        return None
    return AlertDelivery.objects.select_related("recipient").get(pk=pk)


def _send(recipient: AlertRecipient, message: AlertMessage, now: datetime) -> SendResult:
    if not holds(recipient):
        return SendResult(False, True, "recipient changed past the hub")
    if recipient.channel == AlertChannel.EMAIL:
        return send_email(recipient.target, message)
    if recipient.channel == AlertChannel.COMMAND:
        return run_program(recipient.target, message)
    line = MessageEndpoint(recipient.target, recipient.secret, _PATIENCE)
    return wire.post(line, message.id, json.dumps(message.content(), ensure_ascii=False).encode(), now)


def _note(delivery: AlertDelivery, result: SendResult, now: datetime) -> None:
    if result.arrived:
        _end(delivery, AlertState.SENT, result.words, now)
    elif result.hopeless or delivery.attempts > len(_PAUSES):
        _end(delivery, AlertState.GIVEN_UP, result.words, now)
    else:
        _try_later(delivery, now + pause_after(delivery.attempts, _PAUSES), answer=result.words)


def _end(delivery: AlertDelivery, state: AlertState, words: str, now: datetime) -> str:
    AlertDelivery.objects.filter(pk=delivery.pk, state=AlertState.WAITING, attempts=delivery.attempts).update(
        state=state, ended_at=now, answer=words
    )
    return words or state.value


def _put_off(delivery: AlertDelivery, due: datetime) -> str:
    _try_later(delivery, due, attempts=delivery.attempts - 1)
    return "quiet hours"


@transaction.atomic
def _try_later(delivery: AlertDelivery, due: datetime, **values: object) -> None:
    row = AlertDelivery.objects.filter(pk=delivery.pk, state=AlertState.WAITING, attempts=delivery.attempts)
    if row.update(due_at=due, **values):
        attempt.using(run_after=due).enqueue(str(delivery.pk))


def requeue_stuck_alerts(now: datetime) -> int:
    """Queues again what is long overdue, as its task died with its worker. Returns how many."""
    return requeue_late(AlertDelivery.objects.filter(state=AlertState.WAITING), attempt, now - _TAKEN_FOR, now)
