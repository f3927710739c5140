"""Reads of the calendar."""

from datetime import date

from hub.calendar.models import SpecialDay
from hub.calendar.working_days import Special, is_announced
from hub.core.worded import WordedQuery


def special_days(since: date) -> Special:
    return dict(_SINCE.fetch(since))


_SINCE = WordedQuery(lambda since: SpecialDay.objects.filter(day__gte=since).values_list("day", "working"))


def provisional_from(today: date) -> date:
    """Returns the first of January of the first year, this one or later, whose days off are neither announced nor
    entered as special days. A date from then on is provisional.
    """
    year = today.year
    entered = {day.year for day in special_days(date(year, 1, 1))}
    while is_announced(year) or year in entered:
        year += 1
    return date(year, 1, 1)


def is_provisional(day: date | None) -> bool:
    """Returns whether a date lies in a year whose days off are not known yet, so that it may still move."""
    if day is None or is_announced(day.year):
        return False
    return not SpecialDay.objects.filter(day__year=day.year).exists()
