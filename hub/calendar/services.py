"""Special days as an administrator enters them."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from hub.calendar.models import CalendarChange, SpecialDay
from hub.calendar.working_days import is_working_day
from hub.core.clock import local_day


@transaction.atomic
def set_day(row: SpecialDay) -> None:
    """Stores a special day. The clocks follow within a minute."""
    before = _works(row.day)
    row.save()
    _note(row.day, before)


@transaction.atomic
def forget_day(row: SpecialDay) -> None:
    """Deletes a special day: it is again as the calendar has it."""
    before = _works(row.day)
    row.delete()
    _note(row.day, before)


def _works(day: date) -> bool:
    return is_working_day(day, dict(SpecialDay.objects.filter(day=day).values_list("day", "working")))


def _note(day: date, before: bool) -> None:
    if day >= local_day(timezone.now()) and before != _works(day):
        CalendarChange.objects.create(day=day, before=before)
