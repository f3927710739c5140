"""Facts about a person before anything is asked: from the card in hand, and from what was given before."""

from collections.abc import Mapping
from dataclasses import dataclass

from contract.people import Fact, Facts, FactSource, Person
from devices.base import Card
from kiosk.pages.language import _
from kiosk.pages.wording import plain_date


@dataclass(frozen=True, slots=True, repr=False)
class FactWithOrigin:
    """A value, where it is from in the resident's words, and whether the card vouches for it. `is_due`: it was given so
    long ago that the person is to be asked whether it is still right."""

    value: str
    origin: str
    from_card: bool
    is_due: bool = False


def person_of(card: Card) -> Person:
    """Returns the person of a card. Raises pydantic.ValidationError where the card says more than a card can."""
    return Person(
        kind=card.kind.value,  # type: ignore[arg-type]  # the same words on both sides; pydantic reads them
        name=card.name,
        number=card.number,
        sex=card.sex,
        nation=card.nation,
        birth=card.birth,
        address=card.address,
        authority=card.authority,
        valid_from=card.valid_from,
        valid_to=card.valid_to,
        card_number=card.card_number,
    )


def card_facts(person: Person) -> dict[str, FactWithOrigin]:
    values = {
        "name": person.name,
        "number": person.number,
        "sex": person.sex,
        "nation": person.nation,
        "birth": person.birth.isoformat() if person.birth else None,
        "address": person.address,
    }
    return {key: FactWithOrigin(value, _("From your card"), True) for key, value in values.items() if value}


def hub_facts(facts: Facts) -> dict[str, FactWithOrigin]:
    return {fact.key: FactWithOrigin(fact.value, _origin(fact), False, fact.key in facts.due) for fact in facts.facts}


def all_facts(person: Person, facts: Facts) -> Mapping[str, FactWithOrigin]:
    """Returns the facts by key; the card in hand is newer than what was kept."""
    return hub_facts(facts) | card_facts(person)


def _origin(fact: Fact) -> str:
    day = plain_date(fact.checked_at.date())
    if fact.told_by:
        return _("From the register, {date}").format(date=day)
    if fact.source is FactSource.CARD:
        return _("From your card on {date}").format(date=day)
    return _("Given on {date}").format(date=day)
