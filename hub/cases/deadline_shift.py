"""Deadlines of open cases and their tasks follow the calendar.

What is over stays as it was: a day before the one on which it is entered moves no clock. What was promised first is
kept beside (`promised_first`), and a replay is answered with it.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import F, Q

from contract.catalogue import DayOffRule, Item, Limit, LimitUnit
from hub.calendar.shift import Shift
from hub.cases import clocks
from hub.cases.limits import last_calendar_day
from hub.cases.models import Case, Task, TaskState
from hub.cases.states import OPEN
from hub.catalogue.models import ItemVersion
from hub.core.clock import local_day

_ROWS = 500
_DATES = ("promised_by", "statutory_by", "due_by", "amber_from")


def move_cases(shift: Shift) -> int:
    running = Q(promised_by__gte=shift.first) | Q(statutory_by__gte=shift.first)
    rows = Case.objects.filter(running, state__in=OPEN).order_by("pk")
    items = _items()
    many, last = 0, None
    while True:
        page = rows if last is None else rows.filter(pk__gt=last)
        columns = ("submitted_at", "accepted_at", "item_version_id", "days_paused", *_DATES)
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


def _move(case: Case, item: Item, shift: Shift) -> None:
    case.promised_by = _limit(case, case.promised_by, item.promised, shift)
    case.statutory_by = _limit(case, case.statutory_by, item.statutory, shift)
    clocks.set_nearest(case, item, shift.new)


def _limit(case: Case, due: date | None, limit: Limit, shift: Shift) -> date | None:
    start = clocks.counted_from(case)
    if due is None or due < shift.first:
        return due
    match limit.unit:
        case LimitUnit.WORKING_DAYS:
            return shift.moved(due, start)
        case LimitUnit.SAME_DAY:  # the day itself counts
            return shift.moved(due, start - timedelta(days=1))
        case LimitUnit.DAYS:
            rolls = limit.day_off is DayOffRule.NEXT_WORKING_DAY
            return last_calendar_day(limit, start, case.days_paused, shift.new) if rolls else due


def move_tasks(shift: Shift) -> None:
    """Moves the limits of the tasks. A step of public notice ends with the notice, which is in calendar days."""
    parts = Task.objects.filter(state=TaskState.OPEN, due_by__gte=shift.first)
    rows = list(parts.exclude(case__pause="notice", due_by=F("case__notice_until")))
    for task in rows:
        task.due_by = shift.moved(task.due_by, local_day(task.opened_at))
    Task.objects.bulk_update(rows, ["due_by"], _ROWS)
