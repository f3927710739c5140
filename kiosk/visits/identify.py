"""The identity card: ask for it until one reads, and let the item's rules decide about it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError

from contract.catalogue import Item
from contract.people import Person, PersonKind, Token, TokenKind
from contract.rules import card_problem
from devices.base import Card, DeviceError, Fault, FaultOwner
from devices.manager import DeviceManager
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.pages.fault_text import card_fault, no_id_number, reader_out
from kiosk.pages.kinds import CardPage
from kiosk.pages.known_facts import person_of
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, Tone
from kiosk.pages.printed import is_ours
from kiosk.pages.ui import never
from kiosk.pages.wording import reason
from kiosk.visit import Visit

log = logging.getLogger(__name__)

_FOR_OTHER, _FOR_ONESELF, _NO_CARD = "/for-other", "/for-oneself", "/no-card"  # as no electronic card says


@dataclass(frozen=True, slots=True, repr=False)
class IdentifiedApplicant:
    """Who applies. `for_other`: the one who stands here acts for them."""

    person: Person
    for_other: bool


class NoCard(Exception):
    """There is no card at all: it is lost, or it is a child or a foreigner who stands here."""


def identify(visit: Visit, item: Item, *, may_act: bool) -> IdentifiedApplicant:
    """Returns a person whom the item's rules accept. `may_act`: somebody else may act for them. Raises NoCard, and
    DeviceError where the reader is out of service."""
    text = _("Place your identity card on the reader and leave it there.")
    if visit.devices.can("scanner"):
        text = _(
            "Place your identity card on the reader and leave it there, or hold your electronic card to the scanner."
        )
    with visit.ui.between_cards():
        return _identify(visit, item, text, may_act=may_act)


def _identify(visit: Visit, item: Item, text: str, *, may_act: bool) -> IdentifiedApplicant:
    refused: Card | None = None
    for_other = False
    while True:
        words = _("Place the card of the person it is for on the reader.") if for_other else text
        ways = (*(_acting(for_other=for_other) if may_act else ()), _no_card())
        presented = _card(visit, words, ways, refused, lambda: _scanned_token(visit))
        if presented == _NO_CARD:
            raise NoCard
        if presented in (_FOR_OTHER, _FOR_ONESELF):
            for_other = presented == _FOR_OTHER
            continue
        person, problem = _judge(visit, item, *_find_person(visit, presented))
        if person:
            return IdentifiedApplicant(_bound(visit, person, presented), for_other)
        refused = presented if isinstance(presented, Card) else refused
        visit.tell(_("This card cannot be used here"), problem, Choice("", _("Use another card")), tone=Tone.TROUBLE)


def _no_card() -> Choice:
    return Choice(_NO_CARD, _("I have no card with me"), _("See what is possible without one"), "help")


def _acting(*, for_other: bool) -> tuple[Choice, ...]:
    if for_other:
        return (Choice(_FOR_ONESELF, _("It is for myself"), icon="card"),)
    return (Choice(_FOR_OTHER, _("It is for somebody else"), _("Both cards are needed"), "people"),)


def card_or(
    visit: Visit,
    text: str,
    alternative: Choice,
    instead: Callable[[], str | None] = never,
    other_than: Person | None = None,
) -> Person | str:
    """Returns the person whose card is placed, with an ID number; else the key of the alternative, or what `instead`
    returns.

    `other_than`: somebody whose card may lie there still, and for whom the one who is asked acts."""
    with visit.ui.between_cards():
        return _card_or(visit, text, alternative, instead, other_than)


def _card_or(
    visit: Visit, text: str, alternative: Choice, instead: Callable[[], str | None], other_than: Person | None
) -> Person | str:
    refused = visit.devices.card() if other_than else None
    while True:
        answer = _card(visit, text, (alternative,), refused, instead)
        if isinstance(answer, str):
            return answer
        person, _why = _find_person(visit, answer)
        if person and person.number and (other_than is None or person.number != other_than.number):
            return _bound(visit, person, answer, agent=other_than is not None)
        if person:
            refused = answer
            why = _("This is the applicant's card. Please place your own.") if person.number else no_id_number()
            visit.tell(_("This card cannot be used here"), why, Choice("", _("Use another card")), tone=Tone.TROUBLE)
        else:
            visit.tell(_("Please try again"), card_fault(Fault.CARD_UNREADABLE), tone=Tone.TROUBLE)


def _bound(visit: Visit, person: Person, presented: Card | str, *, agent: bool = False) -> Person:
    """Binds every page of the visit to this person. A code that was scanned and a card that was drawn
    past a reader tell nobody whether the person is still there."""
    lying = presented if not isinstance(presented, str) and visit.devices.tells_presence(presented) else None
    visit.ui.bind(lying, agent=agent)
    return person


def _find_person(visit: Visit, presented: Card | str) -> tuple[Person | None, str]:
    """Returns the person by the card or the scanned code, where need be by asking the hub; else why nobody. That they
    are here is recorded for the hub."""
    person, why = _person(visit, presented)
    if person and person.number:
        visit.hub_link.hub.placings.note(person.number)
    return person, why


def _person(visit: Visit, presented: Card | str) -> tuple[Person | None, str]:
    if isinstance(presented, str):
        return _resolve(visit, TokenKind.SCANNED, presented)
    person = _read(presented)
    if person is None:
        return None, card_fault(Fault.CARD_UNREADABLE)
    if person.kind is PersonKind.SOCIAL_SECURITY and person.card_number and not person.number:
        owner, _why = _resolve(visit, TokenKind.SOCIAL_SECURITY_CARD, person.card_number)
        return owner or person, ""
    return person, ""


def _resolve(visit: Visit, kind: TokenKind, content: str) -> tuple[Person | None, str]:
    visit.wait_a_moment()
    try:
        return visit.hub_link.hub.resolve(Token(kind=kind, content=content)), ""
    except HubRefused as refusal:
        log.info("a token was not resolved: %s", refusal)
        return None, reason(refusal.problem) or use_identity_card()
    except (HubAway, ValidationError) as error:
        log.info("a token was not resolved: %s", type(error).__name__)
        return None, use_identity_card()


def use_identity_card() -> str:
    return _("This cannot be looked up at the moment. Please use your identity card.")


def _scanned_token(visit: Visit) -> str | None:
    """Returns a code that was just scanned and is no receipt's or ticket's."""
    scanned = visit.devices.scan()
    return None if scanned is None or is_ours(scanned) else scanned


def _judge(visit: Visit, item: Item, person: Person | None, why: str) -> tuple[Person | None, str]:
    """Returns the person, or why the item's rules refuse them."""
    if person is None:
        return None, why
    problem = card_problem(item, person, visit.now().date())
    return (None, problem.message.in_locale(language())) if problem else (person, "")


def _card(
    visit: Visit,
    text: str,
    alternatives: tuple[Choice, ...],
    refused: Card | None,
    instead: Callable[[], str | None] = never,
) -> Card | str:
    """Returns a card other than the one just refused, the key of an alternative, or what `instead` returns."""
    problem = ""
    card = _other_than(refused, visit.devices)

    def look() -> Card | str | None:
        return card() or instead()

    while True:
        scans = instead is not never and visit.devices.can("scanner")
        page = CardPage(_("Your identity card"), text=text, problem=problem, alternatives=alternatives, scans=scans)
        try:
            return look() or visit.ask(page, until=look)
        except DeviceError as error:
            if error.fault.owner is not FaultOwner.RESIDENT:
                raise
            problem = card_fault(error.fault) if visit.devices.can_identify() else reader_out()


def _other_than(refused: Card | None, devices: DeviceManager) -> Callable[[], Card | None]:
    def look() -> Card | None:
        card = devices.card(other_than=refused)
        if card is None and not devices.can_identify():
            raise DeviceError(Fault.NOT_RESPONDING, "the reader went out of service while a card was awaited")
        return card

    return look


def _read(card: Card) -> Person | None:
    try:
        return person_of(card)
    except ValidationError:
        return None
