"""Deadlines of open cases, tasks and reviews follow the calendar."""

from datetime import datetime

from django.db import transaction

from hub.calendar import selectors
from hub.calendar.models import CalendarChange
from hub.calendar.shift import Shift
from hub.cases.deadline_shift import move_cases, move_tasks
from hub.channels.deadline_shift import move_reviews
from hub.queues.rebooking import move_bookings


@transaction.atomic
def move_clocks(now: datetime) -> int:
    """Moves all running limits by the days that were entered since the last time; returns how many cases there were."""
    changes = list(CalendarChange.objects.select_for_update())
    if not changes:
        return 0
    first = min(change.day for change in changes)
    new = selectors.special_days(first)
    old = {**new, **{change.day: change.before for change in reversed(changes)}}  # the earliest word of a day counts
    shift = Shift(first, old, new)
    moved = move_cases(shift)
    move_tasks(shift)
    move_reviews(shift)
    move_bookings(now)
    CalendarChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return moved
