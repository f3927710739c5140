"""Which open alarms and findings a recipient is to be told of: one message for all that is new to them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hub.alerts.models import CALL_BACK, QUEUE, AlertDelivery, AlertedEvent, AlertRecipient
from hub.alerts.sending import attempt
from hub.audit.findings import holds
from hub.audit.models import Finding
from hub.catalogue.areas import ROOT
from hub.channels.models import CallBack, CallBackState
from hub.kiosks.models import Alarm
from hub.queues.models import QueueAlarm


def send_alerts(now: datetime) -> int:
    """Queues a message to every recipient for whom something is new; returns how many. May run in many places at once:
    of each alarm a recipient is told once."""
    return sum(_alert(recipient, now) for recipient in AlertRecipient.objects.filter(active=True))


def _alert(recipient: AlertRecipient, now: datetime) -> bool:
    if not any(rows.exists() for rows in _new_events(recipient, now).values()):
        return False
    return holds(recipient) and recipient.quiet_end(now) is None and _create_delivery(recipient, now)


@transaction.atomic
def _create_delivery(recipient: AlertRecipient, now: datetime) -> bool:
    """Creates a delivery where something is new. Two processes run this one after the other; the second finds nothing
    new."""
    AlertRecipient.objects.select_for_update().get(pk=recipient.pk)
    keys = {of: list(rows.values_list("pk", flat=True)) for of, rows in _new_events(recipient, now).items()}
    if not any(keys.values()):
        return False
    delivery = create_delivery(recipient, now)
    events = [
        AlertedEvent(delivery=delivery, recipient=recipient, **{f"{of}_id": pk})
        for of, pks in keys.items()
        for pk in pks
    ]
    AlertedEvent.objects.bulk_create(events)
    return True


@transaction.atomic
def create_delivery(recipient: AlertRecipient, now: datetime, *, trial: bool = False) -> AlertDelivery:
    delivery = AlertDelivery.objects.create(recipient=recipient, trial=trial, made_at=now, due_at=now)
    attempt.enqueue(str(delivery.pk))
    return delivery


def _new_events(recipient: AlertRecipient, now: datetime) -> "dict[str, QuerySet[Any]]":
    """Returns them by the column that names them."""
    return {
        "alarm": _new_alarms(recipient, now),
        "queue_alarm": _new_queue_alarms(recipient, now),
        "call_back": _late_call_backs(recipient, now),
        "finding": _new_findings(recipient, now),
    }


def _new_queue_alarms(recipient: AlertRecipient, now: datetime) -> "QuerySet[Any]":
    rows = QueueAlarm.objects.filter(cleared_at=None, seen_at=None, raised_at__lte=_before(recipient, now))
    if recipient.area_id != ROOT:
        rows = rows.filter(site__area__in=recipient.area.within())
    is_told = not recipient.kinds or QUEUE in recipient.kinds
    return rows.exclude(alerted__recipient=recipient) if is_told else rows.none()


def _late_call_backs(recipient: AlertRecipient, now: datetime) -> "QuerySet[Any]":
    rows = CallBack.objects.filter(state=CallBackState.DUE, seen_at=None, overdue_at__lte=_before(recipient, now))
    if recipient.area_id != ROOT:
        rows = rows.filter(call__question__area__in=recipient.area.within())
    is_told = not recipient.kinds or CALL_BACK in recipient.kinds
    return rows.exclude(alerted__recipient=recipient) if is_told else rows.none()


def _new_alarms(recipient: AlertRecipient, now: datetime) -> QuerySet[Alarm]:
    open_alarms = Alarm.objects.filter(cleared_at=None, seen_at=None, raised_at__lte=_before(recipient, now))
    if recipient.area_id != ROOT:
        open_alarms = open_alarms.filter(kiosk__site__area__in=recipient.area.within())
    return _not_told(open_alarms, recipient)


def _new_findings(recipient: AlertRecipient, now: datetime) -> QuerySet[Finding]:
    """Returns the findings, for those alone who answer for the whole hub, as findings concern the hub itself."""
    if recipient.area_id != ROOT:
        return Finding.objects.none()
    return _not_told(Finding.objects.filter(seen_at=None, found_at__lte=_before(recipient, now)), recipient)


def _not_told(rows: "QuerySet[Any]", recipient: AlertRecipient) -> "QuerySet[Any]":
    of_kinds = rows.filter(kind__in=recipient.kinds) if recipient.kinds else rows
    return of_kinds.exclude(alerted__recipient=recipient)


def _before(recipient: AlertRecipient, now: datetime) -> datetime:
    return now - timedelta(minutes=recipient.after_minutes)
