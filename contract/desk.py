"""Questions, calls, reviews, notices and the directory, as staff see and write them."""

import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, model_validator
from pydantic import Field as Bound

from contract.channels import Aspect, Channel, EntryKind, Grade, Group, RequestState
from contract.forms import Key
from contract.text import BoundedText, Message, Personal, Text
from languages.registry import find_tag

_log = logging.getLogger(__name__)


class ShortText(BoundedText):
    longest = 300
    required = True


class Paragraph(BoundedText):
    longest = 3000
    required = True


def _gather_wordings(sent: Any, names: tuple[str, ...]) -> Any:
    """Returns the values with `name_<language>`, as clients of earlier hubs send it, in the text `name`."""
    if not isinstance(sent, Mapping):
        return sent
    gathered: dict[str, Any] = {}
    older = []
    for key, value in sent.items():
        name, _, language = str(key).rpartition("_")
        if name in names and (tag := find_tag(language)) is not None:
            gathered[name] = {**gathered.get(name, {}), tag: value}
            older.append(key)
        else:
            gathered[key] = value
    if older:
        _log.warning("%s are older names, taken in this version: send texts by locale", ", ".join(older))
    return gathered


class EntryWanted(Message):
    """An entry of the directory as staff write it, for an area and all below it."""

    area: str = Bound(max_length=40)
    kind: EntryKind
    name: ShortText
    about: Paragraph
    place: ShortText
    hours: ShortText
    phone: str = Bound(default="", max_length=20)
    requests: bool = True
    offered: bool = True

    @model_validator(mode="before")
    @classmethod
    def _from_older_names(cls, sent: Any) -> Any:
        return _gather_wordings(sent, ("name", "about", "place", "hours"))


class StaffEntry(EntryWanted):
    id: int


class StaffDirectory(Message):
    entries: tuple[StaffEntry, ...]


class StaffQuestion(Personal):
    """A question as those who answer see it."""

    code: str
    channel: Channel
    area: Key
    item: str | None
    text: str
    phone: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


class StaffQuestions(Message):
    questions: tuple[StaffQuestion, ...]


class Answering(Message):
    text: str = Bound(min_length=1, max_length=2000)


class TakenQuestion(Personal):
    """Asked at a window, and written down there. With an `answer` it is done at once."""

    id: UUID
    area: str = Bound(max_length=40)
    text: str = Bound(max_length=600)
    phone: str = Bound(default="", max_length=20)
    number: str | None = Bound(default=None, max_length=20)
    item: str | None = Bound(default=None, max_length=40)
    answer: str = Bound(default="", max_length=2000)


class PhoneCall(TakenQuestion):
    """A call in the log. Without an `answer` the caller is called back, by `call_back_by` or else by the limit."""

    minutes: int = Bound(ge=0, le=600)
    call_back_by: AwareDatetime | None = None


class LoggedCall(Personal):
    at: datetime
    minutes: int
    taken_by: str
    question: str  # its code
    answered: bool
    call_back_by: datetime | None = None  # when somebody calls next


class Calls(Message):
    calls: tuple[LoggedCall, ...]


class StaffReview(Message):
    """A review as those who answer see it: no case, no number, no hour, nobody's name."""

    code: str
    day: date
    about: Text
    grade: Grade
    aspects: tuple[Aspect, ...]
    comment: str
    answer_by: date | None
    overdue: bool
    sent_up: bool  # to a head of the area above, or to an administrator
    answer: str | None


class StaffReviews(Message):
    reviews: tuple[StaffReview, ...]


class NewNotice(Message):
    area: str = Bound(max_length=40)
    group: Group = Group.ALL
    title: ShortText
    body: Paragraph
    since: date
    until: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_older_names(cls, sent: Any) -> Any:
        return _gather_wordings(sent, ("title", "body"))


class StaffNotice(NewNotice):
    id: int
    withdrawn: bool


class StaffNotices(Message):
    notices: tuple[StaffNotice, ...]


class StaffRequest(Personal):
    code: str
    entry: Text
    name: str
    phone: str
    wish: str
    asked_at: datetime
    state: RequestState
    note: str


class StaffRequests(Message):
    requests: tuple[StaffRequest, ...]


class RequestMove(Message):
    state: RequestState
    note: str = Bound(default="", max_length=200)
