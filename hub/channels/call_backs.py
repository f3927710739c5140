"""Call-backs: a caller who could not be answered at once is called again by a moment that they were told.

One that is late goes to a head of the area. A try in vain is counted and sets the next; after the third it is over.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contract.text import text
from hub.audit.findings import do_each
from hub.audit.services import record
from hub.calendar.selectors import special_days
from hub.catalogue.areas import Area
from hub.channels import questions
from hub.channels.models import Call, CallBack, CallBackState
from hub.core.clock import local_time
from hub.core.problems import RequestRefused, refused_field
from hub.kiosks.models import Site
from hub.kiosks.office_hours import after_office_time
from hub.staff.scopes import Action, staff_who_may

MOST_TRIES = 3
_AT_ONCE = 500  # in one round


def latest_call_back(area: Area, now: datetime) -> datetime:
    """Returns the moment by which a caller of now is called back at the latest, counted in the area's office time."""
    local = timezone.localtime(now).replace(second=0, microsecond=0)
    sites = list(Site.objects.filter(area=area).values_list("pk", flat=True))
    return after_office_time(local, timedelta(hours=settings.CALL_BACK_HOURS), sites, special_days(local.date()))


def promise(call: Call, by: User, now: datetime, until: datetime | None = None) -> CallBack:
    """Promises to call back `until` then, or by the limit. The same again is the same promise. Raises Refused."""
    latest = latest_call_back(call.question.area, now)
    if until is not None and not now < until <= latest:
        raise refused_field(
            "call_back_by", "time", text("Choose a moment from now to {latest}.", latest=local_time(latest))
        )
    due = until or latest
    row, is_new = CallBack.objects.get_or_create(call=call, defaults={"promised_for": due, "due_at": due})
    if is_new:
        record(by, "promise call back", f"question {call.question.code}")
    return row


def call_backs_of(user: User) -> "QuerySet[CallBack]":
    """Returns those of questions that one answers, the most urgent first."""
    rows = CallBack.objects.filter(call__question__in=questions.within(user))
    return rows.select_related("call__question__area", "call__question__item", "call__taken_by", "overdue_to")


@transaction.atomic
def record_try(row: CallBack, by: User, now: datetime) -> CallBack:
    """Records a call that nobody answered. Raises Refused."""
    row = _lock(row)
    row.tries += 1
    row.tried_at = row.tried_at or now
    if row.tries >= MOST_TRIES:
        row.state, row.ended_at, row.ended_by = CallBackState.NOT_REACHED, now, by
    else:
        row.due_at = latest_call_back(row.call.question.area, now)
        row.overdue_at = row.overdue_to = row.seen_by = row.seen_at = None
    row.save()
    record(by, "call back in vain", f"question {row.call.question.code}", {"tries": row.tries})
    return row


@transaction.atomic
def record_reached(row: CallBack, words: str, by: User, now: datetime) -> CallBack:
    """Records that the caller was reached, and what they were answered, unless that stands already. Raises Refused."""
    row = _lock(row)
    if row.call.question.answered_at is None:
        questions.answer(row.call.question, words, by, now)
    row.tries, row.tried_at = row.tries + 1, row.tried_at or now
    row.state, row.ended_at, row.ended_by = CallBackState.REACHED, now, by
    row.save()
    record(by, "call back", f"question {row.call.question.code}")
    return row


def _lock(row: CallBack) -> CallBack:
    """Raises Refused for one that is over."""
    locked = CallBack.objects.select_for_update(of=("self",)).select_related("call__question__area").get(pk=row.pk)
    if locked.state != CallBackState.DUE:
        raise RequestRefused(409, text("This call-back is over already."))
    return locked


@transaction.atomic
def acknowledge(row: CallBack, by: User, now: datetime) -> None:
    """Records who sees to one that is late."""
    if CallBack.objects.filter(pk=row.pk, seen_at=None).exclude(overdue_at=None).update(seen_by=by, seen_at=now):
        record(by, "acknowledge alarm", f"question {row.call.question.code}")


def escalate_call_backs(now: datetime) -> int:
    """Tells a head of each that has just become late; returns how many."""
    late = CallBack.objects.filter(state=CallBackState.DUE, due_at__lt=now, overdue_at=None)
    rows = late.select_related("call__question__area__parent__parent").order_by("due_at")
    return do_each(list(rows[:_AT_ONCE]), lambda row: _escalate(row, now))


@transaction.atomic
def _escalate(row: CallBack, now: datetime) -> bool:
    """Escalates to the nearest head; without one it is marked all the same, and those who get alarms are told."""
    to = _find_head(row.call.question.area)
    fresh = CallBack.objects.filter(pk=row.pk, state=CallBackState.DUE, overdue_at=None)
    if not fresh.update(overdue_at=now, overdue_to=to):
        return False
    record(None, "send up call back", f"question {row.call.question.code}", {"to": to.pk if to else None})
    return True


def _find_head(area: Area) -> User | None:
    heads = staff_who_may(Action.ANSWER_REVIEWS, area)
    nearest = (heads.filter(staff_profile__areas=place).first() for place in area.upwards())
    return next((head for head in nearest if head is not None), None)
