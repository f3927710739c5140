"""Commands to kiosks: they go out with the next heartbeat's answer, again and again until the kiosk has answered."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from contract import kiosks as c
from contract.text import Text, text
from hub.audit.findings import holds
from hub.audit.services import record
from hub.core.problems import RequestRefused, refused_field
from hub.kiosks.models import Command, Kiosk
from hub.kiosks.sites import zone_at
from languages.registry import DEFAULT

_AT_ONCE = 20  # commands in one answer
_PRACTICE = (c.CommandKind.PRACTICE, c.CommandKind.END_PRACTICE)


@transaction.atomic
def order(kiosk: Kiosk, kind: c.CommandKind, reason: Text | None, by: User | None, now: datetime) -> Command:
    """Orders a kiosk to do something. A lock needs a reason, which residents read on its screen. Raises Refused."""
    reason = reason or Text()
    if kind is c.CommandKind.LOCK and not reason.in_locale(DEFAULT).strip():
        raise refused_field("reason", "required", text("A lock needs its reason."))
    if kind is c.CommandKind.PRACTICE and not kiosk.can_practise:
        raise RequestRefused(409, text("This kiosk has no practice hub. A technician enters it in its configuration."))
    if kind in _PRACTICE:
        _drop(Command.objects.filter(kiosk=kiosk, kind__in=_PRACTICE), now, "replaced")
    command = Command.objects.create(kiosk=kiosk, kind=kind.value, reason=reason, made_by=by, made_at=now)
    record(
        by,
        f"{kind.value} kiosk",
        f"kiosk {kiosk.name}",
        {"command": str(command.pk), "reason": reason.in_locale(DEFAULT)},
    )
    return command


def pending(kiosk: Kiosk, now: datetime) -> tuple[c.Command, ...]:
    """Returns what the kiosk has not answered yet, oldest first; nothing that was ordered past the hub."""
    today = now.astimezone(zone_at(kiosk.site_id)).replace(hour=0, minute=0, second=0, microsecond=0)
    _drop(Command.objects.filter(kiosk=kiosk, kind=c.CommandKind.PRACTICE.value, made_at__lt=today), now, "late")
    waiting = Command.objects.filter(kiosk=kiosk, answered_at=None).order_by("made_at")[:_AT_ONCE]
    rows = [row for row in waiting if holds(row)]
    unsent = [row.pk for row in rows if row.sent_at is None]
    if unsent:
        Command.objects.filter(pk__in=unsent).update(sent_at=now)
    return tuple(map(_message, rows))


def _drop(commands: QuerySet[Command], now: datetime, why: str) -> None:
    """Practice is for the day on which it was ordered, and the last word counts."""
    commands.filter(answered_at=None).update(answered_at=now, done=False, detail=why)


def take_answers(kiosk: Kiosk, answers: Iterable[c.CommandAnswer], now: datetime) -> None:
    """Records each first answer of this kiosk to a command of its own."""
    for answer in answers:
        mine = Command.objects.filter(pk=answer.id, kiosk=kiosk, answered_at=None)
        mine.update(answered_at=now, done=answer.done, detail=answer.detail)


def _message(row: Command) -> c.Command:
    return c.Command(id=row.pk, kind=c.CommandKind(row.kind), reason=row.reason or None)
