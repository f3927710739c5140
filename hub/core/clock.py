"""The site's time."""

from datetime import UTC, date, datetime, time

from django.utils import timezone

from contract.text import text
from hub.core.problems import refused_field

_FIRST, _LAST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_FIRST_BIRTH = date(1850, 1, 1)


def local_day(moment: datetime) -> date:
    """Returns the calendar day at the site."""
    return timezone.localtime(moment).date()


def local_time(moment: datetime) -> str:
    """Returns the day and the time at the site, as `2026-11-30 18:40`."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def start_of_day(day: date) -> datetime:
    """Returns the first moment of the day at the site."""
    return timezone.make_aware(datetime.combine(day, time.min))


def parse_day(text: str) -> date | None:
    """Returns a day of a form or an address, a day of birth too; None where it is none, or so far off that it cannot be
    meant."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_BIRTH <= day <= _LAST.date() else None


def check_moment(moment: datetime, field: str) -> datetime:
    """Returns a time that a kiosk sent, if it can be one. Raises Refused."""
    if not _FIRST <= moment <= _LAST:
        raise refused_field(field, "time", text("The kiosk's clock is wrong."), for_good=False)
    return moment
