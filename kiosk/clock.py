"""The time at the centre. A kiosk keeps its site's time, not the machine's setting: its dates, the notices of the
day and the numbers of its own series follow the calendar of those who stand before it, and of its hub.

Where the machine's clock and the hub's differ, the hub's counts: it is carried on by a clock that nobody sets."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_USED = timedelta(seconds=5)  # by which the clocks differ, before the hub's time is used
_WRONG = timedelta(seconds=60)  # before people are told


class _Site:
    zone = ZoneInfo("Asia/Shanghai")


class _Hub:
    at_boot: datetime | None = None  # the hub's time when this machine's count of seconds began


def keep_time_of(timezone: str) -> None:
    """Sets the time zone, by an IANA name. Raises ZoneInfoNotFoundError or ValueError."""
    _Site.zone = ZoneInfo(timezone)


def learn_hub_time(at: datetime) -> None:
    """Records that it is `at` now by the hub's clock."""
    _Hub.at_boot = at.astimezone(UTC) - _since_boot()


def forget_hub_time() -> None:
    """Goes by the machine's clock."""
    _Hub.at_boot = None


def machine_now() -> datetime:
    """Returns what the machine's clock shows, in UTC."""
    return datetime.now(UTC)


def ahead() -> timedelta:
    """Returns by how much the machine's clock is ahead of the hub's; 0 where the hub was never heard."""
    return machine_now() - _Hub.at_boot - _since_boot() if _Hub.at_boot else timedelta()


def is_wrong() -> bool:
    """Returns whether the machine's clock is so far off that people are to be told."""
    return abs(ahead()) > _WRONG


def machine_at() -> datetime | None:
    """Returns what the machine's clock shows where the kiosk does not go by it, else None: the second stamp."""
    return machine_now() if abs(ahead()) > _USED else None


def now() -> datetime:
    """Returns the time now, with the site's offset from UTC."""
    machine, off = machine_now(), ahead()
    return (machine - off if abs(off) > _USED else machine).astimezone(_Site.zone)


def today() -> date:
    return now().date()


def local(at: datetime) -> datetime:
    """Returns a time as the site's clocks show it; one that names no zone is the site's already."""
    return at.astimezone(_Site.zone) if at.tzinfo else at


def _since_boot() -> timedelta:
    return timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))
