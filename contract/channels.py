"""Questions and answers, reviews, notices and the directory: what residents say besides applying, and are told."""

from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, SerializerFunctionWrapHandler, model_serializer
from pydantic import Field as Bound

from contract.forms import Field, FieldKind, Form, Option
from contract.text import DecodedText, Message, Personal, Text, text, without_empty

QUESTION_FORM = Form(
    fields=(
        Field(
            key="text",
            label=text("Your question"),
            kind=FieldKind.LONG_TEXT,
            max_length=500,
            help=text("Please give no ID or bank card numbers here"),
        ),
        Field(
            key="phone",
            label=text("Telephone (may be left empty)"),
            kind=FieldKind.PHONE,
            required=False,
            fact="phone",
        ),
    )
)
REQUEST_FORM = Form(
    fields=(
        Field(key="name", label=text("Name"), kind=FieldKind.TEXT, fact="name", max_length=60),
        Field(key="phone", label=text("Telephone"), kind=FieldKind.PHONE, fact="phone"),
        Field(
            key="wish",
            label=text("What you need, or offer"),
            kind=FieldKind.LONG_TEXT,
            max_length=300,
        ),
    )
)
COMMENT_FORM = Form(
    fields=(
        Field(
            key="aspects",
            label=text("What should be better (may be left empty)"),
            kind=FieldKind.CHOICES,
            required=False,
            options=(
                Option(value="efficiency", label=text("Speed")),
                Option(value="competence", label=text("Competence")),
                Option(value="attitude", label=text("Manner")),
            ),
        ),
        Field(
            key="comment",
            label=text("Your remarks (may be left empty)"),
            kind=FieldKind.LONG_TEXT,
            required=False,
            max_length=300,
        ),
    )
)


class Channel(StrEnum):
    KIOSK = "kiosk"
    WINDOW = "window"
    PHONE = "phone"
    WEB = "web"


class Question(Personal):
    """A resident's question. The answer is read with the card of this `number`, or with the code."""

    id: UUID
    text: str = Bound(max_length=600)
    phone: str = Bound(default="", max_length=20)
    number: str | None = Bound(default=None, max_length=20)
    item: str | None = Bound(default=None, max_length=40)
    asked_at: AwareDatetime


class Acknowledgement(Message):
    """It has arrived: the same answer each time it is sent. `answer_by`: the day by which it has to be answered."""

    id: UUID
    code: str
    answer_by: date | None = None


class Lookup(Personal):
    """By the number on the card, or by a code."""

    number: str | None = Bound(default=None, max_length=20)
    code: str | None = Bound(default=None, max_length=20)


class Reply(Personal):
    """A question or a review of one's own, and what was answered."""

    code: str
    asked: str
    asked_at: datetime
    answer: str | None = None
    answered_at: datetime | None = None


class Replies(Message):
    replies: tuple[Reply, ...]  # newest first


class Grade(IntEnum):
    """好差评 (GB/T 39734, 39735)."""

    VERY_SATISFIED = 5
    SATISFIED = 4
    FAIRLY_SATISFIED = 3
    DISSATISFIED = 2
    VERY_DISSATISFIED = 1


BAD = (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)


class Aspect(StrEnum):
    EFFICIENCY = "efficiency"  # 服务效率
    COMPETENCE = "competence"  # 服务水平
    ATTITUDE = "attitude"  # 服务态度


class Review(Personal):
    """One review of one case, or of one visit by its queue number: never two.

    A case that is over is reviewed by whose it is: shown by the `number`, or its `last_four`. At the kiosk where it was
    just handed in, it can be reviewed before that how it was taken in.
    """

    id: UUID
    case: str | None = Bound(default=None, max_length=20)  # its code
    number: str | None = Bound(default=None, max_length=20)
    last_four: str | None = Bound(default=None, max_length=4)
    ticket: UUID | None = None
    grade: Grade
    aspects: tuple[Aspect, ...] = Bound(default=(), max_length=3)
    comment: str = Bound(default="", max_length=400)
    given_at: AwareDatetime


class Group(StrEnum):
    ALL = "all"
    ELDERLY = "elderly"  # 60 and over
    DISABLED = "disabled"  # whose disability card is known
    MINORS = "minors"  # under 18


class Told(Message):
    """A notice for some area and group."""

    title: Text
    body: Text
    since: date
    until: date | None = None
    picture: str = Bound(default="", max_length=400_000, repr=False)  # a JPEG in base64

    @model_serializer(mode="wrap")
    def _without_no_picture(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return without_empty(dump(self), "picture")


class Notices(Message):
    version: str = ""
    notices: tuple[Told, ...] = ()


class EntryKind(StrEnum):
    CONVENIENCE = "convenience"  # 便民服务
    VOLUNTEERING = "volunteering"  # 志愿互助


class Entry(Message):
    """A service of the neighbourhood, or something to help with."""

    id: int
    kind: EntryKind
    name: Text
    about: Text
    place: Text
    hours: Text
    phone: str = ""
    requests: bool = True  # may be asked for here
    illustrative: bool = False


class Directory(Message):
    entries: tuple[Entry, ...]


class EntryRequest(Personal):
    """Somebody wants a service of the directory, or offers to help."""

    id: UUID
    entry: int
    name: DecodedText = Bound(max_length=120)
    phone: str = Bound(max_length=20)
    wish: str = Bound(max_length=400)
    number: str | None = Bound(default=None, max_length=20)
    asked_at: AwareDatetime


class RequestState(StrEnum):
    NEW = "new"
    TAKEN = "taken"
    DONE = "done"
    DECLINED = "declined"
