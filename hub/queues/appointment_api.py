"""Appointments, for kiosks and for staff who book by phone."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract import queues as q
from contract.tickets import Ticket
from hub.kiosks.auth import KioskToken, kiosk_asking
from hub.kiosks.models import Kiosk, Site
from hub.queues import appointments, selectors
from hub.queues.scopes import site_of
from hub.staff.auth import StaffSession, staff_asking
from hub.staff.scopes import Action

EITHER = [KioskToken(), StaffSession()]
router = Router(tags=["appointments"])


def _site(request: HttpRequest, code: str) -> Site:
    """A kiosk's own site; for staff the one they name, within their areas."""
    if isinstance(request.auth, Kiosk):  # type: ignore[attr-defined]
        return Site.objects.get(pk=kiosk_asking(request).site_id)
    return site_of(staff_asking(request, Action.CALL_QUEUE), code)


@router.get("appointments/slots", response=q.Slots, auth=EITHER)
def slots(request: HttpRequest, service: str, day: date, site: str = "") -> q.Slots:
    """The free places of a day."""
    return q.Slots(slots=appointments.free_slots(_site(request, site), service, day, timezone.now()))


@router.post("appointments", response=q.Appointment, auth=EITHER)
def book(request: HttpRequest, wanted: q.Booking, site: str = "") -> q.Appointment:
    """Take a place."""
    return appointments.message(appointments.book(wanted, _site(request, site), timezone.now()))


@router.post("appointments/search", response=q.Appointments, auth=EITHER)
def search(request: HttpRequest, wanted: q.AppointmentSearch, site: str = "") -> q.Appointments:
    """A person's appointments by the number on the card, or one by its code."""
    found = appointments.find(wanted, _site(request, site), timezone.now())
    return q.Appointments(appointments=tuple(map(appointments.message, found)))


@router.post("appointments/cancel", response=q.Appointment, auth=EITHER)
def cancel(request: HttpRequest, wanted: q.AppointmentSearch, site: str = "") -> q.Appointment:
    """Give a place back."""
    return appointments.message(appointments.cancel(wanted, _site(request, site), timezone.now()))


@router.post("appointments/check_in", response=Ticket, exclude_defaults=True)
def check_in(request: HttpRequest, arrival: q.CheckIn) -> Ticket:
    """At a kiosk: a number for the appointment, to be printed and confirmed."""
    return selectors.ticket_to_print(appointments.check_in(arrival, kiosk_asking(request), timezone.now()))
