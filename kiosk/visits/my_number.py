"""A queue number by its ticket's code: how it stands, and once one was served, how that went."""

from uuid import UUID

from contract.surveys import SurveySearch
from contract.tickets import Ticket, TicketState
from kiosk.pages.kinds import OutcomePage
from kiosk.pages.language import _, language
from kiosk.pages.next_step import NextStep, after_number
from kiosk.pages.page_parts import ListRow, Tone
from kiosk.pages.printed import waiting
from kiosk.visit import Visit
from kiosk.visits.ending import what_next
from kiosk.visits.rate import RATE, rate, rating
from kiosk.visits.survey import offer_survey, thank


def my_number(visit: Visit, key: UUID) -> None:
    """Shows the number. Raises HubAway, or HubRefused for a number that the hub does not know."""
    visit.wait_a_moment()
    ticket = visit.hub_link.hub.ticket(key)
    if ticket.state is TicketState.SERVED and offer_survey(visit, SurveySearch(ticket=key)) and not ticket.may_review:
        thank(visit)
    elif visit.finish(number_page(visit, ticket)) == RATE:
        rate(visit, ticket=ticket.id)


def number_page(visit: Visit, ticket: Ticket) -> OutcomePage:
    """Returns the page. The service is named as on paper: others can see the screen of one who only holds a ticket to
    the scanner."""
    service = visit.services.get(ticket.service)
    named = (ListRow(_("Service"), service.shown_name.in_locale(language())),) if service else ()
    step = NextStep(state_of_number(ticket.state), where=(ticket.zone.in_locale(language()),))
    if ticket.state is TicketState.WAITING:
        step = after_number(ticket, waiting(ticket))
    return OutcomePage(
        _("Your number"),
        text=step.words,
        steps=step.rows(),
        code_label=_("Your number"),
        code=ticket.number,
        rows=named,
        tone=Tone.TROUBLE if ticket.state in (TicketState.MISSED, TicketState.VOID) else Tone.GOOD,
        choices=(rating(), *what_next()) if ticket.may_review else what_next(),
        back=False,
        cancel=False,
    )


def state_of_number(state: TicketState) -> str:
    return {
        TicketState.RESERVED: _("Your number counts once you have taken the ticket."),
        TicketState.WAITING: _("Your number will be called."),
        TicketState.CALLED: _("Your number has been called. Please go to the window that the display shows."),
        TicketState.HELD: _("Your number is kept for you. Please tell the staff when you are back."),
        TicketState.MISSED: _("Your number was called and nobody came. Please tell the staff at the counter."),
        TicketState.SERVED: _("You have been served. Thank you for your visit."),
        TicketState.VOID: _("This number does not count any more. Please take a new one."),
    }[state]
