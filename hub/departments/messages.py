"""Messages from departments' systems."""

from enum import StrEnum

from pydantic import Field as Bound

from contract.casework import EntitlementDates, PaperName, Words
from contract.text import Message, Personal
from hub.certificates.content import CertificateContent


class EventKind(StrEnum):
    DONE = "done"  # the department's part is done; `task` says which
    SUPPLEMENT_WANTED = "supplement_wanted"  # `papers` are missing
    DECIDED = "decided"  # `note` is the answer to the resident
    REFUSED = "refused"  # not accepted; `note` is the reason


class DepartmentAnswer(Personal):
    """`task` is the number that the delivery gave. `result`: with a decision, what the resident gets on paper;
    `entitlement`: what is granted by it, where the item entitles to something."""

    case: str = Bound(max_length=20)
    said: EventKind
    task: int | None = Bound(default=None, ge=1, lt=2**63)
    note: Words = Words({})
    papers: tuple[PaperName, ...] = Bound(default=(), max_length=40)
    result: CertificateContent | None = None
    entitlement: EntitlementDates | None = None


class AnswerTaken(Message):
    """The same for a message and its replay."""

    id: str
    state: str  # of the case, now
