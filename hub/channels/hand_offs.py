"""A caller handed on to a window: with an appointment, or with a number that is checked in there by its code."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from contract import queues as q
from contract.text import Text, text
from contract.tickets import Priority
from hub.channels import questions
from hub.channels.models import Call
from hub.core.clock import local_time
from hub.core.worded import WordedQuery
from hub.kiosks.models import Site
from hub.kiosks.own_pages import get_own_page
from hub.queues import appointments, phone_numbers
from hub.queues.models import Ticket
from languages.registry import DEFAULT


@transaction.atomic
def hand_to_appointment(call: Call, site: Site, service: str, starts_at: datetime, by: User, now: datetime) -> Text:
    """Books a place for the caller; returns what to tell them. Raises Refused."""
    question = call.question
    values = {"number": question.number, "phone": question.phone}
    booking = q.Booking(id=question.pk, service=service, starts_at=starts_at, **values)
    call.appointment = appointments.book(booking, site, now, by)
    call.save(update_fields=["appointment"])
    words = text(
        "Appointment at {site}, {time}; the code to check in is {code}.",
        site=site.name,
        time=local_time(call.appointment.starts_at),
        code=call.appointment.code,
    )
    return _close_question(call, words, by, now)


@transaction.atomic
def hand_to_queue(call: Call, site: Site, service: str, priority: Priority | None, by: User, now: datetime) -> Text:
    """Takes a number for the caller, as their phone would; returns what to tell them. Raises Refused."""
    page, holder = get_own_page(site, now), call.question.number
    call.ticket = phone_numbers.take(call.question.pk, service, page, now, holder=holder, priority=priority)
    call.save(update_fields=["ticket"])
    hours = int(phone_numbers.HELD_FOR.total_seconds() // 3600)
    words = text(
        "Number {number} at {site}; check in at the kiosk there within {hours} hours by the code {code}.",
        number=call.ticket.number,
        site=site.name,
        hours=hours,
        code=phone_numbers.code_of(call.ticket.pk),
    )
    return _close_question(call, words, by, now)


def _close_question(call: Call, words: Text, by: User, now: datetime) -> Text:
    """Closes the question with where it goes on, which its asker can read too."""
    if call.question.answered_at is None:
        questions.answer(call.question, words.in_locale(DEFAULT), by, now)
    return words


def find_call(ticket: Ticket) -> Call | None:
    """Returns the call from which somebody comes with this number, or with the appointment that it was given for."""
    by_number = _BY_NUMBER.first(ticket.site_id, ticket.day, ticket.number)
    return by_number or _BY_APPOINTMENT.first(ticket.pk)


_CALLS = Call.objects.select_related("question__item")
_BY_NUMBER = WordedQuery(
    lambda site, day, number: _CALLS.filter(ticket__site=site, ticket__day=day, ticket__number=number)[:1]
)
_BY_APPOINTMENT = WordedQuery(lambda ticket: _CALLS.filter(appointment__ticket=ticket)[:1])


def is_handed_on(call: Call) -> bool:
    return call.ticket_id is not None or call.appointment_id is not None
