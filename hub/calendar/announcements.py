"""A year's days off become known with a new release of the hub: the limits that run are moved by what differs."""

from datetime import date, datetime, timedelta

from hub.calendar.models import AnnouncedYear, CalendarChange
from hub.calendar.selectors import special_days
from hub.calendar.statutory import statutory_days
from hub.calendar.working_days import is_announced, is_working_day
from hub.core.clock import local_day


def note_announcements(now: datetime) -> int:
    """Records each year that is announced since, with the days that are not as they were counted; returns how many."""
    today = local_day(now)
    years = [year for year in range(today.year, today.year + 3) if is_announced(year)]
    recorded_years = set(AnnouncedYear.objects.filter(year__in=years).values_list("year", flat=True))
    new = [year for year in years if year not in recorded_years]
    for year in new:
        CalendarChange.objects.bulk_create(_changes(year, today))
        AnnouncedYear.objects.create(year=year)
    return len(new)


def _changes(year: int, today: date) -> list[CalendarChange]:
    first, end = max(today, date(year, 1, 1)), date(year + 1, 1, 1)
    days = [first + timedelta(days=number) for number in range((end - first).days)]
    special = special_days(first)  # they hold against all calendars, before and after
    before = {day: day.weekday() < 5 and day not in statutory_days(year) for day in days if day not in special}
    return [CalendarChange(day=day, before=was) for day, was in before.items() if was != is_working_day(day, {})]
