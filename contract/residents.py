"""A resident's decisions about their own data: consents, corrections, and mandates for agents."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field as Bound
from pydantic import SerializerFunctionWrapHandler, model_serializer

from contract.forms import Key
from contract.grounds import LookupGround
from contract.people import OrganisationId, Person, PersonKind
from contract.text import Message, Personal, Text


class ResidentSearch(Personal):
    number: str = Bound(max_length=20)


class ConsentChoice(Personal):
    """A resident's yes or no to a purpose. `id` is the kiosk's own; sent again it changes nothing. `chosen_at`: when
    it was said, where it may come in later; `machine_at` by the kiosk's own clock, where that differs. `language`: the
    tag of that in which it was asked; empty for the default."""

    id: UUID
    person: Person
    purpose: Key
    given: bool
    language: str = Bound(default="", max_length=20)
    chosen_at: datetime | None = None
    machine_at: datetime | None = None


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
    """A correction that a resident asks for. Staff check it; until then nothing changes."""

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
    """Both cards were on the reader: the principal lets the agent act for them in these items until that day.

    `signature`: the principal's, as the field kind has it; for items that ask for one.
    """

    id: UUID
    principal: Person
    agent: Person
    items: tuple[str, ...] = Bound(min_length=1, max_length=60)
    until: date
    signature: str = Bound(default="", max_length=12_000)

    @model_serializer(mode="wrap")
    def _without_no_signature(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves out an empty signature: a hub of an earlier release does not know it."""
        values: dict[str, Any] = dump(self)
        return {name: value for name, value in values.items() if value or name != "signature"}


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


class PersonWanted(Personal):
    """A resident, by number; staff look them up on record, and say why."""

    number: str = Bound(max_length=20)
    ground: LookupGround


class KnownFact(Personal):
    """A fact as staff see it: where it came from, when it was last given or checked, how long it is kept."""

    key: str
    value: str
    source: str
    checked_at: datetime
    keep_until: date


class ResidentFile(Personal):
    name: str
    kind: PersonKind
    facts: tuple[KnownFact, ...]
    consents: tuple[Consent, ...]
    mandates: Mandates


class OrganisationWanted(Personal):
    code: str = Bound(max_length=20)
    ground: LookupGround


class OrganisationFile(Personal):
    name: str
    mandates: tuple[Mandate, ...]  # that it gave


class CallerWanted(Personal):
    """A search for a caller by telephone number, with its ground, or by the code of a question in the call log, which
    is one."""

    phone: str | None = Bound(default=None, max_length=20)
    question: str | None = Bound(default=None, max_length=20)
    ground: LookupGround | None = None


class Caller(Personal):
    """One of those who gave this telephone; a household may share one."""

    name: str  # masked
    number: str  # masked


class Callers(Message):
    callers: tuple[Caller, ...]


class StaffCorrection(Personal):
    """A request for correction as those who decide it see it."""

    id: UUID
    area: str
    resident: str  # name
    key: str
    known: str | None  # what is kept now
    value: str
    reason: str
    asked_at: datetime
    state: CorrectionState
    answer: str


class StaffCorrections(Message):
    corrections: tuple[StaffCorrection, ...]  # oldest first


class CorrectionTaken(CorrectionWanted):
    """Said at a window or by phone, and written down there."""

    area: str = Bound(max_length=40)


class CorrectionDecision(Personal):
    """A refusal needs an answer."""

    accepted: bool
    answer: str = Bound(default="", max_length=400)


class MandateTaken(Personal):
    """A mandate shown at a window: of a person, or of an organisation."""

    id: UUID
    principal: Person | None = None
    organisation: OrganisationId | None = None
    agent: Person
    items: tuple[str, ...] = Bound(min_length=1, max_length=60)
    until: date
