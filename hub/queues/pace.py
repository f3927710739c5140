"""How fast a queue moves: what one place in it took today.

It is what the last few called have waited, over the places they stood. So it counts in how many windows there are,
what else they serve, and who is called first. Kept for a few seconds in each process: the wait is told in minutes.
"""

from datetime import date, timedelta
from threading import Lock
from time import monotonic

from hub.queues.models import Ticket

_RECENT = 20  # the pace is that of the last so many called
_FRESH = 5.0  # seconds
_MOST = 10_000  # queues in memory

_Queue = tuple[int, date, int]
_lock = Lock()
_kept: dict[_Queue, tuple[float, timedelta | None]] = {}


def pace(site: int, day: date, service: int) -> timedelta | None:
    """Time for one place; None before two were called."""
    queue = (site, day, service)
    with _lock:
        until, known = _kept.get(queue, (0.0, None))
        if monotonic() < until:
            return known
    known = _measured(site, day, service)
    with _lock:
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[queue] = (monotonic() + _FRESH, known)
    return known


def forget() -> None:
    """Somebody was called: measure anew."""
    with _lock:
        _kept.clear()


def _measured(site: int, day: date, service: int) -> timedelta | None:
    called = Ticket.objects.filter(site=site, day=day, service=service, called_at__isnull=False)
    rows = list(called.order_by("-called_at").values_list("called_at", "issued_at", "ahead")[:_RECENT])
    if len(rows) < 2:
        return None
    waited = sum((at - issued for at, issued, _ in rows if at is not None), timedelta())
    return max(waited, timedelta()) / sum(ahead + 1 for _, _, ahead in rows)
