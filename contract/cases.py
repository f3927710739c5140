"""Cases: what is submitted, what comes back, and how it goes on."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, SerializerFunctionWrapHandler, model_serializer
from pydantic import Field as Bound

from contract.forms import Answer
from contract.people import OrganisationId, Person
from contract.text import Message, Personal, Text

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"  # 31, a prime, so the check character finds every slip; Z reads as 2
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "Z": "2", "-": "", " ": ""})


def case_code(submission: UUID) -> str:
    """Returns the case's public code, `7K4M-Q9XT-2VBC`: 54 bits of the submission's id and a check character.

    Kiosk and hub both derive it, so a resident has the right number even while the hub is away.
    """
    rest = submission.int % 31**11
    body = ""
    for _ in range(11):
        rest, digit = divmod(rest, 31)
        body += _ALPHABET[digit]
    return _grouped(body + _check_character(body))


def read_case_code(typed: str) -> str | None:
    """Returns the code as it is written, from what someone typed or scanned; None where it cannot be one."""
    code = typed.strip().upper().translate(_READ_AS)
    if len(code) != 12 or any(c not in _ALPHABET for c in code) or _check_character(code[:-1]) != code[-1]:
        return None
    return _grouped(code)


def _grouped(code: str) -> str:
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def _check_character(body: str) -> str:
    """Returns the weighted sum modulo 31: it shows any one wrong character and any swap of neighbours."""
    return _ALPHABET[sum(_ALPHABET.index(c) * weight for weight, c in enumerate(body, start=2)) % 31]


class CaseState(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SUPPLEMENT_WANTED = "supplement_wanted"
    IN_PROGRESS = "in_progress"
    DECIDED = "decided"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


OPEN_STATES = (CaseState.SUBMITTED, CaseState.ACCEPTED, CaseState.SUPPLEMENT_WANTED, CaseState.IN_PROGRESS)


_LATER = ("upload", "files", "kept", "draft")  # of a submission: in later releases


class Submission(Personal):
    """A resident's submission. The kiosk makes `id`; the hub keeps it unique.

    An `agent` hands it in for the applicant; the applicant hands it in for an `organisation`. Either needs a mandate
    for the item, which the hub looks for.
    """

    id: UUID
    item: str = Bound(max_length=40)
    item_version: int
    applicant: Person | None
    answers: dict[str, Answer] = Bound(max_length=60)
    stated_at: AwareDatetime  # when the statement of truth was accepted
    submitted_at: AwareDatetime
    # the area it belongs to, where that is not the one it is handed in
    area: str | None = Bound(default=None, max_length=40)
    agent: Person | None = None
    organisation: OrganisationId | None = None
    # the time of submitting by the kiosk's machine, where the kiosk did not go by that
    machine_at: AwareDatetime | None = None
    # by which a telephone sent papers during the visit, and the pages of which the kiosk knows that they came
    upload: UUID | None = None
    files: tuple[UUID, ...] = Bound(default=(), max_length=200)
    kept: int = Bound(default=0, ge=0, le=200)  # files of that upload that follow from the kiosk's outbox
    draft: UUID | None = None  # the saved draft that it was filled in from, where that has another id

    @model_serializer(mode="wrap")
    def _without_no_papers(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves out what there is none of: a hub of an earlier release does not know it."""
        values: dict[str, Any] = dump(self)
        return {name: value for name, value in values.items() if value or name not in _LATER}


SIGNATURE_WANTED = "Want-Receipt-Signature"  # the header with which a submission asks for `Accepted.signature`


class Accepted(Message):
    """The hub's answer to a submission: the same each time it is asked."""

    id: UUID
    code: str
    accepted_at: datetime
    promised_by: date | None = None
    provisional: bool = False  # `promised_by` lies in a year whose days off are not announced, and may still move
    signature: str = ""  # the hub's, of the receipt: the algorithm, a colon, and Base64


class ReceiptCopy(Message):
    """What a receipt said, to be printed again on the day it was given. `item`: the code."""

    item: str
    submitted_at: datetime
    accepted: Accepted


class TimelineEntry(Message):
    at: datetime
    state: CaseState
    note: Text | None = None


class CaseSummary(Message):
    code: str
    item: Text
    state: CaseState
    submitted_at: datetime
    promised_by: date | None = None
    provisional: bool = False  # as in `Accepted`


class ComplaintGiven(Personal):
    """群众监督: a complaint about one's own case, shown as one's own as in `CaseSearch`. `id` is the kiosk's own; sent
    again it is the same one."""

    id: UUID
    code: str = Bound(max_length=20)
    number: str | None = Bound(default=None, max_length=20)
    last_four: str | None = Bound(default=None, max_length=4)
    text: str = Bound(min_length=1, max_length=500)


class OwnComplaint(Personal):
    """A complaint as the one reads it who made it. `answer_by`: the day until which it is answered."""

    code: str
    case: str
    text: str
    made_at: datetime
    answer_by: date
    answer: str = ""
    answered_at: datetime | None = None


class CaseDetail(CaseSummary):
    department: Text
    timeline: tuple[TimelineEntry, ...]  # oldest first
    missing: tuple[Text, ...] = ()  # papers still to be brought
    answer: Text | None = None  # only for the one who has shown that it is theirs
    complaints: tuple[OwnComplaint, ...] = ()  # newest first; as `answer`
    may_review: bool = False  # it is over, and the one whose it is has not said yet how it was handled


class CaseSearch(Personal):
    """Either `number` (read from a card), or `code` with the `last_four` of the applicant's number.

    Where no card was shown, the last four are those of the telephone that was left; where that was not either, there
    are none.
    """

    number: str | None = Bound(default=None, max_length=20)
    code: str | None = Bound(default=None, max_length=20)
    last_four: str | None = Bound(default=None, max_length=4)


class CaseList(Message):
    cases: tuple[CaseSummary, ...]  # newest first
