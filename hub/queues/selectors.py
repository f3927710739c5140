import math
from datetime import datetime, timedelta

from contract import queues as q
from contract import tickets as c
from hub.core.worded import WordedQuery
from hub.kiosks.models import Site
from hub.kiosks.sites import day_at
from hub.queues.models import Ticket, Window
from hub.queues.order import BY_TURN, count_ahead
from hub.queues.pace import pace


def ticket_to_print(ticket: Ticket) -> c.Ticket:
    """Returns the ticket with how many stood before it when it was issued, and how long that may take."""
    if ticket.state == c.TicketState.VOID:
        return ticket_message(ticket)
    return ticket_message(ticket).model_copy(
        update={"people_ahead": ticket.ahead, "wait_minutes": _wait_minutes(ticket, ticket.ahead)}
    )


def ticket_message(ticket: Ticket) -> c.Ticket:
    """Returns the ticket, without its place in the queue."""
    return c.Ticket(
        id=ticket.pk,
        number=ticket.number,
        service=ticket.service.code,
        zone=ticket.service.zone,
        state=c.TicketState(ticket.state),
        issued_at=ticket.issued_at,
        priority=c.Priority(ticket.priority) if ticket.priority else None,
    )


def ticket_now(ticket: Ticket) -> c.Ticket:
    """Returns the ticket as it is now, for anyone who scans its code: its place, or whether the visit may be
    reviewed."""
    message = ticket_message(ticket)
    if ticket.state == c.TicketState.SERVED:
        return message.model_copy(update={"may_review": not hasattr(ticket, "review")})
    if ticket.state != c.TicketState.WAITING:
        return message
    ahead = people_ahead(ticket)
    return message.model_copy(update={"people_ahead": ahead, "wait_minutes": _wait_minutes(ticket, ahead)})


def place_now(ticket: Ticket) -> tuple[int, int | None]:
    """Returns how many would be called before it if it stood in the queue now, and about how many minutes that is."""
    ahead = people_ahead(ticket)
    return ahead, _wait_minutes(ticket, ahead)


def people_ahead(ticket: Ticket) -> int:
    """Returns how many stand in the queue now who will be called before."""
    return count_ahead(ticket)


def _wait_minutes(ticket: Ticket, ahead: int) -> int | None:
    """Returns the minutes of waiting; none where nobody is ahead and nobody was called yet."""
    place = pace(ticket.site_id, ticket.day, ticket.service_id)
    if place is None:
        return None if ahead else 0
    return math.ceil((ahead + 1) * place / timedelta(minutes=1))


def queue(site: Site, now: datetime) -> q.Queue:
    """Returns all of today's tickets in the order in which they are called."""
    today = _TODAY.fetch(site.pk, day_at(site.pk, now))

    def those(state: c.TicketState) -> tuple[q.InQueue, ...]:
        return tuple(in_queue(ticket) for ticket in today if ticket.state == state)

    return q.Queue(
        waiting=those(c.TicketState.WAITING), held=those(c.TicketState.HELD), missed=those(c.TicketState.MISSED)
    )


_IN_QUEUE = [state.value for state in (c.TicketState.WAITING, c.TicketState.HELD, c.TicketState.MISSED)]
_TODAY = WordedQuery(
    lambda site, day: (
        Ticket.objects.filter(site=site, day=day, state__in=_IN_QUEUE)
        .select_related("service")
        .prefetch_related("further__service")
        .order_by(*BY_TURN)
    )
)


def find_called(window: Window) -> Ticket | None:
    """Returns who is at the window, with the service."""
    return _CALLED.first(window.pk)


_CALLED = WordedQuery(
    lambda window: Ticket.objects.filter(window=window, state=c.TicketState.CALLED.value).select_related("service")[:1]
)


def windows(site: Site) -> tuple[q.WindowView, ...]:
    rows = Window.objects.filter(site=site).select_related("staff").prefetch_related("services")
    serving = Ticket.objects.filter(window__site=site, state=c.TicketState.CALLED.value).select_related("service")
    by_window = {ticket.window_id: ticket for ticket in serving.prefetch_related("further__service")}
    return tuple(_window(row, by_window.get(row.pk)) for row in rows)


def in_queue(ticket: Ticket) -> q.InQueue:
    """Returns the ticket as staff see it."""
    return q.InQueue(
        id=ticket.pk,
        number=ticket.number,
        service=ticket.service.code,
        state=c.TicketState(ticket.state),
        issued_at=ticket.issued_at,
        priority=c.Priority(ticket.priority) if ticket.priority else None,
        calls=ticket.calls,
        note=ticket.note,
        further=_further(ticket) if ticket.matters else (),
    )


def _further(ticket: Ticket) -> tuple[str, ...]:
    return tuple(matter.service.code for matter in ticket.further.all() if matter.begun_at is None)


def _window(row: Window, current: Ticket | None) -> q.WindowView:
    return q.WindowView(
        id=row.pk,
        name=row.name,
        services=tuple(service.code for service in row.services.all()),
        staff=row.staff.get_username() if row.staff else None,
        current=in_queue(current) if current else None,
    )
