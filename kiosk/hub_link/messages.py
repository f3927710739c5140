"""The messages that wait in the outbox for the hub: one row a kind. To add a message, add its row.

The database stores a row's value, so that never changes.
"""

from enum import Enum, StrEnum
from uuid import UUID

from pydantic import BaseModel

from contract.cases import Accepted, Submission
from contract.channels import Acknowledgement, EntryRequest, Question, Review
from contract.paper_checks import PaperCheck
from contract.residents import ConsentChoice, Consents
from contract.searches import UnfoundWords
from contract.surveys import SurveyAnswer
from contract.tickets import PrintedTicket, Ticket, TicketRequest
from contract.uploads import KeptPiece
from kiosk.pages.language import N_, _

Answer = Accepted | Ticket | Acknowledgement | Consents
# what a resident hands in, under an id of its own
OutgoingMessage = (
    Submission | Question | Review | EntryRequest | ConsentChoice | UnfoundWords | PaperCheck | SurveyAnswer
)


class OnRefusal(Enum):
    """The handling of an entry that the hub refuses."""

    KEEP = "it stays until staff have dealt with it"
    KEEP_FOR_A_WHILE = "it stays as long as the traces of what was sent"
    SENT_IF_UNKNOWN = "unknown to the hub (404) is as good as sent; otherwise as KEEP_FOR_A_WHILE"


class MessageKind(StrEnum):
    """`message`: the type of the content; None where the path says all. `path`: below the API's root, `{id}` stands for
    the entry's id. `words`: the msgid of what a technician calls it."""

    message: type[BaseModel] | None
    path: str
    answer: type[Answer]
    on_refusal: OnRefusal
    words: str

    def __new__(
        cls,
        value: str,
        message: type[BaseModel] | None,
        path: str,
        answer: type[Answer],
        on_refusal: OnRefusal,
        words: str,
    ) -> "MessageKind":
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.message, kind.path, kind.answer, kind.on_refusal, kind.words = message, path, answer, on_refusal, words
        return kind

    # fmt: off
    SUBMISSION = "submission", Submission, "submissions", Accepted, OnRefusal.KEEP, N_("Application")
    # from the kiosk's own series, on paper already
    TICKET_ISSUED = "ticket_issued", TicketRequest, "tickets", Ticket, OnRefusal.KEEP_FOR_A_WHILE, N_("Queue number")
    TICKET_PRINTED = (
        "ticket_printed", PrintedTicket, "tickets/{id}/confirm", Ticket, OnRefusal.KEEP_FOR_A_WHILE, N_("Queue number"),
    )
    TICKET_VOID = (
        "ticket_void", None, "tickets/{id}/void", Ticket, OnRefusal.SENT_IF_UNKNOWN, N_("Void queue number"),
    )
    QUESTION = "question", Question, "questions", Acknowledgement, OnRefusal.KEEP, N_("Question")
    REVIEW = "review", Review, "reviews", Acknowledgement, OnRefusal.KEEP, N_("Review")
    SURVEY_ANSWER = (
        "survey_answer", SurveyAnswer, "surveys", Acknowledgement, OnRefusal.KEEP_FOR_A_WHILE,
        N_("Answers to an assessor"),
    )
    # for a service of the directory
    ENTRY_REQUEST = (
        "entry_request", EntryRequest, "directory/requests", Acknowledgement, OnRefusal.KEEP,
        N_("Request to a service"),
    )
    # to the keeping of what was filled in
    CONSENT = (
        "consent", ConsentChoice, "residents/consents", Consents, OnRefusal.KEEP_FOR_A_WHILE,
        N_("Yes or no to a use of data"),
    )
    # of nobody
    UNFOUND_WORDS = (
        "unfound_words", UnfoundWords, "searches", Acknowledgement, OnRefusal.KEEP_FOR_A_WHILE,
        N_("Words searched for in vain"),
    )
    # nobody's: what they were told that they lack
    PAPER_CHECK = (
        "paper_check", PaperCheck, "paper-checks", Acknowledgement, OnRefusal.KEEP_FOR_A_WHILE,
        N_("List of missing papers"),
    )
    # with the case that is on its way, or there
    PAPER_PIECE = (
        "paper_piece", KeptPiece, "kept-papers", Acknowledgement, OnRefusal.KEEP, N_("Paper of an application"),
    )
    # fmt: on

    def path_of(self, identifier: UUID) -> str:
        return self.path.format(id=identifier)

    def parse(self, body: bytes) -> BaseModel | None:
        """Returns the message to send; None where there is none, as for numbers that an earlier release printed. Raises
        pydantic.ValidationError for what another release has written."""
        return self.message.model_validate_json(body) if self.message and body else None

    def is_sent_by(self, status: int) -> bool:
        """Returns whether a refusal with this status is as good as sent."""
        return self.on_refusal is OnRefusal.SENT_IF_UNKNOWN and status == 404


ANSWERED_SLOWLY = frozenset({MessageKind.PAPER_PIECE})  # with the last piece the hub draws the pages
FORGOTTEN_WHEN_REFUSED = tuple(kind for kind in MessageKind if kind.on_refusal is not OnRefusal.KEEP)


def parse_kind(value: str) -> MessageKind:
    """Returns the kind of that value. Raises ValueError for one that only another release knows."""
    if kind := next((kind for kind in MessageKind if kind.value == value), None):
        return kind
    raise ValueError(value)


def get_kind(message: BaseModel) -> MessageKind:
    """Returns the kind of a message of this type. Raises StopIteration where there is no row for it."""
    return next(kind for kind in MessageKind if kind.message is type(message))


def kind_words(kind: str) -> str:
    """Returns what a technician calls it. A kind that only another release knows is named as it stands."""
    return next((_(row.words) for row in MessageKind if row == kind), kind)
