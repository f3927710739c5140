"""Days as residents write them in a language, by Babel."""

from datetime import date

from babel.dates import format_date

from languages.registry import LOCALES


def format_day(day: date, tag: str) -> str:
    """Returns `2026年11月22日`, `22 November 2026`."""
    locale = LOCALES[tag]
    return format_date(day, locale.day, locale.folder)


def format_day_with_weekday(day: date, tag: str) -> str:
    """Returns `2026年11月22日 星期日`, `Sunday, 22 November 2026`."""
    locale = LOCALES[tag]
    return format_date(day, locale.day_with_weekday, locale.folder)


def format_weekday(day: date, tag: str) -> str:
    """Returns `星期日`, `Sunday`."""
    return format_date(day, "EEEE", LOCALES[tag].folder)
