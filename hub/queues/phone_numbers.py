"""Numbers from the phone: reserved on the residents' pages, and in the queue once checked in at a kiosk, or by a
phone that is near enough.

The place is that of when it was taken. Who does not come holds up no window: only who is there is called. At the
kiosk the number gets a row of the kiosk's own, which is printed and confirmed as any other; the phone follows the
number, not the row. Checked in by distance, it stays the phone's row, and on no paper.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from contract import queues as q
from contract.cases import case_code, read_case_code
from contract.text import Text, text
from contract.tickets import Priority, TicketRequest, TicketState
from hub.audit.services import record
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field
from hub.kiosks.distances import Position, measure_distance
from hub.kiosks.models import Kiosk, Site
from hub.kiosks.own_pages import own_pages
from hub.kiosks.sites import day_at
from hub.queues.issuing import insert_ticket
from hub.queues.models import Ticket
from hub.queues.services import confirm, reserve, void
from hub.queues.waits import list_served_now

HELD_FOR = timedelta(hours=4)
AT_KIOSK = text("At the kiosk in the lobby you can check in with the code as well.")
_COPIED = (
    "site_id",
    "service",
    "day",
    "serial",
    "number",
    "priority",
    "rank",
    "matters",
    "holder",
    "issued_at",
    "stands_from",
)
_STATES = {
    TicketState.VOID: q.AppointmentState.CANCELLED,
    TicketState.WAITING: q.AppointmentState.ARRIVED,  # by distance
}
_FOUND = (TicketState.RESERVED.value, TicketState.WAITING.value, TicketState.VOID.value)


def take(
    ticket: UUID,
    service: str,
    page: Kiosk,
    now: datetime,
    *,
    holder: str | None = None,
    priority: Priority | None = None,
) -> Ticket:
    """Reserves a number for a service that a window of the centre is open for. `holder`: the identity number of whose
    it is. Raises Refused."""
    if service not in {row.code for row in list_served_now(page.site)}:
        raise refused_field("service", "service_closed", text("This service gives no numbers now."))
    return reserve(TicketRequest(id=ticket, service=service, holder=holder, priority=priority), page, now)


def find(key: UUID) -> Ticket | None:
    """Returns the number that a phone took under that id, as it stands now: on paper too."""
    ticket = _of_phones().filter(pk=key).first()
    if ticket is None or ticket.serial is not None:
        return ticket
    return _on_paper(ticket) or ticket


def code_of(key: UUID) -> str:
    """Returns what is typed or scanned at the kiosk for the number that a phone took under that id."""
    return case_code(key)


def find_by_code(typed: str, site: Site, now: datetime) -> Ticket | None:
    """Returns today's number of the site that has this code; the row of the phone."""
    code = read_case_code(typed)
    keys = _of_phones().filter(site=site, day=day_at(site.pk, now), state__in=_FOUND).values_list("pk", flat=True)
    key = next((key for key in keys if code_of(key) == code), None)
    return None if key is None else _of_phones().get(pk=key)


def message(ticket: Ticket) -> q.Appointment:
    """Returns it as the kiosk lists what can be checked in."""
    return q.Appointment(
        code=code_of(ticket.pk), service=ticket.service.code, starts_at=ticket.issued_at, state=_state(ticket)
    )


def _state(ticket: Ticket) -> q.AppointmentState:
    if ticket.serial is not None:  # nobody has printed it
        return _STATES.get(TicketState(ticket.state), q.AppointmentState.BOOKED)
    on_paper = _on_paper(ticket)
    is_checked_in = on_paper is not None and on_paper.state != TicketState.VOID
    return q.AppointmentState.ARRIVED if is_checked_in else q.AppointmentState.BOOKED


def check_in(phone: Ticket, key: UUID, kiosk: Kiosk, now: datetime) -> Ticket:
    """Returns the kiosk's own row of the number, reserved, to be printed and confirmed; asked again with the same id it
    is the same one. Raises Refused."""
    with transaction.atomic():
        locked = Ticket.objects.select_for_update(of=("self",)).select_related("service").get(pk=phone.pk)
        existing = Ticket.objects.select_related("service").filter(pk=key).first()
        if existing is not None:
            return _same(existing, locked)
        _free_number(locked, now)
        try:
            with transaction.atomic():
                row = insert_ticket(_row_of(locked, key, kiosk))
        except IntegrityError:
            raise RequestRefused(409, text("This id belongs to another ticket.")) from None
        record(kiosk, "check in", f"ticket {locked.pk}", {"ticket": str(key)})
        return row


def may_check_in_by_distance(ticket: Ticket, now: datetime) -> bool:
    """Returns whether the number is of today and waits to be checked in, at a centre that takes a phone's position for
    it."""
    waits = ticket.state == TicketState.RESERVED and ticket.day == local_day(now)
    return waits and ticket.site.check_in_distance is not None


def check_in_by_distance(key: UUID, position: Position, by: Kiosk, now: datetime) -> Ticket:
    """Puts the number that a phone took under that id into the queue, where the phone is near enough. The position is
    compared, and kept nowhere. Raises Refused."""
    ticket = _of_phones().select_related("site").filter(pk=key).first()
    if ticket is None or not may_check_in_by_distance(ticket, now):
        raise RequestRefused(409, text("This number cannot be checked in from here."))
    most = ticket.site.check_in_distance
    metres = measure_distance(ticket.site, position)
    if most is None or metres is None:
        raise RequestRefused(409, text("This number cannot be checked in from here."))
    if metres > most:
        raise RequestRefused(409, _too_far(metres))
    if position.accuracy > most:
        raise RequestRefused(409, text("Your phone does not know well enough where it is. {kiosk}", kiosk=AT_KIOSK))
    with transaction.atomic():
        ticket = confirm(ticket.pk, now)
        record(by, "check in", f"ticket {ticket.pk}", {"by": "distance"})
    return ticket


def _too_far(metres: float) -> Text:
    if metres < 1000:
        shown = max(10, round(metres, -1))
        return text("You are still about {metres} m away. {kiosk}", metres=int(shown), kiosk=AT_KIOSK)
    return text("You are still about {km} km away. {kiosk}", km=f"{metres / 1000:.1f}", kiosk=AT_KIOSK)


def drop(key: UUID, now: datetime, by: Kiosk | User) -> Ticket:
    """Cancels the number. Raises Refused."""
    ticket = find(key)
    if ticket is None:
        raise RequestRefused(404, text("There is no such number."))
    record(by, "give back number", f"ticket {ticket.pk}")
    return void(ticket.pk, now)


def expire_phone_numbers(now: datetime) -> int:
    """Voids what was never checked in within the hours that a number may be held; returns how many."""
    old = _of_phones().filter(state=TicketState.RESERVED, issued_at__lt=now - HELD_FOR)
    return old.update(state=TicketState.VOID, voided_at=now, expired=False)


def _of_phones() -> QuerySet[Ticket]:
    return Ticket.objects.filter(kiosk__in=own_pages()).select_related("service", "window")


def _on_paper(ticket: Ticket) -> Ticket | None:
    """Returns the row that has the number now."""
    rows = Ticket.objects.filter(site=ticket.site_id, day=ticket.day, number=ticket.number, serial__isnull=False)
    return rows.exclude(pk=ticket.pk).select_related("service", "window").first()


def _free_number(phone: Ticket, now: datetime) -> None:
    """Takes the number off the row that has it, so that the kiosk's can. Raises Refused."""
    holder = phone if phone.serial is not None else _on_paper(phone)
    if holder is None or (holder.pk == phone.pk and holder.state == TicketState.VOID):
        raise RequestRefused(409, text("This number is void and cannot be confirmed."))
    if holder.state == TicketState.WAITING or (holder.pk != phone.pk and holder.state != TicketState.VOID):
        raise RequestRefused(409, text("This number has been checked in already."))
    phone.serial = holder.serial
    rows = Ticket.objects.filter(pk__in={phone.pk, holder.pk})
    rows.update(serial=None, state=TicketState.VOID.value, voided_at=now, expired=False)


def _row_of(phone: Ticket, key: UUID, kiosk: Kiosk) -> Ticket:
    values = {name: getattr(phone, name) for name in _COPIED}
    return Ticket(id=key, kiosk=kiosk, state=TicketState.RESERVED.value, **values)


def _same(existing: Ticket, phone: Ticket) -> Ticket:
    if (existing.site_id, existing.day, existing.number) != (phone.site_id, phone.day, phone.number):
        raise RequestRefused(409, text("This id belongs to another ticket."))
    return existing
