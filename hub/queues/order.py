"""The order in which people are called: by rank, then by since when they stand there."""

from functools import lru_cache
from time import monotonic
from typing import Any

from django.db import connection

from hub.core.statements import fetch_row
from hub.queues.models import Ticket, Window

# Asked for each number that is given.
_AHEAD = """
    SELECT COUNT(*) FROM queues_ticket WHERE site_id = %s AND day = %s AND service_id IN ({services})
    AND state = 'waiting' AND (rank > %s OR (rank = %s AND stands_from < %s))
"""
BY_TURN = ("-rank", "stands_from", "id")
_LOOK_AGAIN = 10  # seconds; windows seldom open or close


def count_ahead(ticket: Ticket) -> int:
    """Returns how many wait today whom the windows of its service will call before it."""
    row = fetch_row(*build_count_ahead(ticket))
    return int(row[0]) if row else 0


def build_count_ahead(ticket: Ticket) -> tuple[str, list[Any]]:
    """Returns the query that counts them, and its values."""
    since = connection.ops.adapt_datetimefield_value(ticket.stands_from)
    services = _called_together(ticket.site_id, ticket.service_id, int(monotonic() // _LOOK_AGAIN))
    where = [ticket.site_id, connection.ops.adapt_datefield_value(ticket.day), *services]
    marks = ", ".join(["%s"] * len(services))
    return _AHEAD.format(services=marks), [*where, ticket.rank, ticket.rank, since]


def forget_windows() -> None:
    """Forgets which windows serve what, which is looked up again."""
    _called_together.cache_clear()


@lru_cache(maxsize=4096)
def _called_together(site: int, service: int, period: int) -> tuple[int, ...]:
    """Returns the service, and those that every open window which serves it serves too: there they are one queue."""
    serving = Window.objects.filter(site=site, staff__isnull=False, services=service).prefetch_related("services")
    sets = [{one.pk for one in window.services.all()} for window in serving]
    return tuple(sorted(set.intersection(*sets))) if sets else (service,)
