"""What must reach the hub. An entry is on disk, sealed, before the first attempt to send it, and goes out in order."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from sqlite3 import Connection, Row
from uuid import UUID

from pydantic import BaseModel

from contract.cases import Submission, case_code
from contract.channels import EntryRequest, Question, Review
from contract.problems import Problem
from contract.tickets import TicketRequest
from kiosk.store import CannotOpen, Store

KEPT_FOR = timedelta(days=30)  # the traces of sent entries


class Kind(StrEnum):
    SUBMISSION = "submission"
    TICKET_ISSUED = "ticket_issued"  # from the kiosk's own series, on paper already
    TICKET_PRINTED = "ticket_printed"
    TICKET_VOID = "ticket_void"
    QUESTION = "question"
    REVIEW = "review"
    ENTRY_REQUEST = "entry_request"  # for a service of the directory


Said = Question | Review | EntryRequest
_KINDS: dict[type[Said], Kind] = {
    Question: Kind.QUESTION,
    Review: Kind.REVIEW,
    EntryRequest: Kind.ENTRY_REQUEST,
}


class State(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """`body` is the message as JSON. Never logged: it has no repr."""

    id: UUID
    kind: Kind
    body: bytes

    def __repr__(self) -> str:
        return f"<Entry {self.kind} {self.id}>"


@dataclass(frozen=True, slots=True)
class Trace:
    """What is left of an entry for anyone to see: nothing personal. `code`: the case's, or the ticket's number."""

    id: UUID
    kind: Kind
    state: State
    code: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    pending: int
    refused: int


class Outbox:
    """Safe to use from several threads. Raises sqlite3.Error where the disk fails: then nothing was accepted."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put_submission(self, submission: Submission) -> None:
        """Durable when it returns. The same submission twice is one entry."""
        with self._store.change() as database:
            self._put(database, submission.id, Kind.SUBMISSION, case_code(submission.id), submission)

    def put_said(self, said: Said) -> None:
        """Durable when it returns: a question, a review, or a wish for the directory."""
        with self._store.change() as database:
            self._put(database, said.id, _KINDS[type(said)], case_code(said.id), said)

    def put_ticket(
        self, database: Connection, ticket: UUID, kind: Kind, number: str, message: TicketRequest | None
    ) -> None:
        """Within a change of the caller's."""
        self._put(database, ticket, kind, number, message)

    def first(self) -> Entry | None:
        """The oldest entry not yet sent. One that does not open is set aside for staff."""
        while row := self._first_row():
            identifier, kind, body = row
            try:
                return Entry(UUID(identifier), Kind(kind), self._store.unseal(body, _place(identifier, kind)))
            except CannotOpen as error:
                self.refused(Entry(UUID(identifier), Kind(kind), b""), Problem(title=str(error), status=0))
        return None

    def _first_row(self) -> tuple[str, str, bytes] | None:
        with self._store.look() as database:
            row: tuple[str, str, bytes] | None = database.execute(
                "SELECT id, kind, body FROM outbox WHERE state = ? ORDER BY seq LIMIT 1", (State.PENDING,)
            ).fetchone()
        return row

    def sent(self, entry: Entry) -> None:
        """The hub has it. Its content is gone from this disk at once."""
        with self._store.change() as database:
            database.execute(
                "UPDATE outbox SET state = ?, body = NULL, settled_at = ? WHERE id = ? AND kind = ?",
                (State.SENT, _now(), str(entry.id), entry.kind),
            )
        self._store.forget_deleted()

    def refused(self, entry: Entry, problem: Problem) -> None:
        """The hub will not take it: kept for staff, and out of the others' way."""
        sealed = self._store.seal(problem.model_dump_json().encode(), _place(str(entry.id), entry.kind))
        with self._store.change() as database:
            database.execute(
                "UPDATE outbox SET state = ?, problem = ?, settled_at = ? WHERE id = ? AND kind = ?",
                (State.REFUSED, sealed, _now(), str(entry.id), entry.kind),
            )

    def drop_refused(self, submission: UUID) -> None:
        """A refused entry that its resident was told of, and corrects or gives up."""
        with self._store.change() as database:
            database.execute("DELETE FROM outbox WHERE id = ? AND state = ?", (str(submission), State.REFUSED))
        self._store.forget_deleted()

    def forget_old(self) -> None:
        """Drop the traces of what was sent long ago."""
        before = (datetime.now(UTC) - KEPT_FOR).isoformat()
        with self._store.change() as database:
            database.execute("DELETE FROM outbox WHERE state = ? AND settled_at < ?", (State.SENT, before))

    def counts(self) -> Counts:
        with self._store.look() as database:
            found = dict(database.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
        return Counts(found.get(State.PENDING, 0), found.get(State.REFUSED, 0))

    def traces(self) -> list[Trace]:
        """Every entry, oldest first."""
        with self._store.look() as database:
            rows = database.execute("SELECT id, kind, state, code, made_at FROM outbox ORDER BY seq").fetchall()
        return [_trace(row) for row in rows]

    def _put(self, database: Connection, identifier: UUID, kind: Kind, code: str, message: BaseModel | None) -> None:
        body = self._store.seal(message.model_dump_json().encode() if message else b"", _place(str(identifier), kind))
        database.execute(
            "INSERT INTO outbox (id, kind, state, code, body, made_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id, kind) DO NOTHING",
            (str(identifier), kind, State.PENDING, code, body, _now()),
        )


def _place(identifier: str, kind: str) -> str:
    return f"outbox {kind} {identifier}"


def _trace(row: Row) -> Trace:
    identifier, kind, state, code, made_at = row
    return Trace(UUID(identifier), Kind(kind), State(state), code, datetime.fromisoformat(made_at))


def _now() -> str:
    return datetime.now(UTC).isoformat()
