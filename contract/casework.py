"""Cases as staff see and work them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field as Bound

from contract.cases import CaseState
from contract.catalogue import Privacy
from contract.forms import Answer
from contract.people import OrganisationId, Person
from contract.text import BoundedText, Message, Personal, Text


class Words(BoundedText):
    """A note or an answer as somebody writes it."""

    longest = 4000


class PaperName(BoundedText):
    longest = 300
    required = True


class WorkColour(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class WorkRow(Message):
    """A line of a worklist. A confidential item stands under a neutral name."""

    code: str
    item: Text
    state: CaseState
    area: str
    department: str | None
    responsible: str | None  # user name
    submitted_at: datetime
    due_by: date | None
    provisional: bool = False  # `due_by` lies in a year whose days off are not announced, and may still move
    colour: WorkColour | None
    paused: bool
    privacy: Privacy


class WorkList(Message):
    cases: tuple[WorkRow, ...]
    more: str | None = None  # where the next page begins


class WorkCounts(Message):
    """The number of open cases that wait for the reader; at most 1,000 are counted."""

    mine: int
    sent_up: int


class TaskView(Message):
    id: int
    department: str
    name: Text
    state: str
    assigned_to: str | None
    due_by: date | None
    finding: Text | None = None


class PaperView(Message):
    id: int
    name: Text
    received_at: datetime | None


class EventView(Message):
    at: datetime
    event: str
    state: CaseState
    by: str  # a user name, a kiosk's name, a department's code; empty for the hub itself
    note: Text | None
    public: bool


class EntitlementDates(Message):
    """The first and the last day of an entitlement; until further notice where there is no last one."""

    first_day: date
    last_day: date | None = None


class EntitlementView(EntitlementDates):
    """`ended_at`: when staff ended it, with the `reason`."""

    id: int
    name: Text
    ended_at: datetime | None = None
    reason: str | None = None


class EntitlementEnd(Personal):
    """The last day that is left, and why, which the resident reads."""

    last_day: date
    reason: str = Bound(min_length=1, max_length=400)


class CaseFile(Personal):
    """A case with all that is in it. Each reading is kept on record."""

    id: UUID
    row: WorkRow
    name: Text  # the item's own
    channel: str
    taken_in: str
    first_contact: str | None
    promised_by: date | None
    statutory_by: date | None
    provisional_from: date  # from then on days off are not announced, and dates may still move
    notice_until: date | None
    applicant: Person | None
    agent: str | None = None  # the name of who handed it in for the applicant
    organisation: OrganisationId | None = None  # for which it was handed in
    answers: dict[str, Answer]
    unlike_card: tuple[str, ...] = ()  # keys of answers that differ from the applicant's card
    tasks: tuple[TaskView, ...]
    papers: tuple[PaperView, ...]  # of the one supplement
    timeline: tuple[EventView, ...]
    answer: Text | None
    proposed: EntitlementDates | None = None  # what a granted decision entitles to, as the item says; None: to nothing
    entitlements: tuple[EntitlementView, ...] = ()


class Move(StrEnum):
    ACCEPT = "accept"
    BEGIN = "begin"
    DECIDE = "decide"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    DELIVER = "deliver"


class MoveWanted(Personal):
    """`words` is a note, and for `decide` and `refuse` the answer to the resident. `entitlement`: with `decide`, where
    the item entitles to something and it is granted."""

    move: Move
    words: Words | None = None
    entitlement: EntitlementDates | None = None


class SupplementWanted(Message):
    papers: tuple[PaperName, ...] = Bound(max_length=40)


class PapersReceived(Message):
    papers: tuple[int, ...] = Bound(max_length=40)


class NoticePeriod(Message):
    until: date


class HandOn(Personal):
    to: str = Bound(max_length=150)  # user name
    note: Words | None = None


class HandOver(Message):
    area: str = Bound(max_length=40)


class TaskWanted(Personal):
    department: str = Bound(max_length=40)
    name: PaperName
    due_by: date | None = None


class TaskDone(Personal):
    finding: Words


class StepLeftOut(Personal):
    """Why a step is not done: for staff, not for the resident."""

    reason: Words


class TaskFor(Message):
    to: str = Bound(max_length=150)  # user name
