from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from contract.text import text
from contract.tickets import GiveBack, Holding, Ticket, TicketRequest
from hub.core.json_response import json_answer
from hub.core.problems import Refused
from hub.kiosks.auth import kiosk_asking
from hub.kiosks.rate_limits import consume_lookup
from hub.queues import limits, models, selectors, services

router = Router(tags=["tickets"], exclude_defaults=True)


@router.post("tickets", response=Ticket)
def reserve(request: HttpRequest, wanted: TicketRequest) -> HttpResponse:
    """Reserve a number, or hand in one that was given offline."""
    ticket = services.reserve(wanted, kiosk_asking(request), timezone.now())
    return json_answer(selectors.ticket_to_print(ticket), whole=False)


@router.post("tickets/held", response=Ticket)
def held(request: HttpRequest, asked: Holding) -> Ticket:
    """Returns the open number that a person holds for a service here, and how many are ahead of it."""
    kiosk, now = kiosk_asking(request), timezone.now()
    consume_lookup(kiosk, now)
    ticket = limits.find_open(asked.holder, kiosk.site_id, asked.service, now)
    if ticket is None:
        raise Refused(404, text("There is no such number."))
    return selectors.ticket_now(ticket)


@router.get("tickets/{ticket_id}", response=Ticket)
def read(request: HttpRequest, ticket_id: UUID) -> Ticket:
    """Returns how a number stands: its state, while it waits how many are ahead now, and then whether it may be
    reviewed."""
    ticket = models.Ticket.objects.select_related("service", "review").filter(pk=ticket_id).first()
    if ticket is None:
        raise Refused(404, text("There is no such number."))
    return selectors.ticket_now(ticket)


@router.post("tickets/{ticket_id}/confirm", response=Ticket)
def confirm(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """The ticket is on paper."""
    ticket = services.confirm(ticket_id, timezone.now(), kiosk_asking(request))
    return json_answer(selectors.ticket_message(ticket), whole=False)


@router.post("tickets/{ticket_id}/void", response=Ticket)
def void(request: HttpRequest, ticket_id: UUID) -> Ticket:
    """The ticket could not be printed."""
    return selectors.ticket_message(services.void(ticket_id, timezone.now(), kiosk_asking(request)))


@router.post("tickets/{ticket_id}/give-back", response=Ticket)
def give_back(request: HttpRequest, ticket_id: UUID, wanted: GiveBack) -> Ticket:
    """Its holder, whose card lies there, does not need the number any more."""
    kiosk, now = kiosk_asking(request), timezone.now()
    consume_lookup(kiosk, now)
    return selectors.ticket_message(services.give_back(ticket_id, wanted.holder, kiosk, now))
