from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from contract.queues import ServiceWaits
from contract.text import text
from contract.tickets import GiveBack, Holding, PrintedTicket, Ticket, TicketRequest
from hub.audit.services import record
from hub.core.json_response import json_answer
from hub.core.problems import RequestRefused
from hub.kiosks.auth import kiosk_asking
from hub.kiosks.capabilities import Capability, check_can
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.models import Kiosk
from hub.kiosks.rate_limits import consume_lookup
from hub.queues import limits, models, returning, selectors, services
from hub.queues.waits import list_service_waits

router = Router(tags=["tickets"], exclude_defaults=True)


@router.post("tickets", response=Ticket)
def reserve(request: HttpRequest, body: TicketRequest) -> HttpResponse:
    """Reserves a number, or hands in one that was given offline."""
    kiosk = kiosk_asking(request)
    if body.priority is not None:
        check_can(kiosk, Capability.GIVE_PRIORITY)
    if body.offline is not None:
        check_can(kiosk, Capability.ISSUE_OFFLINE)
    ticket = services.reserve(body, kiosk, timezone.now())
    return json_answer(selectors.ticket_to_print(ticket), whole=False)


@router.post("tickets/held", response=Ticket)
def held(request: HttpRequest, query: Holding) -> Ticket:
    """Returns the open number that a person holds for a service here, and how many are ahead of it."""
    kiosk, now = kiosk_asking(request), timezone.now()
    consume_lookup(kiosk, now)
    ticket = limits.find_open(query.holder, kiosk.site_id, query.service, now)
    if ticket is None:
        raise RequestRefused(404, text("There is no such number."))
    record(kiosk, "find number", f"ticket {ticket.pk}")
    return selectors.ticket_now(ticket)


@router.get("waits", response=ServiceWaits)
def waits(request: HttpRequest) -> ServiceWaits:
    """Returns how many people wait at the centre for each service, and about how long who comes now."""
    return ServiceWaits(waits=list_service_waits(kiosk_asking(request).site, timezone.now()))


@router.get("tickets/{ticket_id}", response=Ticket)
def read(request: HttpRequest, ticket_id: UUID) -> Ticket:
    """Returns how a number stands: its state, while it waits how many are ahead now, and then whether it may be
    reviewed."""
    rows = models.Ticket.objects.select_related("service", "review")
    return selectors.ticket_now(_own(ticket_id, kiosk_asking(request), lambda: rows.filter(pk=ticket_id).first()))


@router.post("tickets/{ticket_id}/confirm", response=Ticket)
def confirm(request: HttpRequest, ticket_id: UUID, printed: PrintedTicket | None = None) -> HttpResponse:
    """Confirms that the ticket is on paper. What stands there lets a hub that went back in time take it in again."""
    kiosk = kiosk_asking(request)
    ticket = _own(ticket_id, kiosk, lambda: returning.confirm(ticket_id, printed, kiosk, timezone.now()))
    return json_answer(selectors.ticket_message(ticket), whole=False)


@router.post("tickets/{ticket_id}/void", response=Ticket)
def void(request: HttpRequest, ticket_id: UUID) -> Ticket:
    """Voids a ticket that could not be printed."""
    kiosk = kiosk_asking(request)
    return selectors.ticket_message(_own(ticket_id, kiosk, lambda: services.void(ticket_id, timezone.now(), kiosk)))


@router.post("tickets/{ticket_id}/give-back", response=Ticket)
def give_back(request: HttpRequest, ticket_id: UUID, body: GiveBack) -> Ticket:
    """Its holder, whose card lies there, does not need the number any more."""
    kiosk, now = kiosk_asking(request), timezone.now()
    consume_lookup(kiosk, now)
    return selectors.ticket_message(services.give_back(ticket_id, body.holder, kiosk, now))


def _own(key: UUID, kiosk: Kiosk, find: Callable[[], models.Ticket | None]) -> models.Ticket:
    """Returns the kiosk's own ticket. Raises Refused."""

    def find_if_there() -> models.Ticket | None:
        try:
            return find()
        except services.NoSuchTicket:
            return None

    claim = Claim("ticket", str(key), Proof.CODE, "read ticket", recorded=False)
    return get_own(claim, find_if_there, kiosk, timezone.now())
