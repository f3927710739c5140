"""A message to the hub is one row: with its row alone it is kept, sent, answered, refused, named and forgotten."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel

from contract.cases import Submission, case_code
from contract.channels import EntryRequest, Grade, Question, Review
from contract.paper_checks import PaperCheck
from contract.people import Person
from contract.problems import REFUSED, Problem
from contract.residents import ConsentChoice
from contract.searches import UnfoundWords
from contract.surveys import SurveyAnswer
from contract.tickets import OfflineIssue, PrintedTicket, TicketRequest
from contract.uploads import KeptPiece
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAddress, HubRefused
from kiosk.hub_link.messages import MessageKind, OnRefusal, get_kind, kind_words, parse_kind
from kiosk.hub_link.outbox import KEPT_FOR, EntryState, Outbox
from kiosk.hub_link.outbox_sender import Sender
from kiosk.pages.language import activate
from kiosk.storage.database import Database
from tests.kiosk.picky_hub import PickyHub, picky_hub

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
STORED = [
    "submission",
    "ticket_issued",
    "ticket_printed",
    "ticket_void",
    "question",
    "review",
    "survey_answer",
    "entry_request",
    "consent",
    "unfound_words",
    "paper_check",
    "paper_piece",
]


def sample(kind: MessageKind, identifier: UUID) -> BaseModel | None:
    """Returns what a kiosk may have to send of this kind."""
    samples: dict[type[BaseModel] | None, Any] = {
        None: lambda: None,
        Submission: lambda: Submission(
            id=identifier, item="1", item_version=1, applicant=None, answers={}, stated_at=NOW, submitted_at=NOW
        ),
        TicketRequest: lambda: TicketRequest(
            id=identifier, service="general", offline=OfflineIssue(number="AK001", issued_at=NOW)
        ),
        PrintedTicket: lambda: PrintedTicket(service="general", number="A001", issued_at=NOW),
        Question: lambda: Question(id=identifier, text="Is it open on Sunday?", asked_at=NOW),
        Review: lambda: Review(id=identifier, case="C1", grade=Grade.SATISFIED, given_at=NOW),
        ConsentChoice: lambda: ConsentChoice(
            id=identifier, person=Person(name="王", number="1"), purpose="reuse", given=True, chosen_at=NOW
        ),
        EntryRequest: lambda: EntryRequest(id=identifier, entry=1, name="王", phone="1", wish="", asked_at=NOW),
        PaperCheck: lambda: PaperCheck(id=identifier, item="1", item_version=1, missing=(0, 2), checked_at=NOW),
        KeptPiece: lambda: KeptPiece(
            id=identifier, upload=uuid4(), file=uuid4(), position=0, size=1, offset=0, content="AA=="
        ),
        SurveyAnswer: lambda: SurveyAnswer(id=identifier, answers={"q1": "good"}, given_at=NOW),
        UnfoundWords: lambda: UnfoundWords(id=identifier, words="飞机票", language="zh-Hans", day=NOW.date()),
    }
    message: BaseModel | None = samples[kind.message]()
    return message


class RowHub(PickyHub):
    """Answers as the row of a kind says, or refuses with `refusal`. `sent`: path and content of each message."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.reply = ""
        self.refusal = 0

    def answer(self, path: str, message: dict[str, Any]) -> tuple[int, str]:
        self.sent.append((path, message))
        if self.refusal:
            return self.refusal, Problem(type=REFUSED, title="no", status=self.refusal).model_dump_json()
        return 200, self.reply


@pytest.fixture
def row_hub() -> Iterator[RowHub]:
    hub = RowHub()
    with picky_hub(hub):
        yield hub


class Desk:
    """An outbox with a sender that is not started yet."""

    def __init__(self, folder: Path, url: str) -> None:
        (folder / "token").write_text("invented", "ascii")
        self.store = Database(folder)
        self.outbox = Outbox(self.store)
        self.hub = HubClient(HubAddress(url, folder / "token"))
        self.sender = Sender(self.outbox, self.hub)

    def puts(self, kind: MessageKind) -> UUID:
        identifier = uuid4()
        with self.store.change() as connection:
            self.outbox.put_entry(connection, identifier, kind, "X1", sample(kind, identifier))
        return identifier


@pytest.fixture
def desk(tmp_path: Path, row_hub: RowHub) -> Iterator[Desk]:
    desk = Desk(tmp_path, row_hub.url)
    yield desk
    desk.sender.stop()
    desk.hub.close()
    desk.store.close()


def reply_of(kind: MessageKind, identifier: UUID) -> str:
    fields = {
        "id": str(identifier),
        "code": "C1",
        "accepted_at": NOW.isoformat(),
        "number": "A001",
        "service": "general",
        "zone": {"zh-Hans": "一区"},
        "state": "waiting",
        "issued_at": NOW.isoformat(),
    }
    known = {name: value for name, value in fields.items() if name in kind.answer.model_fields}
    return json.dumps(known)


def test_what_the_database_stores_is_what_it_always_stored() -> None:
    assert [kind.value for kind in MessageKind] == STORED
    assert [parse_kind(value) for value in STORED] == list(MessageKind)


@pytest.mark.parametrize("value", ["later", "", "SUBMISSION"])
def test_a_kind_of_another_release_is_refused_and_named_as_it_stands(value: str) -> None:
    with pytest.raises(ValueError, match=value):
        parse_kind(value)
    assert kind_words(value) == value


@pytest.mark.parametrize("kind", MessageKind)
def test_a_row_is_sent_to_its_path_with_its_content_and_answered(
    desk: Desk, row_hub: RowHub, kind: MessageKind
) -> None:
    identifier = desk.puts(kind)
    row_hub.reply = reply_of(kind, identifier)
    answer = desk.sender.expect(identifier)
    desk.sender.start()
    assert type(answer.result(15)) is kind.answer
    ((path, content),) = row_hub.sent
    assert path == "/api/v1/" + kind.path.replace("{id}", str(identifier))
    message = sample(kind, identifier)
    assert content.get("id") == (str(identifier) if hasattr(message, "id") else None)
    assert [trace.state for trace in desk.outbox.traces()] == [EntryState.SENT]


@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("status", [404, 409, 422])
def test_a_row_says_what_becomes_of_a_refusal(desk: Desk, row_hub: RowHub, kind: MessageKind, status: int) -> None:
    identifier = desk.puts(kind)
    row_hub.refusal = status
    answer = desk.sender.expect(identifier)
    other = desk.puts(MessageKind.QUESTION)  # is judged after it, and before papers
    judged = desk.sender.expect(other)
    desk.sender.start()
    assert isinstance(judged.exception(15), HubRefused)
    assert kind is not MessageKind.PAPER_PIECE or isinstance(answer.exception(15), HubRefused)
    state = next(trace.state for trace in desk.outbox.traces() if trace.id == identifier)
    if kind.on_refusal is OnRefusal.SENT_IF_UNKNOWN and status == 404:
        assert state is EntryState.SENT
    else:
        assert state is EntryState.REFUSED
        assert isinstance(answer.exception(15), HubRefused)


@pytest.mark.parametrize("kind", MessageKind)
def test_long_after_a_refusal_only_what_staff_have_to_deal_with_is_there(
    desk: Desk, row_hub: RowHub, kind: MessageKind
) -> None:
    identifier = desk.puts(kind)
    entry = desk.outbox.first()
    assert entry is not None
    desk.outbox.mark_refused(entry, Problem(title="no", status=422))
    long_ago = (datetime.now(UTC) - KEPT_FOR - timedelta(days=1)).isoformat()
    with desk.store.change() as connection:
        connection.execute("UPDATE outbox SET settled_at = ?", (long_ago,))
    desk.outbox.forget_old()
    kept = [identifier] if kind.on_refusal is OnRefusal.KEEP else []
    assert [trace.id for trace in desk.outbox.traces()] == kept


@pytest.mark.parametrize("kind", MessageKind)
def test_content_that_cannot_be_read_is_not_sent(kind: MessageKind) -> None:
    if kind.message:
        with pytest.raises(ValueError, match="validation error"):
            kind.parse(b'{"later": true}')
    else:
        assert kind.parse(b"") is None


@pytest.mark.parametrize("kind", MessageKind)
def test_a_technician_reads_a_name_for_it(kind: MessageKind) -> None:
    activate("zh-Hans")
    assert kind_words(kind) != kind.words
    activate("en")
    assert kind_words(kind) == kind.words


@pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind.message])
def test_a_message_finds_its_row_by_its_type(desk: Desk, kind: MessageKind) -> None:
    identifier = uuid4()
    message = sample(kind, identifier)
    assert message is not None
    assert get_kind(message) is kind
    if not isinstance(message, TicketRequest | PrintedTicket):
        desk.outbox.put_message(message)  # type: ignore[arg-type]
        assert [(trace.kind, trace.code) for trace in desk.outbox.traces()] == [(kind, case_code(identifier))]
