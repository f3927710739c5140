"""The order in which people are called: by rank, then by since when they stand there."""

from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from contract.tickets import TicketState
from hub.queues.models import Ticket, Window

# Asked for each number that is given, and the ORM would take longer to word it than the database to answer.
_AHEAD = """
    SELECT COUNT(*) FROM queues_ticket WHERE site_id = %s AND day = %s AND service_id = %s AND state = 'waiting'
    AND (rank > %s OR (rank = %s AND stands_from < %s))
"""
BY_TURN = ("-rank", "stands_from", "id")


def count_ahead(ticket: Ticket) -> int:
    """How many wait for the same service at the same site today, and will be called before."""
    since = connection.ops.adapt_datetimefield_value(ticket.stands_from)
    queue = [ticket.site_id, connection.ops.adapt_datefield_value(ticket.day), ticket.service_id]
    with connection.cursor() as cursor:
        cursor.execute(_AHEAD, [*queue, ticket.rank, ticket.rank, since])
        return int(cursor.fetchone()[0])


def callable_at(window: Window, day: date) -> QuerySet[Ticket]:
    """Those whom a window may call next: they wait for one of its services, or for this very window."""
    services = Window.services.through.objects.filter(window=window.pk).values("service")
    theirs = Q(service__in=services, for_window=None) | Q(for_window=window.pk)
    return Ticket.objects.filter(theirs, site=window.site_id, day=day, state=TicketState.WAITING.value)
