"""The outbox: messages that must reach the hub. An entry is on disk, sealed, before the first attempt to send it, and
goes out in order. What the hub has acknowledged stays, sealed, until it is safe (safekeeping.py).

One on which a hub fails that works otherwise lets the others pass, and is tried again after them. One that the hub
refuses, or that this release cannot read, is set aside; it stays until it is sent again or staff have taken it
over."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from sqlite3 import Connection, Row
from uuid import UUID

from pydantic import BaseModel

from contract.cases import case_code
from contract.problems import Problem
from contract.uploads import KeptPiece
from kiosk import clock
from kiosk.hub_link.attended import Attend, attended_by_nobody
from kiosk.hub_link.messages import FORGOTTEN_WHEN_REFUSED, MessageKind, OutgoingMessage, get_kind, parse_kind
from kiosk.storage.database import CannotOpen, Database

EPOCH = "epoch"  # the note of the hub's epoch; "" for a hub without epochs, none before a hub was heard
KEPT_FOR = timedelta(days=30)  # the traces of sent entries
DEPRIORITISED_AFTER = 3  # failures of one entry, while the hub works, before the others go first
UNREADABLE = 0  # the status of what was set aside without having been sent


_SEALED = "SELECT id, kind, body, problem FROM outbox WHERE body IS NOT NULL OR problem IS NOT NULL"
_SEAL_AGAIN = "UPDATE outbox SET body = ?, problem = ? WHERE id = ? AND kind = ?"
_PIECE_OF_FILE = 28  # characters of an id: what follows is the offset of a piece
_COUNTS = "SELECT state, count(DISTINCT substr(id, 1, ?)) FROM outbox GROUP BY state"
_TRACES = "SELECT id, kind, state, code, made_at, status, failures FROM outbox ORDER BY seq"


class EntryState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, repr=False)
class OutboxEntry:
    """`body` is the message as JSON. Never logged: it has no repr."""

    id: UUID
    kind: MessageKind
    body: bytes
    failures: int = 0

    @property
    def deprioritised(self) -> bool:
        """Returns whether the others go first."""
        return self.failures >= DEPRIORITISED_AFTER

    def __repr__(self) -> str:
        return f"<Entry {self.kind} {self.id}>"


@dataclass(frozen=True, slots=True)
class Trace:
    """An entry without its content: nothing personal. `code`: the case's, or the ticket's number. `kind` is one of
    Kind's, or of a later release's. `status`: the hub's with which it was refused, UNREADABLE where it was not sent."""

    id: UUID
    kind: str
    state: EntryState
    code: str
    made_at: datetime
    status: int | None
    failures: int

    @property
    def in_trouble(self) -> bool:
        """Returns whether it was refused, or the hub fails on it."""
        return self.state is EntryState.REFUSED or (
            self.state is EntryState.PENDING and self.failures >= DEPRIORITISED_AFTER
        )


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    pending: int
    refused: int


class Outbox:
    """Safe to use from several threads. Raises sqlite3.Error where the disk fails: then nothing was accepted."""

    def __init__(self, store: Database, attend: Attend = attended_by_nobody) -> None:
        self._store = store
        self._attend = attend

    def attended(self, attend: Attend) -> "Outbox":
        """Returns the same outbox, on which `attend` is called with each message before it is put in."""
        return Outbox(self._store, attend)

    def put_message(self, message: OutgoingMessage, papers: Sequence[KeptPiece] = ()) -> None:
        """Puts it in, with the papers that follow it; durable when it returns. The same message twice is one entry."""
        self._attend(message)
        made_at, code = _now(), case_code(message.id)  # others may be writing for a while

        def put(database: Connection) -> None:
            for each in (message, *papers):
                self.put_entry(database, each.id, get_kind(each), code, each, made_at)

        self._store.write(put)

    def drop_papers(self, papers: Sequence[KeptPiece]) -> None:
        """Deletes those of a message that the hub has refused."""
        with self._store.change() as database:
            rows = [(str(piece.id), MessageKind.PAPER_PIECE) for piece in papers]
            database.executemany("DELETE FROM outbox WHERE id = ? AND kind = ?", rows)
        self._store.forget_deleted()

    def put_entry(
        self,
        database: Connection,
        identifier: UUID,
        kind: MessageKind,
        code: str,
        message: BaseModel | None,
        made_at: str = "",
    ) -> None:
        """Puts in an entry, within a transaction of the caller's. `made_at`: by default now."""
        body = self._store.seal(message.model_dump_json().encode() if message else b"", _place(str(identifier), kind))
        database.execute(
            "INSERT INTO outbox (id, kind, state, code, body, made_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id, kind) DO NOTHING",
            (str(identifier), kind, EntryState.PENDING, code, body, made_at or _now()),
        )

    def set_crypto(self, crypto: str) -> None:
        """Sets the algorithms by which entries are sealed, as the hub says; those that are here are sealed again."""
        if crypto == self._store.crypto:
            return
        with self._store.change() as database:
            self._store.note_crypto(database, crypto)
            for identifier, kind, *sealed in database.execute(_SEALED).fetchall():
                with suppress(CannotOpen):  # another key's: it stays as it is
                    values = [value and self._seal_again(value, _place(identifier, kind)) for value in sealed]
                    database.execute(_SEAL_AGAIN, (*values, identifier, kind))

    def _seal_again(self, sealed: bytes, place: str) -> bytes:
        """Returns the body sealed again. Raises CannotOpen."""
        return self._store.seal(self._store.unseal(sealed, place), place)

    def first(self) -> OutboxEntry | None:
        """Returns the next to send. One that cannot be opened is set aside."""
        while row := self._first_row():
            identifier, kind, body, failures = row
            try:
                return OutboxEntry(
                    UUID(identifier), parse_kind(kind), self._store.unseal(body, _place(identifier, kind)), failures
                )
            except (CannotOpen, ValueError):  # another key's, or of a kind that only a later release knows
                self._set_aside(identifier, kind, Problem(title="it cannot be read", status=UNREADABLE))
        return None

    def _first_row(self) -> tuple[str, str, bytes, int] | None:
        """Returns the oldest that has not failed, papers after all others; else the one that was not tried for
        longest."""
        with self._store.look() as database:
            row: tuple[str, str, bytes, int] | None = database.execute(
                "SELECT id, kind, body, failures FROM outbox WHERE state = ?"
                " ORDER BY failures >= ?, kind = ?, CASE WHEN failures >= ? THEN tried_at END, seq LIMIT 1",
                (EntryState.PENDING, DEPRIORITISED_AFTER, MessageKind.PAPER_PIECE, DEPRIORITISED_AFTER),
            ).fetchone()
        return row

    def mark_failed(self, entry: OutboxEntry) -> None:
        """Counts a failure of an entry while the hub works."""
        with self._store.change() as database:
            database.execute(
                "UPDATE outbox SET failures = failures + 1, tried_at = ? WHERE id = ? AND kind = ?",
                (_now(), str(entry.id), entry.kind),
            )

    def mark_sent(self, entry: OutboxEntry) -> None:
        """Marks an entry as sent. Its content stays until the hub says that it is safe; with a hub without epochs it is
        gone from this disk at once."""
        with self._store.change() as database:
            held = bool(entry.body) and _has_epochs(database)
            database.execute(
                "UPDATE outbox SET state = ?, body = CASE WHEN ? THEN body END, mark = NULL, settled_at = ?"
                " WHERE id = ? AND kind = ?",
                (EntryState.SENT, held, _now(), str(entry.id), entry.kind),
            )
        if not held:
            self._store.forget_deleted()

    def mark_refused(self, entry: OutboxEntry, problem: Problem) -> None:
        """Sets an entry aside that the hub will not take, or that cannot be read: it is kept for staff."""
        self._set_aside(str(entry.id), entry.kind, problem)

    def _set_aside(self, identifier: str, kind: str, problem: Problem) -> None:
        sealed = self._store.seal(problem.model_dump_json().encode(), _place(identifier, kind))
        with self._store.change() as database:
            database.execute(
                "UPDATE outbox SET state = ?, problem = ?, status = ?, settled_at = ? WHERE id = ? AND kind = ?",
                (EntryState.REFUSED, sealed, problem.status, _now(), identifier, kind),
            )

    def drop_refused(self, identifier: UUID) -> None:
        """Deletes a refused entry that its resident was told of before any number was shown."""
        with self._store.change() as database:
            database.execute("DELETE FROM outbox WHERE id = ? AND state = ?", (str(identifier), EntryState.REFUSED))
        self._store.forget_deleted()

    def send_again(self, identifier: UUID) -> None:
        """Makes an entry due as if it had never been tried, in its old place."""
        self._send_again(identifier=str(identifier))

    def send_unreadable_again(self) -> None:
        """Makes unreadable entries due after a start: this release may be able to read what another set aside."""
        self._send_again(status=UNREADABLE)

    def _send_again(self, identifier: str | None = None, status: int | None = None) -> None:
        with self._store.change() as database:
            database.execute(
                "UPDATE outbox SET state = ?, problem = NULL, status = NULL, settled_at = NULL, failures = 0,"
                " tried_at = NULL WHERE state != ? AND (id = ? OR status = ?)",
                (EntryState.PENDING, EntryState.SENT, identifier, status),
            )

    def resolved_by_staff(self, identifier: UUID) -> None:
        """Marks an entry in trouble as resolved by staff, and deletes its content."""
        with self._store.change() as database:
            database.execute(
                "DELETE FROM outbox WHERE id = ? AND (state = ? OR (state = ? AND failures >= ?))",
                (str(identifier), EntryState.REFUSED, EntryState.PENDING, DEPRIORITISED_AFTER),
            )
        self._store.forget_deleted()

    def forget_old(self) -> None:
        """Deletes the traces of what was sent long ago, and of what was refused and needs nobody."""
        before = (clock.now().astimezone(UTC) - KEPT_FOR).isoformat()
        marks = ", ".join("?" * len(FORGOTTEN_WHEN_REFUSED))
        with self._store.change() as database:
            database.execute(
                f"DELETE FROM outbox WHERE (state = ? OR (state = ? AND kind IN ({marks}))) AND settled_at < ?",  # noqa: S608
                (EntryState.SENT, EntryState.REFUSED, *FORGOTTEN_WHEN_REFUSED, before),
            )

    def counts(self) -> OutboxCounts:
        """Counts the entries; the pieces of a file count as one."""
        with self._store.look() as database:
            by_state = dict(database.execute(_COUNTS, (_PIECE_OF_FILE,)).fetchall())
        return OutboxCounts(by_state.get(EntryState.PENDING, 0), by_state.get(EntryState.REFUSED, 0))

    def in_trouble(self) -> list[Trace]:
        """Returns what does not reach the hub by itself, oldest first."""
        return [trace for trace in self.traces() if trace.in_trouble]

    def traces(self) -> list[Trace]:
        """Returns every entry, oldest first."""
        with self._store.look() as database:
            rows = database.execute(_TRACES).fetchall()
        return [_trace(row) for row in rows]


def _has_epochs(database: Connection) -> bool:
    """Returns whether the hub has epochs; True for one that was not heard yet."""
    row = database.execute("SELECT value FROM notes WHERE name = ?", (EPOCH,)).fetchone()
    return row is None or row[0] != ""


def _place(identifier: str, kind: str) -> str:
    return f"outbox {kind} {identifier}"


def _trace(row: Row) -> Trace:
    identifier, kind, state, code, made_at, status, failures = row
    return Trace(UUID(identifier), kind, EntryState(state), code, datetime.fromisoformat(made_at), status, failures)


def _now() -> str:
    return clock.now().astimezone(UTC).isoformat()
