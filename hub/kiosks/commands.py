"""Commands to kiosks: they go out with the next heartbeat's answer, again and again until the kiosk has answered."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from contract import kiosks as c
from contract.text import Text, text
from hub.audit.services import record
from hub.core.problems import refused_field
from hub.kiosks.models import Command, Kiosk
from languages.registry import DEFAULT

_AT_ONCE = 20  # commands in one answer


@transaction.atomic
def order(kiosk: Kiosk, kind: c.CommandKind, reason: Text | None, by: User | None, now: datetime) -> Command:
    """Orders a kiosk to do something. A lock needs a reason, which residents read on its screen. Raises Refused."""
    reason = reason or Text()
    if kind is c.CommandKind.LOCK and not reason.in_locale(DEFAULT).strip():
        raise refused_field("reason", "required", text("A lock needs its reason."))
    command = Command.objects.create(kiosk=kiosk, kind=kind.value, reason=reason, made_by=by, made_at=now)
    record(
        by,
        f"{kind.value} kiosk",
        f"kiosk {kiosk.name}",
        {"command": str(command.pk), "reason": reason.in_locale(DEFAULT)},
    )
    return command


def pending(kiosk: Kiosk, now: datetime) -> tuple[c.Command, ...]:
    """Returns what the kiosk has not answered yet, oldest first."""
    rows = list(Command.objects.filter(kiosk=kiosk, answered_at=None).order_by("made_at")[:_AT_ONCE])
    unsent = [row.pk for row in rows if row.sent_at is None]
    if unsent:
        Command.objects.filter(pk__in=unsent).update(sent_at=now)
    return tuple(map(_message, rows))


def take_answers(kiosk: Kiosk, answers: Iterable[c.CommandAnswer], now: datetime) -> None:
    """Records each first answer of this kiosk to a command of its own."""
    for answer in answers:
        mine = Command.objects.filter(pk=answer.id, kiosk=kiosk, answered_at=None)
        mine.update(answered_at=now, done=answer.done, detail=answer.detail)


def _message(row: Command) -> c.Command:
    return c.Command(id=row.pk, kind=c.CommandKind(row.kind), reason=row.reason or None)
