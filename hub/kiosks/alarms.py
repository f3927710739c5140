"""Alarms: a kiosk fell silent, a device failed, paper runs out, a void number may be on paper, too many numbers were
taken without a card, the machine itself is not right, somebody calls for staff or has left a card or a paper. They
clear by themselves when it is over; those of what has happened once, when somebody sees to them."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from contract.kiosks import CARD_LEFT, PAPER_LEFT, STAFF_CALL, DeviceReport, Heartbeat
from hub.audit.services import record
from hub.kiosks.models import Alarm, AlarmKind, Kiosk
from hub.kiosks.moments import is_wrong
from hub.staff.scopes import Action

log = logging.getLogger("hub.kiosks")

SILENT_AFTER = timedelta(seconds=90)  # three heartbeats; looked at every 15 s, an alarm is up within two minutes
RUSH_LASTS = timedelta(minutes=10)  # for that long staff are told of it, at least
_SHORT_OF_PAPER = ("low", "out")
_UNSAFE_AFTER = timedelta(days=2)  # without a backup
# by the kind of a report
_OF_PEOPLE = {STAFF_CALL: AlarmKind.CALL, CARD_LEFT: AlarmKind.CARD, PAPER_LEFT: AlarmKind.LEFT}
_ONCE = (AlarmKind.LATE, AlarmKind.RESTORED)  # of what has happened, and does not end by itself


def watch(now: datetime) -> int:
    """Raises an alarm for every kiosk that fell silent; returns how many are new. May run in many places at once."""
    silent = silent_kiosks(now).exclude(alarms__kind=AlarmKind.SILENT, alarms__cleared_at=None)
    names = {kiosk.pk: kiosk.name for kiosk in silent}
    if not names:
        return 0
    before = set(_open(AlarmKind.SILENT).values_list("kiosk", flat=True))
    Alarm.objects.bulk_create(
        [Alarm(kiosk_id=pk, kind=AlarmKind.SILENT, raised_at=now) for pk in names], ignore_conflicts=True
    )
    for pk in names.keys() - before:
        log.warning("kiosk %s is silent", names[pk])
    return len(names.keys() - before)


def silent_kiosks(now: datetime) -> QuerySet[Kiosk]:
    """Returns the kiosks that are registered and were not heard of for a while, or never."""
    before = now - SILENT_AFTER
    never = Q(seen_at=None, created_at__lt=before)
    return Kiosk.objects.filter(never | Q(seen_at__lt=before), revoked_at=None, web=False)


def note(kiosk: Kiosk, report: Heartbeat, now: datetime, *, twin: bool = False, any_open: bool = True) -> None:
    """Updates the alarms of a kiosk that has just told how it is: raises new ones, clears those that are over. `twin`:
    two speak under its name. `any_open`: whether it may have alarms."""
    troubles = {key: detail for device in report.devices for key, detail in _troubles(device)}
    troubles |= {(AlarmKind.NUMBER.value, number): "" for number in report.doubtful}
    troubles |= {(kind.value, ""): detail for kind, detail in _kiosk_troubles(report, now)}
    troubles |= {(AlarmKind.TWIN.value, ""): ""} if twin else {}
    if not troubles and not any_open:
        return
    open_alarms = Alarm.objects.filter(kiosk=kiosk, cleared_at=None).exclude(kind__in=_ONCE)
    standing = {(alarm.kind, alarm.device): alarm for alarm in open_alarms}
    over = [
        alarm.pk
        for key, alarm in standing.items()
        if key not in troubles and not _unheard(key, report) and not _is_fresh_rush(alarm, now)
    ]
    if over:
        Alarm.objects.filter(pk__in=over).update(cleared_at=now)
    new = [(key, detail) for key, detail in troubles.items() if key not in standing]
    if new:
        alarms = [
            Alarm(kiosk=kiosk, kind=kind, device=name, detail=detail, raised_at=now) for (kind, name), detail in new
        ]
        Alarm.objects.bulk_create(alarms, ignore_conflicts=True)
        log.warning("kiosk %s: %s", kiosk.name, ", ".join(f"{kind} {name}" for (kind, name), _ in new))


def raise_once(kiosk: Kiosk, kind: AlarmKind, device: str, detail: str, now: datetime) -> None:
    """Raises an alarm of what has happened; where one is open, updates it."""
    alarm, new = Alarm.objects.get_or_create(
        kiosk=kiosk, kind=kind.value, device=device, cleared_at=None, defaults={"detail": detail, "raised_at": now}
    )
    if not new and alarm.detail != detail:
        Alarm.objects.filter(pk=alarm.pk).update(detail=detail)
    log.warning("kiosk %s: %s %s %s", kiosk.name, kind, device, detail)


def raise_rush(kiosk: Kiosk, now: datetime) -> None:
    """Raises an alarm where more numbers are asked for at a kiosk without a card than it may issue."""
    alarm = Alarm(kiosk=kiosk, kind=AlarmKind.RUSH.value, raised_at=now)
    if not Alarm.objects.filter(kiosk=kiosk, kind=AlarmKind.RUSH, cleared_at=None).exists():
        Alarm.objects.bulk_create([alarm], ignore_conflicts=True)
        log.warning("kiosk %s: too many numbers without a card", kiosk.name)


def is_answered(kiosk: Kiosk, report: Heartbeat) -> bool:
    """Returns whether somebody has answered the call for staff that the heartbeat tells of."""
    if not any(device.kind == STAFF_CALL for device in report.devices):
        return False
    return Alarm.objects.filter(kiosk=kiosk, kind=AlarmKind.CALL, cleared_at=None).exclude(seen_at=None).exists()


def needed_action(alarm: Alarm) -> Action:
    """Returns the action that one must be allowed, to see to an alarm: a person who waits is answered by those who read
    of it."""
    return Action.READ_KIOSKS if alarm.kind in _OF_PEOPLE.values() else Action.MANAGE_KIOSKS


@transaction.atomic
def acknowledge(alarm: Alarm, by: User, now: datetime) -> None:
    """Records that somebody sees to an alarm, which stays open until it is over."""
    over = {"cleared_at": now} if alarm.kind in _ONCE else {}
    if Alarm.objects.filter(pk=alarm.pk, seen_at=None).update(seen_by=by, seen_at=now, **over):
        record(by, "acknowledge alarm", f"alarm {alarm.pk}")


def _troubles(device: DeviceReport) -> Iterable[tuple[tuple[str, str], str]]:
    if device.kind in _OF_PEOPLE:
        yield (_OF_PEOPLE[device.kind].value, device.name), device.detail
    elif device.condition == "fault":
        yield (AlarmKind.FAULT.value, device.name), f"{device.fault or ''} {device.detail}".strip()
    elif device.paper in _SHORT_OF_PAPER:
        yield (AlarmKind.PAPER.value, device.name), device.paper or ""


def _kiosk_troubles(report: Heartbeat, now: datetime) -> Iterable[tuple[AlarmKind, str]]:
    """Returns what is wrong with the kiosk itself, by its words and the hub's clock."""
    ahead = round((report.at - now).total_seconds())
    if is_wrong(ahead):
        yield AlarmKind.CLOCK, f"{ahead:+d} s"
    if report.health is None:
        return
    since = report.health.unsafe_since
    if since is not None and now - since > _UNSAFE_AFTER:
        yield AlarmKind.UNSAFE, str(report.health.unsafe)
    for trouble in report.health.troubles:
        if trouble.kind in (AlarmKind.DISK, AlarmKind.OUTBOX, AlarmKind.UNSAFE):
            yield AlarmKind(trouble.kind), trouble.detail


def _is_fresh_rush(alarm: Alarm, now: datetime) -> bool:
    return alarm.kind == AlarmKind.RUSH and now - alarm.raised_at < RUSH_LASTS


def _unheard(key: tuple[str, str], report: Heartbeat) -> bool:
    """Returns whether the report says nothing of it: which numbers are in doubt stands in a database that is not
    used."""
    return report.outbox is None and key[0] == AlarmKind.NUMBER


def _open(kind: AlarmKind) -> QuerySet[Alarm]:
    return Alarm.objects.filter(kind=kind, cleared_at=None)
