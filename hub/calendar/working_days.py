"""Working days of the People's Republic of China."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from hub.calendar.statutory import statutory_days

Special = Mapping[date, bool]  # of single days, whether they are working days, against all calendars


def after_working_days(start: date, count: int, special: Special) -> date:
    """Returns the day that is that many working days after `start`; `start` itself for none."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, special)
    return day


def _before_working_days(end: date, count: int, special: Special) -> date:
    """Returns the first day after which no more than that many working days are left until `end`, with it."""
    day = end
    while count >= is_working_day(day, special):
        count -= is_working_day(day, special)
        day -= timedelta(days=1)
    return day


def working_days(after: date, until: date, special: Special) -> int:
    """Returns how many working days there are after the one day, up to and with the other."""
    span = (until - after).days
    return sum(is_working_day(after + timedelta(days=number), special) for number in range(1, span + 1))


def is_announced(year: int) -> bool:
    """Returns whether the State Council's holidays of that year are known here."""
    try:
        chinese_calendar.is_workday(date(year, 12, 31))
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date, special: Special) -> bool:
    """Returns whether a day is a working day: by the special days, else by the State Council's holidays where they are
    announced, else Monday to Friday but for the days off by law.
    """
    return special[day] if day in special else _is_usual_working_day(day)


@lru_cache(5_000)  # a page of the console asks for hundreds
def _is_usual_working_day(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5 and day not in statutory_days(day.year)


def next_working_day(day: date, special: Special) -> date:
    """Returns the day itself, or the first working day after it."""
    return day if is_working_day(day, special) else after_working_days(day, 1, special)
