"""People, as a card or the hub knows them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import Field as Bound
from pydantic import SerializerFunctionWrapHandler, model_serializer

from contract.fields import Key
from contract.text import DecodedText, Message, Personal, Text, without_empty


class PersonKind(StrEnum):
    CITIZEN = "citizen"
    HK_MO_TW_RESIDENT = "hk_mo_tw_resident"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"
    SOCIAL_SECURITY = "social_security"
    CONTACTLESS = "contactless"  # a city card and the like: a UID and no more
    UNKNOWN = "unknown"


IDENTITY_CARDS = frozenset(PersonKind) - {PersonKind.SOCIAL_SECURITY, PersonKind.CONTACTLESS, PersonKind.UNKNOWN}


class Person(Personal):
    """The person at the kiosk. `valid_to` is None for a card without end (长期).

    A card that tells neither name nor ID number leaves both empty and has a `card_number`.
    """

    kind: PersonKind = PersonKind.UNKNOWN
    name: DecodedText = Bound(max_length=120)
    number: str = Bound(max_length=20)
    sex: str | None = Bound(default=None, max_length=8)
    nation: str | None = Bound(default=None, max_length=20)
    birth: date | None = None
    address: DecodedText | None = Bound(default=None, max_length=200)
    authority: str | None = Bound(default=None, max_length=60)
    valid_from: date | None = None
    valid_to: date | None = None
    card_number: str | None = Bound(default=None, max_length=40)


class OrganisationId(Personal):
    """An organisation by its unified social credit code (GB 32100)."""

    code: str = Bound(max_length=20)
    name: DecodedText = Bound(min_length=1, max_length=120)


class FactSource(StrEnum):
    CARD = "card"
    HUB = "hub"  # given before, kept by the hub
    RESIDENT = "resident"  # typed just now


# The card's own number, and what pays or vouches: sensitive (Personal Information Protection Law, articles 28 and 29)
SENSITIVE_FACTS = frozenset({"bank_card", "bank_name", "disability_card", "card_number"})


class Fact(Personal):
    """One thing known about a person (`name`, `phone`, `address` …), and since when it is so. `told_by`: the name of
    the register that was asked for it just now."""

    key: Key
    value: DecodedText = Bound(max_length=400)
    source: FactSource
    checked_at: datetime
    told_by: Text | None = None


class TokenKind(StrEnum):
    SCANNED = "scanned"  # what an app shows to a scanner: 医保电子凭证 and the like
    SOCIAL_SECURITY_CARD = "social_security_card"  # the number of a card that tells neither name nor ID number


class Token(Personal):
    """Something that stands for a person, and means nothing to a kiosk: the hub says who it is."""

    kind: TokenKind
    content: str = Bound(min_length=1, max_length=2000)


class FactsRequest(Personal):
    number: str = Bound(max_length=20)


DUE_FACTS_WANTED = "Want-Due-Facts"  # the header by which a kiosk asks which facts are to be checked again


class Facts(Message):
    """`due`: the keys of those that are to be checked again, for a kiosk that asks which."""

    facts: tuple[Fact, ...] = ()
    due: tuple[Key, ...] = ()

    @model_serializer(mode="wrap")
    def _without_none_due(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves out an empty `due`: a kiosk of an earlier release does not know it."""
        return without_empty(dump(self), "due")


class FactChecked(Personal):
    """What a person says when asked whether a fact is still right: the `value` of now, the same or another."""

    person: Person
    key: Key
    value: DecodedText = Bound(min_length=1, max_length=400)
