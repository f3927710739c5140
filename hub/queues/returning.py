"""Numbers that the hub gave and lost when it went back in time: the kiosk that printed one brings it back."""

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction

from contract.tickets import PrintedTicket, TicketState
from hub.audit.services import record
from hub.core.problems import RequestRefused
from hub.kiosks.alarms import raise_once
from hub.kiosks.models import AlarmKind, Kiosk
from hub.kiosks.sites import day_at
from hub.queues.issuing import insert_ticket
from hub.queues.models import Ticket
from hub.queues.services import add_matters, list_services, rank_of
from hub.queues.services import confirm as confirm_ticket

_HUBS_NUMBER = re.compile(r"\S[0-9]{3,9}")
TWICE = "given twice"  # the detail of an alarm


def confirm(ticket_id: UUID, printed: PrintedTicket | None, kiosk: Kiosk, now: datetime) -> Ticket:
    """Confirms that the ticket is on paper: it stands in the queue, also where the hub no longer has it. Raises
    Refused."""
    try:
        return confirm_ticket(ticket_id, now, kiosk)
    except RequestRefused as refusal:
        if printed is None or refusal.problem.status != 404 or Ticket.objects.filter(pk=ticket_id).exists():
            raise
    with transaction.atomic():
        return _take_back(ticket_id, printed, kiosk, now)


def _take_back(ticket_id: UUID, printed: PrintedTicket, kiosk: Kiosk, now: datetime) -> Ticket:
    """Takes a number back. Where it was issued a second time, both stand in the queue, and staff are told."""
    services = list_services(printed.service, *printed.further, on_paper=True)
    issued_at = min(printed.issued_at, now)
    day = day_at(kiosk.site_id, issued_at)
    serial = int(printed.number[1:]) if _HUBS_NUMBER.fullmatch(printed.number) else None
    twice = Ticket.objects.filter(site=kiosk.site_id, day=day, number=printed.number).exists()
    ticket = insert_ticket(
        Ticket(
            id=ticket_id,
            site_id=kiosk.site_id,
            service=services[0],
            kiosk=kiosk,
            day=day,
            serial=None if twice else serial,
            number=printed.number,
            state=TicketState.WAITING.value,
            priority=printed.priority.value if printed.priority else "",
            rank=rank_of(printed.priority),
            matters=len(printed.further),
            issued_at=issued_at,
            stands_from=issued_at,
            confirmed_at=now,
        )
    )
    add_matters(ticket, services[1:])
    if twice:
        raise_once(kiosk, AlarmKind.LATE, printed.number, TWICE, now)
    record(kiosk, "take back number", f"ticket {ticket_id}", {"number": printed.number, "given twice": twice})
    return ticket
