"""Special days as an administrator enters them, and the running clocks that they move.

What is over stays as it was: a day before the one on which it is entered moves no clock. What was promised first is
kept beside (`promised_first`), and a replay is answered with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from contract.catalogue import Item, Limit, LimitUnit
from hub.cases import clocks
from hub.cases.limits import Special, after_working_days, is_working_day, working_days
from hub.cases.models import CalendarChange, Case, SpecialDay, Task, TaskState
from hub.cases.states import OPEN
from hub.catalogue.models import ItemVersion
from hub.channels.models import Review
from hub.core.clock import local_day

_ROWS = 500
_DATES = ("promised_by", "statutory_by", "due_by", "amber_from")


@transaction.atomic
def set_day(row: SpecialDay) -> None:
    """Keep a day. The clocks follow within a minute."""
    before = _works(row.day)
    row.save()
    _note(row.day, before)


@transaction.atomic
def forget_day(row: SpecialDay) -> None:
    """From now on it is as the calendar has it."""
    before = _works(row.day)
    row.delete()
    _note(row.day, before)


def _works(day: date) -> bool:
    return is_working_day(day, dict(SpecialDay.objects.filter(day=day).values_list("day", "working")))


def _note(day: date, before: bool) -> None:
    if day >= local_day(timezone.now()) and before != _works(day):
        CalendarChange.objects.create(day=day, before=before)


@transaction.atomic
def move_clocks(now: datetime) -> int:
    """Move all running limits by the days that were entered since the last time; gives how many cases there were."""
    changes = list(CalendarChange.objects.select_for_update())
    if not changes:
        return 0
    first = min(change.day for change in changes)
    new = clocks.special_days(first)
    old = {**new, **{change.day: change.before for change in reversed(changes)}}  # the earliest word of a day counts
    shift = _Shift(first, old, new)
    moved = _move_cases(shift)
    _move_parts(shift)
    _move_reviews(shift)
    CalendarChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return moved


@dataclass(frozen=True, slots=True)
class _Shift:
    """From one calendar to another, which differ from the first day on: what was left of a limit is left again."""

    first: date
    old: Special
    new: Special

    def moved(self, due: date | None, start: date) -> date | None:
        """`start` is the day after which the limit runs."""
        if due is None or due < self.first:
            return due
        since = max(start, self.first - timedelta(days=1))
        left = working_days(since, due, self.old)
        return after_working_days(since, left, self.new) if left else due


def _move_cases(shift: _Shift) -> int:
    running = Q(promised_by__gte=shift.first) | Q(statutory_by__gte=shift.first)
    rows = Case.objects.filter(running, state__in=OPEN).order_by("pk")
    items = _items()
    many, last = 0, None
    while True:
        page = rows if last is None else rows.filter(pk__gt=last)
        columns = ("submitted_at", "accepted_at", "item_version_id", *_DATES)
        batch = list(page.select_for_update(of=("self",)).only(*columns)[:_ROWS])
        for case in batch:
            _move(case, items[case.item_version_id], shift)
        Case.objects.bulk_update(batch, _DATES)
        many += len(batch)
        if len(batch) < _ROWS:
            return many
        last = batch[-1].pk


def _items() -> Mapping[int, Item]:
    versions = ItemVersion.objects.filter(pk__in=Case.objects.filter(state__in=OPEN).values("item_version"))
    return {version.pk: Item.model_validate(version.content) for version in versions}


def _move(case: Case, item: Item, shift: _Shift) -> None:
    start = local_day(min(case.submitted_at, case.accepted_at))
    case.promised_by = _limit(case.promised_by, item.promised, start, shift)
    case.statutory_by = _limit(case.statutory_by, item.statutory, start, shift)
    clocks.set_nearest(case, item, shift.new)


def _limit(due: date | None, limit: Limit, start: date, shift: _Shift) -> date | None:
    return shift.moved(due, start) if limit.unit is LimitUnit.WORKING_DAYS else due


def _move_parts(shift: _Shift) -> None:
    """A step of public notice ends with the notice, which is in calendar days."""
    parts = Task.objects.filter(state=TaskState.OPEN, due_by__gte=shift.first)
    rows = list(parts.exclude(case__pause="notice", due_by=F("case__notice_until")))
    for task in rows:
        task.due_by = shift.moved(task.due_by, local_day(task.opened_at))
    Task.objects.bulk_update(rows, ["due_by"], _ROWS)


def _move_reviews(shift: _Shift) -> None:
    rows = list(Review.objects.filter(answered_at=None, answer_by__gte=shift.first).only("answer_by", "made_at"))
    for review in rows:
        review.answer_by = shift.moved(review.answer_by, local_day(review.made_at))
    Review.objects.bulk_update(rows, ["answer_by"], _ROWS)
