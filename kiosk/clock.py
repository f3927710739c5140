"""The time at the centre. A kiosk keeps its site's time, whatever the machine is set to: its dates, the notices of the
day and the numbers of its own series follow the calendar of those who stand before it, and of its hub."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


class _Site:
    zone = ZoneInfo("Asia/Shanghai")


def keep_time_of(timezone: str) -> None:
    """From now on, by an IANA name. Raises ZoneInfoNotFoundError or ValueError."""
    _Site.zone = ZoneInfo(timezone)


def now() -> datetime:
    """With the site's offset from UTC."""
    return datetime.now(_Site.zone)


def today() -> date:
    return now().date()


def local(at: datetime) -> datetime:
    """A time as the site's clocks show it; one that names no zone is the site's already."""
    return at.astimezone(_Site.zone) if at.tzinfo else at
