"""A person holds one open number for a service: which it is, how many are ahead, and giving it back."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError

from contract.problems import Problem
from contract.tickets import ONE_NUMBER, GiveBack, Holding, Ticket
from devices.base import Card, DeviceError
from kiosk.pages.kinds import MessagePage
from kiosk.pages.known_facts import person_of
from kiosk.pages.language import _, ngettext
from kiosk.pages.page_parts import Choice, Tone
from kiosk.visit import Visit
from kiosk.visits.reprint import REPRINT, may_reprint_ticket, reprint_ticket

_GIVE_BACK, _AGAIN = "give_back", "again"


class NumberHeld(Exception):
    """While the hub is away: the person holds this number of the kiosk's own already."""

    def __init__(self, number: str) -> None:
        super().__init__("a number is held")
        self.number = number


@dataclass(frozen=True, slots=True, repr=False)
class NumberHolder:
    """Who asks for a number with a card. `card`: None where no reader can tell whether it still lies there."""

    number: str  # the identity number
    card: Card | None


def find_holder(visit: Visit) -> NumberHolder | None:
    """Returns the person whose card lies on a reader, which is recorded for the hub; None without one that can be
    read."""
    if not visit.devices.card_present():
        return None
    try:
        card = visit.devices.card()
        number = person_of(card).number if card else ""
    except (DeviceError, ValidationError):
        return None
    if card is None or not number:
        return None
    visit.hub_link.hub.placings.note(number)
    return NumberHolder(number, card if visit.devices.tells_presence(card) else None)


def is_held(problem: Problem) -> bool:
    """Returns whether the hub refused a number because its holder has an open one."""
    return any(error.code == ONE_NUMBER for error in problem.errors)


def offer_to_give_back(visit: Visit, service: str, holder: NumberHolder, again: Callable[[Visit], None]) -> None:
    """Shows which number is held, on pages that belong to its holder; with it given back, a new one may be taken:
    `again` leads there. Raises HubAway, HubRefused."""
    visit.ui.bind(holder.card)
    wants_another = _is_given_back(visit, service, holder)
    visit.ui.release()
    if wants_another:
        again(visit)


def tell_held(visit: Visit, number: str) -> None:
    """Tells that the number cannot be given back, as the hub is away."""
    text = _(
        "You hold number {number}, and no second one is given while the connection is down. If you have been served, "
        "please go to the counter."
    )
    visit.tell(_("You have a number already"), text.format(number=number))


def _is_given_back(visit: Visit, service: str, holder: NumberHolder) -> bool:
    """Returns whether the number was given back for another."""
    visit.wait_a_moment()
    ticket = visit.hub_link.hub.held_ticket(Holding(service=service, holder=holder.number))
    answer = visit.ask(held_page(ticket, may_print=may_reprint_ticket(visit, ticket)))
    if answer == REPRINT:
        reprint_ticket(visit, ticket)
    if answer != _GIVE_BACK:
        return False
    visit.wait_a_moment()
    visit.hub_link.hub.give_back(ticket.id, GiveBack(holder=holder.number))
    text = _("Number {number} does not count any more.").format(number=ticket.number)
    choices = Choice("", _("Continue")), Choice(_AGAIN, _("Take a new number"), icon="ticket")
    return visit.tell(_("Your number was given back"), text, *choices) == _AGAIN


def held_page(ticket: Ticket, *, may_print: bool = False) -> MessagePage:
    """Returns the page. Its first choice keeps the number: that is what a hasty tap does."""
    again = (Choice(REPRINT, _("Print the ticket again")),) if may_print else ()
    return MessagePage(
        _("You have a number already"),
        text=_held_text(ticket),
        choices=(Choice("", _("Keep it")), Choice(_GIVE_BACK, _("Give it back")), *again),
        tone=Tone.CALM,
        back=False,
    )


def _held_text(ticket: Ticket) -> str:
    if ticket.people_ahead is None:
        return _("You hold number {number}. Would you like to give it back?").format(number=ticket.number)
    return ngettext(
        "You hold number {number}, and {count} person is ahead of you. Would you like to give it back?",
        "You hold number {number}, and {count} people are ahead of you. Would you like to give it back?",
        ticket.people_ahead,
    ).format(number=ticket.number, count=ticket.people_ahead)
