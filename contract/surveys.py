"""What an independent assessor asks residents about a case or a visit of theirs."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime
from pydantic import Field as Bound

from contract.forms import Form
from contract.text import Message, Personal, Text

MOST_QUESTIONS = 12


class SurveySearch(Personal):
    """Of a case, shown to be one's own by `number` or `last_four`; or of a visit by its ticket."""

    case: str | None = Bound(default=None, max_length=20)  # its code
    number: str | None = Bound(default=None, max_length=20)
    last_four: str | None = Bound(default=None, max_length=4)
    ticket: UUID | None = None


class Survey(Message):
    """Questions to be answered once, until a day. `about`: what they ask about, as it may be shown."""

    id: UUID
    about: Text
    form: Form
    until: date


class Surveys(Message):
    surveys: tuple[Survey, ...] = ()


class SurveyAnswer(Personal):
    """The answers to the survey of this id, which nobody knows but who was asked."""

    id: UUID
    answers: dict[str, str] = Bound(max_length=MOST_QUESTIONS)
    given_at: AwareDatetime
