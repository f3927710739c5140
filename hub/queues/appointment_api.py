"""Appointments, for kiosks and for staff who book by phone."""

from datetime import date
from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract import queues as q
from contract.cases import read_case_code
from contract.tickets import Ticket
from hub.audit.services import record
from hub.kiosks import rate_limits
from hub.kiosks.auth import KioskToken, kiosk_asking
from hub.kiosks.capabilities import Capability
from hub.kiosks.gate import Claim, Proof, find_own
from hub.kiosks.models import Kiosk, Site
from hub.queues import appointments, phone_numbers, rebooking, selectors
from hub.queues.models import Appointment
from hub.queues.models import Ticket as TicketRow
from hub.queues.scopes import site_of
from hub.residents.lookups import person_of, subject_of
from hub.staff.auth import StaffSession, staff_asking
from hub.staff.scopes import Action

EITHER = [KioskToken(), StaffSession()]
router = Router(tags=["appointments"])
_FIND = "find appointments"


def _site(request: HttpRequest, code: str) -> Site:
    """Returns a kiosk's own site; for staff the one they name, within their areas."""
    if isinstance(request.auth, Kiosk):  # type: ignore[attr-defined]
        return Site.objects.get(pk=kiosk_asking(request).site_id)
    return site_of(staff_asking(request, Action.CALL_QUEUE), code)


def _by(request: HttpRequest) -> Kiosk | User:
    """Returns who asks, authenticated before."""
    return cast(Kiosk | User, request.auth)  # type: ignore[attr-defined]


def _find(request: HttpRequest, search: q.AppointmentSearch, place: Site) -> tuple[Appointment, ...]:
    """Returns a person's, or the one of a code; on record, and a kiosk may do it so often. Raises Refused."""
    by, now = _by(request), timezone.now()
    if search.number:
        subject = person_of(by, search.number, now) if isinstance(by, Kiosk) else subject_of(search.number)
        record(by, _FIND, subject)
        return appointments.find(search, place, now)
    claim = Claim("appointment", read_case_code(search.code or "") or "", Proof.CODE, _FIND)
    return find_own(claim, lambda: appointments.find(search, place, now) or None, by, now) or ()


def _find_phone_number(request: HttpRequest, search: q.AppointmentSearch, place: Site) -> TicketRow | None:
    """Returns the number that was taken on a phone, where the code is one's; it is checked in as an appointment is."""
    ticket = phone_numbers.find_by_code(search.code, place, timezone.now()) if search.code else None
    if ticket is not None:
        record(_by(request), "find number", f"ticket {ticket.pk}")
    return ticket


@router.get("appointments/offer", response=q.Offer, auth=EITHER)
def offer(request: HttpRequest, site: str = "") -> q.Offer:
    """List for which services there are free places, and on which days."""
    return appointments.offer(_site(request, site), timezone.now())


@router.get("appointments/slots", response=q.Slots, auth=EITHER)
def slots(request: HttpRequest, service: str, day: date, site: str = "") -> q.Slots:
    """Returns the free places of a day."""
    return q.Slots(slots=appointments.free_slots(_site(request, site), service, day, timezone.now()))


@router.post("appointments", response=q.Appointment, auth=EITHER)
def book(request: HttpRequest, booking: q.Booking, site: str = "") -> q.Appointment:
    """Takes a place."""
    place, by, now = _site(request, site), _by(request), timezone.now()
    if isinstance(by, Kiosk):
        limit = rate_limits.consume_write if booking.number else rate_limits.consume_nameless_booking
        limit(by, now)
    return appointments.message(appointments.book(booking, place, now, by))


@router.post("appointments/search", response=q.Appointments, auth=EITHER)
def search(request: HttpRequest, query: q.AppointmentSearch, site: str = "") -> q.Appointments:
    """Returns a person's appointments by the number on the card, or one by its code; a number from the phone too."""
    place, by = _site(request, site), _by(request)
    if (ticket := _find_phone_number(request, query, place)) is not None:
        return q.Appointments(appointments=(phone_numbers.message(ticket),))
    rows = _find(request, query, place)
    if isinstance(by, Kiosk):  # they read it there
        rebooking.record_told(Appointment.objects.filter(pk__in=[row.pk for row in rows]), by, timezone.now())
    return q.Appointments(appointments=tuple(map(appointments.message, rows)))


@router.post("appointments/cancel", response=q.Appointment, auth=EITHER)
def cancel(request: HttpRequest, query: q.AppointmentSearch, site: str = "") -> q.Appointment:
    """Cancel an appointment; its place is free again."""
    place = _site(request, site)
    if (ticket := _find_phone_number(request, query, place)) is not None:
        return phone_numbers.message(phone_numbers.drop(ticket.pk, timezone.now(), _by(request)))
    _find(request, query, place)
    return appointments.message(appointments.cancel(query, place, timezone.now(), _by(request)))


@router.post("appointments/check_in", response=Ticket, exclude_defaults=True, auth=KioskToken(Capability.PRINT))
def check_in(request: HttpRequest, arrival: q.CheckIn) -> Ticket:
    """Check in at a kiosk: a number for the appointment, or the one from the phone, to be printed and confirmed."""
    kiosk, place = kiosk_asking(request), _site(request, "")
    if (phone := _find_phone_number(request, arrival, place)) is not None:
        return selectors.ticket_to_print(phone_numbers.check_in(phone, arrival.ticket, kiosk, timezone.now()))
    _find(request, arrival, place)
    return selectors.ticket_to_print(appointments.check_in(arrival, kiosk, timezone.now()))
