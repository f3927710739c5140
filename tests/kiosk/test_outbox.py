"""Covers what must not be lost: on disk, sealed, in order, and gone once it is sent."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from contract.cases import Submission, case_code
from contract.catalogue import Service
from contract.epochs import HubMarks
from contract.problems import Problem
from contract.text import Text
from contract.tickets import OfflineIssue, TicketRequest
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAddress
from kiosk.hub_link.messages import MessageKind
from kiosk.hub_link.outbox import DEPRIORITISED_AFTER, EntryState, Outbox
from kiosk.hub_link.safekeeping import Safekeeping
from kiosk.hub_link.ticket_book import TicketBook
from kiosk.storage.database import Database
from tests.together import run_together

SECRET = "an invented hardship"
DESK = Service(code="general", name=Text({"zh-Hans": "综合"}), prefix="A", zone=Text({"zh-Hans": "一区"}))
TODAY = date(2026, 11, 25)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    store = Database(tmp_path)
    yield store
    store.close()


@pytest.fixture
def outbox(store: Database) -> Outbox:
    return Outbox(store)


@pytest.fixture
def book(store: Database, outbox: Outbox) -> TicketBook:
    return TicketBook(store, outbox)


def submission(identifier: UUID | None = None) -> Submission:
    now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    return Submission(
        id=identifier or uuid4(),
        item="991100300000",
        item_version=1,
        applicant=None,
        answers={"description": SECRET},
        stated_at=now,
        submitted_at=now,
    )


def is_safe(store: Database) -> None:
    """The hub says so of all that it has acknowledged."""
    keeping, hub = Safekeeping(store), HubClient(HubAddress("https://hub.invalid", Path("no.token")))
    keeping.before_heartbeat()
    keeping.take(HubMarks(epoch="first", mark=1, safe=2), hub)


def bytes_on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_entries_go_out_in_the_order_they_came(outbox: Outbox) -> None:
    ids = [uuid4() for _ in range(5)]
    for identifier in ids:
        outbox.put_message(submission(identifier))
    sent = []
    while entry := outbox.first():
        sent.append(entry.id)
        outbox.mark_sent(entry)
    assert sent == ids


def test_an_entry_survives_a_new_start(tmp_path: Path) -> None:
    first = Database(tmp_path)
    Outbox(first).put_message(kept := submission())
    first.close()
    entry = Outbox(Database(tmp_path)).first()
    assert entry is not None
    assert Submission.model_validate_json(entry.body) == kept


def test_the_same_submission_twice_is_one_entry(outbox: Outbox) -> None:
    twice = submission()
    outbox.put_message(twice)
    outbox.put_message(twice)
    assert outbox.counts().pending == 1


def test_nothing_personal_can_be_read_on_disk_or_in_a_repr(outbox: Outbox, tmp_path: Path) -> None:
    outbox.put_message(submission())
    assert SECRET.encode() not in bytes_on_disk(tmp_path)
    assert SECRET not in repr(outbox.first())
    assert SECRET not in f"{submission()} {submission()!r}"
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


def test_a_sent_entry_that_is_safe_leaves_its_code_and_nothing_else(
    outbox: Outbox, store: Database, tmp_path: Path
) -> None:
    outbox.put_message(mine := submission())
    with store.look() as database:
        (sealed,) = database.execute("SELECT body FROM outbox").fetchone()
    entry = outbox.first()
    assert entry is not None
    assert sealed in bytes_on_disk(tmp_path)
    outbox.mark_sent(entry)
    assert sealed in bytes_on_disk(tmp_path), "the hub has it, and may lose it"
    is_safe(store)
    assert sealed not in bytes_on_disk(tmp_path)
    (trace,) = outbox.traces()
    assert (trace.code, trace.state) == (case_code(mine.id), EntryState.SENT)


def test_a_refused_entry_is_kept_for_staff_and_out_of_the_way(outbox: Outbox) -> None:
    outbox.put_message(submission())
    outbox.put_message(second := submission())
    first = outbox.first()
    assert first is not None
    outbox.mark_refused(first, Problem(title="no such item", status=422))
    after = outbox.first()
    assert after is not None
    assert after.id == second.id
    assert outbox.counts().refused == 1


def refuse(outbox: Outbox, status: int = 422) -> None:
    entry = outbox.first()
    assert entry is not None
    outbox.mark_refused(entry, Problem(title="invented", status=status))


def test_what_was_refused_is_sent_again_in_its_old_place(outbox: Outbox) -> None:
    first, second = submission(), submission()
    outbox.put_message(first)
    outbox.put_message(second)
    refuse(outbox)
    outbox.send_again(first.id)
    again = outbox.first()
    assert again is not None
    assert Submission.model_validate_json(again.body) == first
    outbox.mark_sent(again)
    outbox.send_again(first.id)
    assert [trace.state for trace in outbox.traces()] == [EntryState.SENT, EntryState.PENDING]


def test_personal_data_that_was_refused_stays_until_staff_have_dealt_with_it(
    outbox: Outbox, store: Database, tmp_path: Path
) -> None:
    outbox.put_message(mine := submission())
    outbox.put_message(submission())
    with store.look() as database:
        (sealed,) = database.execute("SELECT body FROM outbox").fetchone()
    refuse(outbox)
    with store.change() as database:
        database.execute("UPDATE outbox SET settled_at = '2020-01-01' WHERE state = 'refused'")
    outbox.forget_old()
    assert [trace.id for trace in outbox.in_trouble()] == [mine.id]
    outbox.resolved_by_staff(mine.id)
    assert (outbox.counts().pending, outbox.counts().refused) == (1, 0)
    assert sealed not in bytes_on_disk(tmp_path)


def test_what_is_not_in_trouble_cannot_be_deleted(outbox: Outbox) -> None:
    outbox.put_message(mine := submission())
    outbox.resolved_by_staff(mine.id)
    assert outbox.counts().pending == 1


def test_a_queue_number_that_was_refused_is_forgotten_after_a_month(
    book: TicketBook, outbox: Outbox, store: Database
) -> None:
    book.begin(ticket := uuid4(), at_hub=True)
    book.confirm(ticket, "A001")
    refuse(outbox, 409)
    outbox.forget_old()
    assert outbox.counts().refused == 1
    with store.change() as database:
        database.execute("UPDATE outbox SET settled_at = '2020-01-01'")
    outbox.forget_old()
    assert outbox.traces() == []


def test_what_the_hub_fails_on_goes_after_the_others_and_takes_turns(outbox: Outbox) -> None:
    ids = [uuid4() for _ in range(3)]
    for identifier in ids:
        outbox.put_message(submission(identifier))
    order = []
    for _ in range(4 * DEPRIORITISED_AFTER):
        entry = outbox.first()
        assert entry is not None
        order.append(ids.index(entry.id))
        outbox.mark_failed(entry)
    assert order == [0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 1, 2]
    outbox.put_message(newcomer := submission())
    newest = outbox.first()
    assert newest is not None
    assert newest.id == newcomer.id


def test_every_write_is_on_disk_for_good_when_it_returns(store: Database) -> None:
    with store.look() as database:
        (synchronous,) = database.execute("PRAGMA synchronous").fetchone()
        (journal,) = database.execute("PRAGMA journal_mode").fetchone()
    assert (synchronous, journal) == (2, "wal")  # 2: FULL, as SQLite's documentation numbers them


def test_the_file_of_an_earlier_release_is_brought_up_to_date(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "kiosk.sqlite3") as old:
        old.execute(
            "CREATE TABLE outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, kind TEXT, state TEXT, code TEXT,"
            " body BLOB, problem BLOB, made_at TEXT, settled_at TEXT, UNIQUE (id, kind))"
        )
    old.close()
    for _ in range(2):
        store = Database(tmp_path)
        Outbox(store).put_message(submission())
        store.close()
    store = Database(tmp_path)
    assert [trace.failures for trace in Outbox(store).traces()] == [0, 0]
    store.close()


def test_an_entry_sealed_with_a_lost_key_is_set_aside(tmp_path: Path) -> None:
    before = Database(tmp_path)
    Outbox(before).put_message(submission())
    before.close()
    (tmp_path / "kiosk.key").unlink()
    outbox = Outbox(Database(tmp_path))
    assert outbox.first() is None
    assert outbox.counts().refused == 1


def test_two_programs_that_begin_at_once_seal_with_one_key(tmp_path: Path) -> None:
    found = []

    def open_store() -> None:
        store = Database(tmp_path)
        found.append(store.seal(b"plain", "here"))
        store.close()

    run_together(8, open_store)
    store = Database(tmp_path)
    assert [store.unseal(sealed, "here") for sealed in found] == [b"plain"] * 8
    store.close()


def test_own_numbers_count_by_day_and_service_and_differ_from_the_hubs(book: TicketBook) -> None:
    book.keep_letters("K")
    other = DESK.model_copy(update={"code": "other", "prefix": "B"})
    numbers = [book.next_own_number(DESK, TODAY), book.next_own_number(DESK, TODAY), book.next_own_number(other, TODAY)]
    assert numbers == ["AK001", "AK002", "BK001"]
    assert book.next_own_number(DESK, TODAY + timedelta(days=1)) == "AK001"


def test_own_numbers_go_on_after_a_new_start(tmp_path: Path) -> None:
    for expected in ("AK001", "AK002"):
        store = Database(tmp_path)
        book = TicketBook(store, Outbox(store))
        book.keep_letters("K")
        assert book.next_own_number(DESK, TODAY) == expected
        store.close()


def test_a_kiosk_that_the_hub_never_met_gives_no_numbers(book: TicketBook) -> None:
    assert book.next_own_number(DESK, TODAY) is None


def test_a_number_being_printed_when_the_kiosk_stopped_is_void(book: TicketBook, outbox: Outbox) -> None:
    unfinished, printed, refused = uuid4(), uuid4(), uuid4()
    for ticket in (unfinished, printed, refused):
        book.begin(ticket, at_hub=True)
    book.confirm(printed, "A001")
    book.forget(refused)
    assert book.void_unfinished(TODAY) == 1
    assert [(t.id, t.kind) for t in outbox.traces()] == [
        (printed, MessageKind.TICKET_PRINTED),
        (unfinished, MessageKind.TICKET_VOID),
    ]


def test_a_number_of_our_own_is_told_to_the_hub_once_it_is_on_paper(book: TicketBook, outbox: Outbox) -> None:
    on_paper, jammed = uuid4(), uuid4()
    book.begin(on_paper, at_hub=False)
    book.begin(jammed, at_hub=False)
    issue = OfflineIssue(number="AK001", issued_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC))
    book.confirm_own(TicketRequest(id=on_paper, service="general", offline=issue))
    book.void(jammed, "AK002")
    assert [(t.id, t.kind, t.code) for t in outbox.traces()] == [(on_paper, MessageKind.TICKET_ISSUED, "AK001")]


def test_a_number_that_may_be_on_paper_when_the_kiosk_stopped_is_in_doubt_that_day(
    book: TicketBook, outbox: Outbox
) -> None:
    never_given, of_the_hub, own = uuid4(), uuid4(), uuid4()
    book.begin(never_given, at_hub=True)
    book.begin(of_the_hub, at_hub=True)
    book.about_to_print(of_the_hub, "A017")
    book.begin(own, at_hub=False, number="AK003")
    assert book.void_unfinished(TODAY) == 3
    assert book.doubtful(TODAY) == ("A017", "AK003")
    assert book.doubtful(TODAY + timedelta(days=1)) == ()
    assert {(trace.id, trace.code) for trace in outbox.traces()} == {(never_given, ""), (of_the_hub, "A017")}
