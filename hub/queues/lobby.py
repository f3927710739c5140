"""A centre as the first pages of its kiosks tell of it: today's hours, and how many wait for what."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from functools import lru_cache
from time import monotonic

from contract.catalogue import Privacy
from contract.kiosks import Lobby, OpenHours
from hub.calendar.selectors import special_days
from hub.calendar.working_days import is_working_day
from hub.catalogue.models import Service
from hub.kiosks.sites import day_at
from hub.queues.models import OfficeHours
from hub.queues.waits import wait_for

_LOOK_AGAIN = 60  # seconds; services, hours and days off hardly ever change
_PACE_FRESH = 60.0  # seconds
_NOT_THERE = ("", False)


def describe_lobby(site: int, now: datetime, queues: str) -> Lobby:
    """Returns what is told of a site. `queues`: pairs of a service's row and how many wait for it, as `3:12,4:1`."""
    today, period = day_at(site, now), int(monotonic() // _LOOK_AGAIN)
    services = _services(period)
    waits, others = [], 0
    for service, people in sorted(_parse_queues(queues)):
        code, is_public = services.get(service, _NOT_THERE)
        if is_public:
            waits.append(wait_for(site, today, service, code, people, _PACE_FRESH))
        else:
            others += people
    return Lobby(hours=_hours(site, today, period), waits=tuple(waits), others=others)


def forget_lobbies() -> None:
    """Forgets services and hours: they are looked up again."""
    _services.cache_clear()
    _hours.cache_clear()


def _parse_queues(queues: str) -> Iterator[tuple[int, int]]:
    for pair in queues.split(",") if queues else ():
        service, people = pair.split(":")
        yield int(service), int(people)


@lru_cache(maxsize=1)
def _services(period: int) -> dict[int, tuple[str, bool]]:
    """Returns the code of each service by its row, and whether it is public."""
    rows = Service.objects.values_list("pk", "code", "privacy")
    return {pk: (code, privacy == Privacy.PUBLIC.value) for pk, code, privacy in rows}


@lru_cache(maxsize=4096)
def _hours(site: int, day: date, period: int) -> tuple[OpenHours, ...] | None:
    """Returns the hours of a day, those of all services together; None where the site has none on any day."""
    rows = list(OfficeHours.objects.filter(site=site).values_list("weekday", "starts", "ends"))
    if not rows:
        return None
    if not is_working_day(day, special_days(day)):
        return ()
    return tuple(_merge((starts, ends) for weekday, starts, ends in rows if weekday == day.weekday()))


def _merge(spans: Iterable[tuple[time, time]]) -> list[OpenHours]:
    """Returns the spans without those that lie within others or meet them."""
    merged: list[OpenHours] = []
    for starts, ends in sorted(spans):
        if merged and starts <= merged[-1].closes:
            merged[-1] = OpenHours(opens=merged[-1].opens, closes=max(ends, merged[-1].closes))
        else:
            merged.append(OpenHours(opens=starts, closes=ends))
    return merged
