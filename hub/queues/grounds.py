"""Tickets and appointments for which somebody is looked up, as the audit log calls them."""

from django.contrib.auth.models import User
from django.utils import timezone

from contract.cases import read_case_code
from hub.core.clock import local_day
from hub.queues.models import Appointment, Ticket
from hub.staff.scopes import areas_of


def find_ticket(user: User, number: str) -> str | None:
    """Returns the ticket by its number of today, at a site of one's areas."""
    there = Ticket.objects.filter(site__area__in=areas_of(user), day=local_day(timezone.now()))
    ticket = there.filter(number=number.upper()).first()
    return None if ticket is None else f"ticket {ticket.pk}"


def find_appointment(user: User, code: str) -> str | None:
    there = Appointment.objects.filter(hours__site__area__in=areas_of(user))
    appointment = there.filter(code=read_case_code(code) or "").first()
    return None if appointment is None else f"appointment {appointment.pk}"
