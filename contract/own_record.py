"""我的档案: all that the hub keeps of a resident, for the one whose it is."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import Field as Bound
from pydantic import SerializerFunctionWrapHandler, model_serializer

from contract.cases import CaseSummary, OwnComplaint
from contract.catalogue import Named
from contract.drafts import SavedDraft
from contract.people import PersonKind
from contract.queues import Appointment
from contract.residents import Consent, Correction, Mandates
from contract.text import Message, Personal, Text, without_empty

PLACES_WANTED = "Want-Places"  # the header by which a kiosk asks for the places of addresses


class OwnCase(CaseSummary):
    """`missing`: papers that are awaited from the resident. `result`: the title of what can be had on paper."""

    missing: tuple[Text, ...] = ()
    may_withdraw: bool = False
    result: Text | None = None


class OwnFact(Personal):
    """`name` and `source` in words; `checked_at`: when it was last given or checked. `place`: the place with which an
    address began then, as it is called now."""

    key: str
    name: Text
    value: str
    source: Text
    checked_at: datetime
    keep_until: date
    place: Text = Text()

    @property
    def has_renamed_place(self) -> bool:
        """Returns whether the place is called something else than in the address."""
        return bool(self.place) and not any(self.value.startswith(name) for name in self.place.root.values())

    @model_serializer(mode="wrap")
    def _without_no_place(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves out `place` where there is none."""
        return without_empty(dump(self), "place")


class OwnPaper(Message):
    """A paper that came as a file: its name, its pages, and the code of its case."""

    case: str
    name: Text
    pages: int


class EntitlementState(StrEnum):
    COMING = "coming"  # its first day is not there yet
    RUNNING = "running"
    ENDS_SOON = "ends_soon"  # it is time to renew it
    OVER = "over"


class OwnEntitlement(Named):
    """What a granted decision entitles to, until further notice where there is no last day. `item`: the code of the one
    to renew it by, where applications are taken; `case`: of the decision; `reason`: why staff ended it early."""

    state: EntitlementState
    first_day: date
    last_day: date | None = None
    item: str | None = None
    case: str | None = None
    reason: str | None = None


class RecordReading(Message):
    """Somebody read or was sent something of the resident's. `who`: a role and departments, or a kiosk, and no name;
    `ground`: why, where it was said; `times`: within that day."""

    day: date
    who: Text
    what: Text
    ground: Text = Text()
    times: int = 1


class OwnRecord(Personal):
    """As it is `at` that time. Lists are newest first, and bounded. Nobody is known by a number that was never seen
    here: then all of it is empty but `drafts`."""

    at: datetime
    name: str = ""
    number: str = ""
    kind: PersonKind = PersonKind.UNKNOWN
    cases: tuple[OwnCase, ...] = ()
    complaints: tuple[OwnComplaint, ...] = ()
    facts: tuple[OwnFact, ...] = ()
    corrections: tuple[Correction, ...] = ()
    papers: tuple[OwnPaper, ...] = ()
    entitlements: tuple[OwnEntitlement, ...] = ()  # those that end soon first, those that are over last
    readings: tuple[RecordReading, ...] = ()
    consents: tuple[Consent, ...] = ()
    mandates: Mandates = Mandates()
    appointments: tuple[Appointment, ...] = ()
    item_names: dict[str, Text] = Bound(default_factory=dict)  # of the mandates' items
    service_names: dict[str, Text] = Bound(default_factory=dict)  # of the appointments' services
    due: tuple[str, ...] = ()  # keys of facts that are to be checked again, for a kiosk that asks which
    drafts: tuple[SavedDraft, ...] = ()

    @model_serializer(mode="wrap")
    def _without_none_due(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return without_empty(without_empty(dump(self), "due"), "drafts")


class RecordCopy(Personal):
    """`pdf`: all of it, signed, in A4, in Base64."""

    pdf: str


class RecordLink(Personal):
    """The way for the resident's telephone; empty where telephones do not reach the hub."""

    url: str
    until: datetime


class KeptByLaw(Message):
    """Something that stays, and why."""

    what: Text
    why: Text


class Erasure(Message):
    """`erased`: how many entries; `kept`: what the law keeps."""

    erased: int
    kept: tuple[KeptByLaw, ...] = ()
