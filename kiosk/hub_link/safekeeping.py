"""Keeps what the hub has acknowledged, sealed, until the hub says that it is safe. A hub of another epoch hears what
it had acknowledged, and gets again what it lacks."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from sqlite3 import Connection
from uuid import UUID

from contract.epochs import AT_ONCE, HighestNumber, HubMarks, Missing, Reconciliation, SentEntry
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.messages import MessageKind
from kiosk.hub_link.outbox import EPOCH, EntryState
from kiosk.storage.database import Database

log = logging.getLogger(__name__)

MOST_ENTRIES = 5000
MOST_BYTES = 64 << 20
MOST_PAPER_BYTES = 256 << 20
_DROPPED = "unsafe entries dropped"
_ASKED = -1  # the mark of what was acknowledged before the heartbeat that is on its way
_MARGIN = timedelta(hours=1)  # by which the hub's and the kiosk's times may differ
_HELD = "state = 'sent' AND body IS NOT NULL"
_AGAIN = (
    "UPDATE outbox SET state = ?, settled_at = NULL, failures = 0, tried_at = NULL, mark = NULL"  # noqa: S608
    f" WHERE id = ? AND kind != ? AND {_HELD}"
)
_IS_PAPER = f"(kind = '{MessageKind.PAPER_PIECE}')"
_OLDEST_FIRST = (
    f"SELECT seq, {_IS_PAPER}, sum(1) OVER later, sum(length(body)) OVER later FROM outbox"  # noqa: S608  # a text of ours
    f" WHERE {_HELD} WINDOW later AS (PARTITION BY {_IS_PAPER} ORDER BY seq DESC)"
)


@dataclass(frozen=True, slots=True)
class Held:
    """`since`: when the oldest of them was acknowledged. `dropped`: how many were deleted before they were safe, as
    there is no more room."""

    count: int
    since: datetime | None
    dropped: int


class Safekeeping:
    """Raises sqlite3.Error where the disk fails."""

    def __init__(self, store: Database) -> None:
        self._store = store

    @property
    def epoch(self) -> str:
        """Returns the epoch that this kiosk has taken up; "" where there is none yet."""
        with self._store.look() as database:
            return _note(database, EPOCH)

    def get_held(self) -> Held:
        with self._store.look() as database:
            count, since = database.execute(
                f"SELECT count(*), min(settled_at) FROM outbox WHERE {_HELD}"  # noqa: S608
            ).fetchone()
            dropped_count = int(_note(database, _DROPPED) or 0)
        return Held(count, datetime.fromisoformat(since) if since else None, dropped_count)

    def before_heartbeat(self) -> None:
        """Marks what is acknowledged by now with the mark that the next heartbeat is answered with."""
        with self._store.look() as database:
            unmarked = database.execute(f"SELECT 1 FROM outbox WHERE {_HELD} AND mark IS NULL LIMIT 1").fetchone()  # noqa: S608
        if unmarked:
            with self._store.change() as database:
                database.execute(f"UPDATE outbox SET mark = ? WHERE {_HELD} AND mark IS NULL", (_ASKED,))  # noqa: S608

    def take(self, marks: HubMarks | None, hub: HubClient) -> bool:
        """Takes up the marks in the heartbeat's answer; None: from a hub without epochs. Returns whether something is
        to be sent again. Raises HubAway, HubRefused."""
        if marks is None:
            self._hold_nothing()
            return False
        again = 0
        if marks.epoch != self.epoch:
            again = self._take_up(marks, hub)
        self._set_mark(marks.mark)
        self._release(marks.safe)
        self._keep_within_bounds()
        return again > 0

    def _take_up(self, marks: HubMarks, hub: HubClient) -> int:
        """Takes up an epoch; returns how many entries are to be sent again."""
        again = 0
        if marks.restored_to is not None:
            log.warning("the hub's data went back to %s: it hears what it had acknowledged", marks.restored_to)
            again = self._reconcile(marks.epoch, tuple(self._sent_since(marks.restored_to - _MARGIN)), hub)
        with self._store.change() as database:
            database.execute(f"UPDATE outbox SET mark = ? WHERE {_HELD}", (_ASKED,))  # noqa: S608
            database.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (EPOCH, marks.epoch))
        return again

    def _reconcile(self, epoch: str, sent: tuple[SentEntry, ...], hub: HubClient) -> int:
        """Reports what the hub had acknowledged; returns how many entries are to be sent again."""
        again, numbers = 0, self._highest_numbers()
        for start in range(0, max(len(sent), 1), AT_ONCE):
            end = start + AT_ONCE
            reconciliation = Reconciliation(epoch=epoch, numbers=numbers, sent=sent[start:end], last=end >= len(sent))
            again += self._send_again(hub.reconcile(reconciliation))
        return again

    def _sent_since(self, since: datetime) -> list[SentEntry]:
        with self._store.look() as database:
            rows = database.execute(
                "SELECT id, kind, code, body IS NOT NULL FROM outbox WHERE state = ?"
                " AND (body IS NOT NULL OR settled_at >= ?) AND kind != ? ORDER BY seq",
                (EntryState.SENT, since.astimezone(UTC).isoformat(), MessageKind.TICKET_VOID),
            ).fetchall()
        return [SentEntry(id=UUID(row[0]), kind=row[1], code=row[2], held=bool(row[3])) for row in rows]

    def _highest_numbers(self) -> tuple[HighestNumber, ...]:
        with self._store.look() as database:
            rows = database.execute("SELECT prefix, day, last FROM hub_numbers ORDER BY day DESC LIMIT 200").fetchall()
        return tuple(HighestNumber(prefix=row[0], day=row[1], last=row[2]) for row in rows)

    def _send_again(self, answer: Missing) -> int:
        rows = [(EntryState.PENDING, str(identifier), MessageKind.TICKET_VOID) for identifier in answer.missing]
        with self._store.change() as database:
            return database.executemany(_AGAIN, rows).rowcount if rows else 0

    def _set_mark(self, mark: int) -> None:
        if self._any("mark = ?", _ASKED):
            with self._store.change() as database:
                database.execute(f"UPDATE outbox SET mark = ? WHERE {_HELD} AND mark = ?", (mark, _ASKED))  # noqa: S608

    def _release(self, safe: int) -> None:
        if self._any("mark >= 0 AND mark < ?", safe):
            self._delete_content("mark >= 0 AND mark < ?", safe)

    def _hold_nothing(self) -> None:
        """Deletes what is held: a hub without epochs never says what is safe, so to be acknowledged is enough."""
        with self._store.look() as database:
            row = database.execute("SELECT 1 FROM notes WHERE name = ? AND value = ''", (EPOCH,)).fetchone()
        if not row:
            with self._store.change() as database:
                database.execute("INSERT OR REPLACE INTO notes VALUES (?, '')", (EPOCH,))
            self._delete_content("1")

    def _keep_within_bounds(self) -> None:
        with self._store.look() as database:
            rows = database.execute(_OLDEST_FIRST).fetchall()
        others = [row for row in rows if not row[1]]
        entries = [seq for seq, _is_paper, count, size in others if count > MOST_ENTRIES or size > MOST_BYTES]
        papers = [seq for seq, is_paper, _count, size in rows if is_paper and size > MOST_PAPER_BYTES]
        if not (entries or papers):
            return
        over = [*entries, *papers]
        log.error("%s acknowledged entries are deleted before they are safe: there is no more room", len(over))
        for is_paper, seqs in enumerate((entries, papers)):
            self._delete_content(f"seq <= ? AND {_IS_PAPER} = ?", max(seqs, default=-1), is_paper)
        with self._store.change() as database:
            total = int(_note(database, _DROPPED) or 0) + len(over)
            database.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (_DROPPED, str(total)))

    def _any(self, condition: str, *values: int) -> bool:
        with self._store.look() as database:
            query = f"SELECT 1 FROM outbox WHERE {_HELD} AND {condition} LIMIT 1"  # noqa: S608
            return database.execute(query, values).fetchone() is not None

    def _delete_content(self, condition: str, *values: int) -> None:
        with self._store.change() as database:
            database.execute(f"UPDATE outbox SET body = NULL WHERE {_HELD} AND {condition}", values)  # noqa: S608
        self._store.forget_deleted()


def _note(database: Connection, name: str) -> str:
    row = database.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""
