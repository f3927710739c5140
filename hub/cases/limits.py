"""Limits as dates, in working days of the People's Republic of China."""

from datetime import date, timedelta

from contract.catalogue import DayOffRule, Limit, LimitUnit
from hub.calendar.working_days import (
    Special,
    _before_working_days,
    after_working_days,
    next_working_day,
    working_days,
)

NEVER = date(9999, 12, 31)  # where a case has no limit: it sorts after all that have one
_EARLY = 5  # a clock turns amber with a fifth of its days left


def promised_by(limit: Limit, start: date, special: Special) -> date | None:
    """Returns the last day of a limit that begins the day after `start`; None where the item names no number of days.
    Of the same day, `start` is the day on which an office deals with it.
    """
    if limit.unit is LimitUnit.SAME_DAY:
        return start
    if limit.days <= 0:
        return None
    if limit.unit is LimitUnit.DAYS:
        return last_calendar_day(limit, start, 0, special)
    return after_working_days(start, limit.days, special)


def last_calendar_day(limit: Limit, start: date, paused: int, special: Special) -> date:
    """Returns the last day of a limit in calendar days that stood still for `paused` days, by the item's rule of days
    off."""
    day = start + timedelta(days=limit.days + paused)
    return next_working_day(day, special) if limit.day_off is DayOffRule.NEXT_WORKING_DAY else day


def moved(due: date, unit: LimitUnit, paused_on: date, resumed_on: date, special: Special) -> date:
    """Returns the last day once the clock has stood still: what was left after `paused_on` is left after `resumed_on`.

    A limit that was over before the pause stays over.
    """
    if due < paused_on:
        return due
    if unit is LimitUnit.WORKING_DAYS:
        return after_working_days(resumed_on, working_days(paused_on, due, special), special)
    return resumed_on + (due - paused_on)


def amber_from(due: date, limit: Limit, special: Special) -> date:
    """Returns the day from which a clock is amber: a fifth of its days are left, at least one."""
    left = max(1, -(-limit.days // _EARLY))
    if limit.unit is LimitUnit.SAME_DAY:
        return due
    if limit.unit is LimitUnit.DAYS:
        return due - timedelta(days=left)
    return _before_working_days(due, left, special)
