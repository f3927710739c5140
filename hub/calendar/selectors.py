"""Reads of the calendar."""

from datetime import date

from hub.calendar.models import SpecialDay
from hub.calendar.working_days import Special


def special_days(since: date) -> Special:
    return dict(SpecialDay.objects.filter(day__gte=since).values_list("day", "working"))
