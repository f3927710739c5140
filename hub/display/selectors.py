from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from contract import queues as q
from contract.text import Text
from contract.tickets import TicketState
from hub.catalogue.models import Service
from hub.kiosks.models import Site
from hub.kiosks.sites import day_at
from hub.queues.models import Ticket, Window

_LOOKED_AT = 80  # tickets lately called
_CALLS = 8  # shown and spoken
_LAST = 3  # numbers of each window before the present one


def board(site: Site, now: datetime) -> q.Board:
    """Returns the display board of a site: all windows, the last calls, how many wait."""
    today = Ticket.objects.filter(site=site, day=day_at(site.pk, now))
    called = today.filter(called_at__isnull=False).exclude(state=TicketState.WAITING.value)
    called = called.select_related("window", "service").order_by("-called_at")
    lately, current = list(called[:_LOOKED_AT]), called.filter(state=TicketState.CALLED.value)
    served = {ticket.window_id: ticket.number for ticket in current}  # even where they were called long ago
    windows = Window.objects.filter(site=site)
    return q.Board(
        site=site.name,
        windows=tuple(_window(window, served.get(window.pk), lately) for window in windows),
        calls=tuple(_call(ticket, ticket.window) for ticket in lately[:_CALLS] if ticket.window is not None),
        services=_services(today.filter(state=TicketState.WAITING.value).values_list("service", flat=True), site),
    )


def _window(window: Window, now: str | None, lately: Sequence[Ticket]) -> q.BoardWindow:
    there = [ticket for ticket in lately if ticket.window_id == window.pk and ticket.state != TicketState.CALLED]
    last = tuple(ticket.number for ticket in there[:_LAST])
    return q.BoardWindow(name=window.name, number=now, last=last)


def _call(ticket: Ticket, window: Window) -> q.BoardCall:
    """Returns a call. A recall is another call: its time is part of the key."""
    at = ticket.called_at.timestamp() if ticket.called_at else 0
    return q.BoardCall(
        key=f"{ticket.pk.hex[:12]}-{at:.3f}",
        number=ticket.number,
        window=window.name,
        zone=ticket.service.zone,
    )


def _services(waiting: Iterable[int], site: Site) -> tuple[q.BoardService, ...]:
    """Returns those that a window of the site serves, or that somebody waits for."""
    count = Counter(waiting)
    served = set(Window.services.through.objects.filter(window__site=site).values_list("service", flat=True))
    rows = Service.objects.filter(pk__in=served | count.keys())
    waits: dict[Text, int] = {}
    for row in rows:  # those that are not public stand together under one name
        waits[row.shown_name] = waits.get(row.shown_name, 0) + count[row.pk]
    return tuple(q.BoardService(name=name, waiting=many) for name, many in waits.items())
