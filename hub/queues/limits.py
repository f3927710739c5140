"""Numbers have limits: one open number for a service and a person, and without a card a number of them a minute at a
kiosk."""

from datetime import datetime, timedelta

from django.conf import settings

from contract.text import text
from contract.tickets import ONE_NUMBER, TOO_MANY, TicketState
from hub.core.problems import RequestRefused, refused_field
from hub.kiosks.alarms import raise_rush
from hub.kiosks.models import Kiosk
from hub.kiosks.rate_limits import consume_number
from hub.queues.models import Ticket
from hub.residents.selectors import number_hashes

_OPEN = [TicketState.RESERVED.value, TicketState.WAITING.value, TicketState.HELD.value, TicketState.CALLED.value]


def holder_hash(number: str | None) -> str:
    """Returns what a ticket keeps of its holder's identity number: a keyed hash, empty without one."""
    return number_hashes(number)[0] if number else ""


def find_open(number: str, site: int, service: str, now: datetime) -> Ticket | None:
    """Returns the number that this person holds for the service at the site, if it was given within the time set."""
    since = now - timedelta(minutes=settings.ONE_NUMBER_MINUTES)
    held = Ticket.objects.filter(holder__in=number_hashes(number), site=site, service__code=service, state__in=_OPEN)
    return held.filter(issued_at__gt=since).select_related("service").order_by("-issued_at").first()


def check_one_open(ticket: Ticket, number: str, now: datetime) -> None:
    """Checks that the person holds no open number. Call it while the series is locked, so that two kiosks at the same
    moment cannot both pass. Raises Refused."""
    held = find_open(number, ticket.site_id, ticket.service.code, now)
    if held is not None and held.pk != ticket.pk:
        message = text("You hold the number {number} for this already.", number=held.number)
        raise refused_field("holder", ONE_NUMBER, message)


def check_nameless(kiosk: Kiosk, now: datetime) -> None:
    """Counts a number without a card; staff are told of a kiosk that issues too many. Raises Refused."""
    try:
        consume_number(kiosk, now)
    except RequestRefused:
        raise_rush(kiosk, now)
        message = text("Too many numbers were taken here without a card. Please wait a minute, or place your card.")
        raise refused_field("holder", TOO_MANY, message) from None
