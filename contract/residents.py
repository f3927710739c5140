"""What a resident decides about their own data: consents, corrections, and mandates for agents."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field as Bound

from contract.forms import Key
from contract.people import Person
from contract.text import Message, Personal, Text


class ResidentSearch(Personal):
    number: str = Bound(max_length=20)


class Choice(Personal):
    """A resident's yes or no to a purpose. `id` is the kiosk's own; sent again it changes nothing."""

    id: UUID
    person: Person
    purpose: Key
    given: bool


class Consent(Message):
    """A purpose, what is asked, and what the resident last said to it; `given` is None where nothing was said yet."""

    purpose: Key
    name: Text
    wording: Text
    keep_days: int
    given: bool | None = None
    kept_until: date | None = None


class Consents(Message):
    consents: tuple[Consent, ...] = ()


class CorrectionWanted(Personal):
    """What a resident says is wrong in their record. Staff check it; until then nothing changes."""

    id: UUID
    person: Person
    key: Key
    value: str = Bound(min_length=1, max_length=400)
    reason: str = Bound(default="", max_length=400)


class CorrectionState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Correction(Personal):
    id: UUID
    key: Key
    value: str
    state: CorrectionState
    asked_at: datetime
    decided_at: datetime | None = None
    answer: str = ""


class Corrections(Message):
    corrections: tuple[Correction, ...] = ()


class MandateGiven(Personal):
    """Both cards were on the reader: the principal lets the agent act for them in these items until that day."""

    id: UUID
    principal: Person
    agent: Person
    items: tuple[str, ...] = Bound(min_length=1, max_length=60)
    until: date


class Mandate(Personal):
    id: UUID
    principal: str
    agent: str
    items: tuple[str, ...]
    since: date
    until: date
    revoked: bool


class Mandates(Message):
    """Those that a person gave, and those that were given to them; newest first."""

    given: tuple[Mandate, ...] = ()
    held: tuple[Mandate, ...] = ()
