"""Limits as dates, in working days of the People's Republic of China."""

from collections.abc import Mapping
from datetime import date, timedelta

import chinese_calendar

from contract.catalogue import Limit, LimitUnit

Special = Mapping[date, bool]  # of single days, whether they are working days, against all calendars
NEVER = date(9999, 12, 31)  # where a case has no limit: it sorts after all that have one
_EARLY = 5  # a clock turns amber with a fifth of its days left


def promised_by(limit: Limit, start: date, special: Special) -> date | None:
    """The last day of a limit that begins the day after `start`; None where the item names no number of days."""
    if limit.unit is LimitUnit.SAME_DAY:
        return start
    if limit.days <= 0:
        return None
    if limit.unit is LimitUnit.DAYS:
        return start + timedelta(days=limit.days)
    return after_working_days(start, limit.days, special)


def moved(due: date, unit: LimitUnit, paused_on: date, resumed_on: date, special: Special) -> date:
    """The last day once the clock has stood still: what was left after `paused_on` is left after `resumed_on`.

    A limit that was over before the pause stays over.
    """
    if due < paused_on:
        return due
    if unit is LimitUnit.WORKING_DAYS:
        return after_working_days(resumed_on, working_days(paused_on, due, special), special)
    return resumed_on + (due - paused_on)


def amber_from(due: date, limit: Limit, special: Special) -> date:
    """The day from which a clock is amber: a fifth of its days are left, at least one."""
    left = max(1, -(-limit.days // _EARLY))
    if limit.unit is LimitUnit.SAME_DAY:
        return due
    if limit.unit is LimitUnit.DAYS:
        return due - timedelta(days=left)
    return _before_working_days(due, left, special)


def after_working_days(start: date, count: int, special: Special) -> date:
    """The day that is so many working days after `start`; `start` itself for none."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, special)
    return day


def _before_working_days(end: date, count: int, special: Special) -> date:
    """The first day after which no more than so many working days are left until `end`, with it."""
    day = end
    while count >= is_working_day(day, special):
        count -= is_working_day(day, special)
        day -= timedelta(days=1)
    return day


def working_days(after: date, until: date, special: Special) -> int:
    """How many working days there are after the one day, up to and with the other."""
    span = (until - after).days
    return sum(is_working_day(after + timedelta(days=number), special) for number in range(1, span + 1))


def is_announced(year: int) -> bool:
    """Whether the State Council's holidays of that year are known here."""
    try:
        chinese_calendar.is_workday(date(year, 12, 31))
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date, special: Special) -> bool:
    """By the special days, else by the State Council's holidays where they are announced, else Monday to Friday."""
    if day in special:
        return special[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5
