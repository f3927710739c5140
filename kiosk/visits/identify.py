"""The identity card: ask for it until one reads, and let the item's rules decide about it."""

from collections.abc import Callable

from pydantic import ValidationError

from contract.catalogue import Item
from contract.people import Person
from contract.rules import card_problem
from devices.base import Card, DeviceError, Fault, Mender
from devices.front import Devices
from kiosk.facts import person_of
from kiosk.faults import card_fault, no_id_number, reader_out
from kiosk.language import _, language
from kiosk.pages import CardPage, Choice
from kiosk.ui import never
from kiosk.visit import Visit


def identify(visit: Visit, item: Item) -> Person:
    """A person whom the item's rules accept. Raises DeviceError where the reader is out of service."""
    refused: Card | None = None
    while True:
        card = _card(visit, _("Place your identity card on the reader and leave it there."), (), refused)
        if isinstance(card, str):
            continue
        person, problem = _judge(visit, item, card)
        if person:
            return person
        refused = card
        visit.tell(_("This card cannot be used here"), problem, Choice("", _("Use another card")))


def card_or(visit: Visit, text: str, alternative: Choice, instead: Callable[[], str | None] = never) -> Person | str:
    """Whoever's card is placed, with an ID number; else the key of the alternative, or what `instead` gives."""
    refused: Card | None = None
    while True:
        answer = _card(visit, text, (alternative,), refused, instead)
        if isinstance(answer, str):
            return answer
        person = _read(answer)
        if person and person.number:
            return person
        if person:
            refused = answer
            visit.tell(_("This card cannot be used here"), no_id_number(), Choice("", _("Use another card")))
        else:
            visit.tell(_("Please try again"), card_fault(Fault.CARD_UNREADABLE))


def _judge(visit: Visit, item: Item, card: Card) -> tuple[Person | None, str]:
    """The person, or why the item's rules refuse this card."""
    person = _read(card)
    if person is None:
        return None, card_fault(Fault.CARD_UNREADABLE)
    problem = card_problem(item, person, visit.now().date())
    return (None, problem.message.spoken(language())) if problem else (person, "")


def _card(
    visit: Visit,
    text: str,
    alternatives: tuple[Choice, ...],
    refused: Card | None,
    instead: Callable[[], str | None] = never,
) -> Card | str:
    """A card other than the one just refused, the key of an alternative, or what `instead` gives."""
    problem = ""
    card = _other_than(refused, visit.devices)

    def look() -> Card | str | None:
        return card() or instead()

    while True:
        page = CardPage(_("Your identity card"), text=text, problem=problem, alternatives=alternatives)
        try:
            return look() or visit.ask(page, until=look)
        except DeviceError as error:
            if error.fault.mender is not Mender.RESIDENT:
                raise
            problem = card_fault(error.fault) if visit.devices.can_identify() else reader_out()


def _other_than(refused: Card | None, devices: Devices) -> Callable[[], Card | None]:
    def look() -> Card | None:
        found = devices.card(other_than=refused)
        if found is None and not devices.can_identify():
            raise DeviceError(Fault.NOT_RESPONDING, "the reader went out of service while a card was awaited")
        return found

    return look


def _read(card: Card) -> Person | None:
    try:
        return person_of(card)
    except ValidationError:
        return None
