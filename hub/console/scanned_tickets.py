"""A ticket held to the scanner of a window: its number is called there, and the visit of its holder opens."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.text import text
from contract.tickets import TicketState
from hub.console import people
from hub.console.frame import page, report_outcome
from hub.core.clock import local_day
from hub.core.problems import RequestRefused
from hub.core.sent_ids import find_id
from hub.kiosks.gate import Claim, Proof, find_own
from hub.queues import windows
from hub.queues.models import Ticket, Window
from hub.queues.scopes import sites_of
from hub.residents.selectors import find_by_hash
from hub.staff.scopes import Action, may


@page(Action.CALL_QUEUE, post=True)
def scan(request: HttpRequest, user: User) -> HttpResponse:
    """Calls the number to the window where one works, unless it is there; then opens the visit of who took it with a
    card. Of a number that nobody's card was read for, the window says that the card is needed."""
    now = timezone.now()
    called: list[Ticket] = []
    window = Window.objects.filter(staff=user, site__in=sites_of(user)).first()
    with report_outcome(request, also_404=True):
        called.append(_bring(user, request.POST.get("ticket", ""), window, now))
    if not called or window is None:
        return redirect("console:windows")
    ticket = called[0]
    holder = find_by_hash(ticket.holder) if may(user, Action.READ_RESIDENTS) else None
    if holder is not None:
        return people.show_visit(request, user, holder, ticket.number)
    messages.info(
        request, _("No card was read for %(number)s: please place it on the reader.") % {"number": ticket.number}
    )
    return redirect("console:window", window.pk)


def _bring(user: User, key: str, window: Window | None, now: datetime) -> Ticket:
    """Returns the ticket, which is at this window. Raises RequestRefused."""
    claim = Claim("ticket", key if _is_id(key) else "", Proof.CODE, "scan ticket")
    ticket = find_own(claim, lambda: _find(user, claim.code, now), user, now)
    if ticket is None:
        raise RequestRefused(404, text("There is no such number here today."))
    if window is None:
        raise RequestRefused(409, text("Choose the window where you work first."))
    if ticket.state == TicketState.CALLED.value and ticket.window_id == window.pk:
        return ticket
    return windows.call_this(window, ticket.pk, user, now)


def _is_id(key: str) -> bool:
    ticket_id = find_id(key)
    return ticket_id is not None and str(ticket_id) == key


def _find(user: User, key: str, now: datetime) -> Ticket | None:
    return Ticket.objects.filter(pk=key, site__in=sites_of(user), day=local_day(now)).first() if key else None
