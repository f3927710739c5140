"""Telephone calls. Each ends with an answer, a way to a window, or a promise to call back by a moment."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from contract import channels as c
from contract import desk
from contract.text import Text, text
from contract.tickets import Priority
from hub.catalogue.areas import Area
from hub.channels import call_backs, questions
from hub.channels.hand_offs import hand_to_appointment, hand_to_queue, is_handed_on
from hub.channels.models import Call, CallBackState
from hub.core.problems import refused_field
from hub.kiosks.models import Site


@dataclass(frozen=True, slots=True)
class HandOff:
    """To which window a caller comes: at a time that is free there, or with a number now."""

    site: Site
    service: str
    starts_at: datetime | None = None
    priority: Priority | None = None


@transaction.atomic
def log_call(
    call: desk.PhoneCall, area: Area, by: User, now: datetime, hand_off: HandOff | None = None
) -> tuple[Call, Text | None]:
    """Records a telephone call, with what was asked and how it goes on; returns what the caller is to be told of that.
    The same again is the same call. Raises Refused."""
    question = questions.take(call, area, by, now, c.Channel.PHONE)
    row, _ = Call.objects.get_or_create(
        question=question, defaults={"minutes": call.minutes, "taken_by": by, "at": now}
    )
    if hand_off is not None and not is_handed_on(row):
        return row, _hand_on(row, hand_off, by, now)
    if question.answered_at is None and not is_handed_on(row):
        if not question.phone:
            raise refused_field("phone", "required", text("Give a telephone to call back, or an answer."))
        call_backs.promise(row, by, now, call.call_back_by)
    return row, None


def _hand_on(row: Call, hand_off: HandOff, by: User, now: datetime) -> Text:
    if hand_off.starts_at is None:
        return hand_to_queue(row, hand_off.site, hand_off.service, hand_off.priority, by, now)
    return hand_to_appointment(row, hand_off.site, hand_off.service, hand_off.starts_at, by, now)


def list_calls(areas: QuerySet[Area]) -> tuple[desk.LoggedCall, ...]:
    """Returns the call log of these areas, newest first, without what was said."""
    rows = Call.objects.filter(question__area__in=areas).select_related("question", "taken_by", "call_back")[:200]
    return tuple(
        desk.LoggedCall(
            at=row.at,
            minutes=row.minutes,
            taken_by=row.taken_by.get_username(),
            question=row.question.code,
            answered=row.question.answered_at is not None,
            call_back_by=_call_back_by(row),
        )
        for row in rows
    )


def _call_back_by(row: Call) -> datetime | None:
    call_back = getattr(row, "call_back", None)
    return call_back.due_at if call_back is not None and call_back.state == CallBackState.DUE else None
