"""How fast a queue moves: what one place in it took today.

It is what the last few called have waited until their first call, over the places they stood. So it counts in how many
windows there are, what else they serve, and who is called first; a recall, a hold or a transfer changes nothing of it.
It is cached for a few seconds in each process: the wait is told in minutes.
"""

from datetime import date, timedelta
from functools import lru_cache
from math import inf
from threading import Lock
from time import monotonic

from django.db.models import Exists, F, OuterRef, Q

from hub.queues.models import CallRecord

_RECENT = 20  # the pace is that of the last ones called, at most this many
_USUAL_RECENT, _USUAL_DAYS = 200, timedelta(days=28)
FRESH = 5.0  # seconds
_MOST = 10_000  # queues in memory

_Queue = tuple[int, date, int]
_lock = Lock()
_cached: dict[_Queue, tuple[float, timedelta | None]] = {}


def pace(site: int, day: date, service: int, fresh: float = FRESH) -> timedelta | None:
    """Returns the time for one place; None before two were called. `fresh`: seconds for which it is taken again."""
    queue = (site, day, service)
    with _lock:
        at, measured = _cached.get(queue, (-inf, None))
        if monotonic() - at < fresh:
            return measured
    measured = _measured(Q(ticket__site=site, ticket__day=day, service=service), _RECENT)
    with _lock:
        if len(_cached) >= _MOST:
            _cached.clear()
        _cached[queue] = (monotonic(), measured)
    return measured


@lru_cache(maxsize=_MOST)
def usual_pace(site: int, day: date, service: int) -> timedelta | None:
    """Returns the time for one place on the days before, of the last four weeks; None where fewer than two were
    called."""
    days = Q(ticket__day__gte=day - _USUAL_DAYS, ticket__day__lt=day)
    return _measured(days & Q(ticket__site=site, service=service), _USUAL_RECENT)


def forget() -> None:
    """Forgets the pace, which is measured again."""
    usual_pace.cache_clear()
    with _lock:
        _cached.clear()


def _measured(calls: Q, recent: int) -> timedelta | None:
    """Returns what one place took, by the last of these calls."""
    earlier = CallRecord.objects.filter(ticket=OuterRef("ticket"), called_at__lt=OuterRef("called_at"))
    first = CallRecord.objects.filter(~Exists(earlier), calls)
    stood = first.order_by("-ticket__called_at").values_list(F("called_at") - F("waited_from"), "ticket__ahead")
    rows: list[tuple[timedelta, int]] = list(stood[:recent])
    if len(rows) < 2:
        return None
    waited = sum((wait for wait, _ in rows), timedelta())
    return max(waited, timedelta()) / sum(ahead + 1 for _, ahead in rows)
