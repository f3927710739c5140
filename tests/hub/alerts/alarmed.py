"""Recipients of alarms, alarms, and what became of them."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hub.alerts import routing
from hub.alerts.models import (
    AlertChannel,
    AlertDelivery,
    AlertRecipient,
)
from hub.audit.models import Finding
from hub.core import signing
from hub.kiosks import services as kiosks
from hub.kiosks.models import Alarm, AlarmKind, Kiosk, Site
from hub.operations import worker

SECRET = signing.new_secret()

NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=timezone.get_default_timezone())


def a_recipient(channel: AlertChannel = AlertChannel.EMAIL, **values: Any) -> AlertRecipient:
    name = f"duty {AlertRecipient.objects.count()}"
    return AlertRecipient.objects.create(
        **{"name": name, "channel": channel, "target": "duty@example.org", "secret": SECRET, **values}
    )


def an_alarm(kind: AlarmKind = AlarmKind.FAULT, ago: timedelta = timedelta(), **values: Any) -> Alarm:
    name = f"kiosk {Kiosk.objects.count()}"
    kiosks.add(name)
    raised = timezone.now() - ago
    row = {"kind": kind, "device": "printer", "detail": "paper_out 110101", "raised_at": raised, **values}
    return Alarm.objects.create(**{"kiosk": Kiosk.objects.get(name=name), **row})


def at_site(alarm: Alarm, site: Site) -> Alarm:
    Kiosk.objects.filter(pk=alarm.kiosk_id).update(site=site)
    return alarm


def work_once() -> None:
    """What the worker does about alarms."""
    routing.send_alerts(timezone.now())
    worker.drain()


def time_passes() -> None:
    """Every pause is over."""
    past = timezone.now() - timedelta(seconds=1)
    AlertDelivery.objects.filter(state="waiting").update(due_at=past)
    DBTaskResult.objects.filter(status="READY").update(run_after=past)
    work_once()


def fates() -> list[tuple[str, int, str]]:
    return list(AlertDelivery.objects.order_by("made_at").values_list("state", "attempts", "answer"))


def clear_away(alarm: Alarm) -> None:
    """What was written for other processes to see."""
    for model in (AlertDelivery, DBTaskResult, AlertRecipient, Finding):
        model.objects.all().delete()
    alarm.kiosk.delete()
