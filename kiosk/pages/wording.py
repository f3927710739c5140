"""Dates, times, durations, limits and reasons as a resident reads them, in the active language."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from kiosk import clock
from kiosk.pages.language import _, language, ngettext, wordings
from languages.dates import format_day, format_day_with_weekday, format_weekday

if TYPE_CHECKING:
    from contract.catalogue import Limit
    from contract.kiosks import Mode
    from contract.problems import Problem
    from contract.text import Text


def long_date(day: date) -> str:
    """Returns `2026年11月22日 星期日`, `Sunday, 22 November 2026`."""
    return format_day_with_weekday(day, language())


def plain_date(day: date) -> str:
    """Returns `2026年11月22日`, `22 November 2026`."""
    return format_day(day, language())


def clock_time(at: datetime) -> str:
    """Returns `09:05`, in the time zone of the value."""
    return f"{at:%H:%M}"


def moment(at: datetime) -> str:
    """Returns date and time at the site."""
    local = clock.local(at)
    return f"{plain_date(local.date())} {clock_time(local)}"


def minutes(count: int) -> str:
    """Returns a wait: `25 minutes`, `1 hour 10 minutes`."""
    hours, rest = divmod(max(count, 0), 60)
    in_minutes = ngettext("{count} minute", "{count} minutes", rest).format(count=rest)
    if not hours:
        return in_minutes
    in_hours = ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    return f"{in_hours} {in_minutes}" if rest else in_hours


def waiting_now(people: int, about: int | None) -> str:
    """Returns how many wait, and about how many minutes, where that is known."""
    if not people:
        return _("Nobody is waiting")
    count = ngettext("{count} person", "{count} people", people).format(count=people)
    return _("{people}, about {time}").format(people=count, time=minutes(about)) if about else count


def limit(value: Limit) -> str:
    """Returns a time limit with its note, marked where it is only a sample."""
    words = _days(value)
    if value.note:
        words = _("{limit} ({note})").format(limit=words, note=value.note.in_locale(language()))
    return _("{limit} (sample figure)").format(limit=words) if value.illustrative else words


def in_all_languages(sentence: str) -> Text:
    """Returns a sentence of the catalogues in every language, for a field's label."""
    from contract.text import Text

    return Text(wordings(sentence))


def _days(value: Limit) -> str:
    if value.unit == "same_day":
        return _("on the same day")
    if value.unit == "working_days":
        return ngettext("{count} working day", "{count} working days", value.days).format(count=value.days)
    days = ngettext("{count} day", "{count} days", value.days).format(count=value.days)
    if value.day_off == "next_working_day":
        return _("{limit}, then to the next working day where the last is a day off").format(limit=days)
    return days


def promised_day(day: date, provisional: bool) -> str:
    """Returns a promised day, marked where the year's days off are not announced yet."""
    return _("{day} (provisional)").format(day=plain_date(day)) if provisional else plain_date(day)


def provisional_note() -> str:
    """Returns why a day is provisional."""
    return _("The holidays of that year are not announced yet; the day may move.")


def weekday(day: date) -> str:
    """Returns `星期日`, `Sunday`."""
    return format_weekday(day, language())


def reason(problem: Problem) -> str:
    """Returns why the hub did not take something; "" where it does not say."""
    return problem.detail.in_locale(language()) if problem.detail else ""


def closed_text(mode: Mode, reason: Text | None) -> str:
    """Returns what residents read while the kiosk does not serve."""
    if reason:
        return reason.in_locale(language())
    if mode == "maintenance":  # contract.kiosks takes longer to import than the first page may
        return _("This kiosk is being looked after. Please go to the counter; the staff will help you.")
    return _("Please go to the counter; the staff will help you.")
