"""A person holds one open number for a service: which it is, how many are ahead, and giving it back."""

from collections.abc import Callable

from pydantic import ValidationError

from contract.problems import Problem
from contract.tickets import ONE_NUMBER, GiveBack, Holding, Ticket
from devices.base import DeviceError
from kiosk.pages.kinds import Choice, MessagePage, Tone
from kiosk.pages.known_facts import person_of
from kiosk.pages.language import _, ngettext
from kiosk.visit import Visit

_GIVE_BACK, _AGAIN = "give_back", "again"


def find_holder(visit: Visit) -> str | None:
    """Returns the identity number on the card that lies on a reader; None without one that can be read."""
    if not visit.devices.card_present():
        return None
    try:
        card = visit.devices.card()
        return (person_of(card).number or None) if card else None
    except (DeviceError, ValidationError):
        return None


def is_held(problem: Problem) -> bool:
    """Returns whether the hub refused a number because its holder has an open one."""
    return any(error.code == ONE_NUMBER for error in problem.errors)


def offer_to_give_back(visit: Visit, service: str, holder: str, again: Callable[[Visit], None]) -> None:
    """Says which number is held; with it given back, a new one may be taken: `again` leads there. Raises HubAway,
    HubRefused."""
    visit.wait_a_moment()
    ticket = visit.hub_link.hub.held_ticket(Holding(service=service, holder=holder))
    if visit.ask(held_page(ticket)) != _GIVE_BACK:
        return
    visit.wait_a_moment()
    visit.hub_link.hub.give_back(ticket.id, GiveBack(holder=holder))
    text = _("Number {number} does not count any more.").format(number=ticket.number)
    choices = Choice("", _("Continue")), Choice(_AGAIN, _("Take a new number"), icon="ticket")
    if visit.tell(_("Your number was given back"), text, *choices) == _AGAIN:
        again(visit)


def held_page(ticket: Ticket) -> MessagePage:
    """The first choice keeps the number: that is what a hasty tap does."""
    return MessagePage(
        _("You have a number already"),
        text=_held_text(ticket),
        choices=(Choice("", _("Keep it")), Choice(_GIVE_BACK, _("Give it back"))),
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
