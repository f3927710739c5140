"""The kiosk's database over the releases: each older one is brought forward whole, a newer one is left as it is."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest

from contract.channels import Question
from devices.manager import DeviceManager
from kiosk.diagnostics.state import state
from kiosk.hub_link.outbox import Outbox
from kiosk.hub_link.ticket_book import TicketBook
from kiosk.pages.kinds import ListPage, MessagePage, OutOfServicePage
from kiosk.storage.database import FILE, Database
from kiosk.storage.device_history import DeviceHistory
from kiosk.storage.recovery import open_or_in_memory, open_or_stand_in
from kiosk.storage.schema import VERSION, DatabaseTooNew
from tests.kiosk.conftest import session, settings
from tests.kiosk.hub_process import free_port
from tests.kiosk.resident import Resident
from tests.kiosk.technician import enters

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
_OUTBOX = """
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
    code TEXT NOT NULL, body BLOB, problem BLOB, made_at TEXT NOT NULL, settled_at TEXT{failures}, UNIQUE (id, kind)
);
CREATE INDEX outbox_by_state ON outbox (state, seq);
"""
_FAILURES = ", status INTEGER, failures INTEGER NOT NULL DEFAULT 0, tried_at TEXT"
_REST = """
CREATE TABLE own_numbers (day TEXT, service TEXT, last INTEGER NOT NULL, PRIMARY KEY (day, service));
CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_PRINTING = "CREATE TABLE printing (id TEXT PRIMARY KEY, at_hub INTEGER NOT NULL{number});"
_NUMBER = ", number TEXT NOT NULL DEFAULT ''"
_DOUBTFUL = "CREATE TABLE doubtful (number TEXT, day TEXT, PRIMARY KEY (number, day));"
_DEVICES = """
CREATE TABLE device_counts (
    name TEXT PRIMARY KEY, since TEXT NOT NULL, cards INTEGER NOT NULL DEFAULT 0,
    millimetres INTEGER NOT NULL DEFAULT 0, cuts INTEGER NOT NULL DEFAULT 0, faults INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE device_status (
    name TEXT PRIMARY KEY, at TEXT NOT NULL, condition TEXT NOT NULL, fault TEXT, paper TEXT, detail TEXT NOT NULL
);
CREATE TABLE device_faults (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, name TEXT NOT NULL, fault TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE TABLE device_tests (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, passed INTEGER NOT NULL,
    detail TEXT NOT NULL
);
"""
OLDER = {
    "before anything was counted": _OUTBOX.format(failures="") + _PRINTING.format(number="") + _REST,
    "the first": _OUTBOX.format(failures="") + _PRINTING.format(number="") + _REST + _DEVICES,
    "with failures": _OUTBOX.format(failures=_FAILURES) + _PRINTING.format(number="") + _REST + _DEVICES,
    "with doubtful numbers": _OUTBOX.format(failures=_FAILURES)
    + _PRINTING.format(number=_NUMBER)
    + _DOUBTFUL
    + _REST
    + _DEVICES,
}
NUMBERED = {
    f"version {number}": f"{OLDER[name]}; PRAGMA user_version = {number};"
    for number, name in enumerate(("the first", "with failures", "with doubtful numbers"), start=1)
}
_PUT = "INSERT INTO outbox (id, kind, state, code, body, made_at) VALUES (?, ?, 'pending', 'C1', ?, ?)"


def version(data_dir: Path) -> int:
    with closing(sqlite3.connect(data_dir / FILE)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def columns(data_dir: Path) -> dict[str, set[tuple[object, ...]]]:
    """By table: name, type, whether it may be null, default, place in the key."""
    with closing(sqlite3.connect(data_dir / FILE)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: {row[1:] for row in connection.execute(f"PRAGMA table_info({table})")} for table in tables}


def old_database(data_dir: Path, schema: str) -> tuple[UUID, UUID]:
    """Returns a question that waits, and a number that was being printed."""
    question, ticket = Question(id=uuid4(), text="Is it open on Sunday?", asked_at=NOW), uuid4()
    current = Database(data_dir)
    body = current.seal(question.model_dump_json().encode(), f"outbox question {question.id}")
    current.close()
    for file in data_dir.glob(FILE + "*"):
        file.unlink()
    with closing(sqlite3.connect(data_dir / FILE)) as connection:
        connection.executescript(schema)
        connection.execute(_PUT, (str(question.id), "question", body, NOW.isoformat()))
        connection.execute("INSERT INTO printing (id, at_hub) VALUES (?, 1)", (str(ticket),))
        connection.execute("INSERT INTO own_numbers VALUES ('2026-11-25', 'general', 7)")
        connection.commit()
    return question.id, ticket


def test_every_version_before_this_one_is_among_them() -> None:
    assert len(NUMBERED) == VERSION - 1


@pytest.mark.parametrize("schema", [*OLDER.values(), *NUMBERED.values()], ids=[*OLDER, *NUMBERED])
def test_an_older_database_is_brought_forward_with_all_that_is_in_it(tmp_path: Path, schema: str) -> None:
    question, ticket = old_database(tmp_path, schema)
    assert version(tmp_path) < VERSION
    store = Database(tmp_path)
    outbox, records = Outbox(store), DeviceHistory(store)
    entry = outbox.first()
    assert entry is not None
    assert (entry.id, entry.failures) == (question, 0)
    assert Question.model_validate_json(entry.body).text == "Is it open on Sunday?"
    assert TicketBook(store, outbox).void_unfinished(TODAY) == 1
    assert [trace.id for trace in outbox.traces()] == [question, ticket]
    records.count("printer", cuts=1)
    assert records.counts("printer").cuts == 1
    store.close()
    new = tmp_path / "new"
    Database(new).close()
    assert columns(tmp_path) == columns(new)
    assert version(tmp_path) == version(new) == VERSION


def test_two_programs_that_open_an_older_one_at_once_bring_it_forward_once(tmp_path: Path) -> None:
    old_database(tmp_path, OLDER["the first"])
    together, errors = Barrier(4), []

    def open_it() -> None:
        together.wait()
        try:
            Database(tmp_path).close()
        except sqlite3.Error as error:
            errors.append(error)

    threads = [Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert version(tmp_path) == VERSION


def test_a_step_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    """`doubtful` is an index here, where step 3 wants a table."""
    old_database(tmp_path, OLDER["the first"] + "CREATE INDEX doubtful ON notes (value);")
    before = columns(tmp_path)
    with pytest.raises(sqlite3.OperationalError):
        Database(tmp_path)
    assert columns(tmp_path) == before
    assert version(tmp_path) == 0


@pytest.fixture
def newer(tmp_path: Path) -> bytes:
    """Returns what stands in a database of a later release."""
    Database(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("CREATE TABLE later (id TEXT)")
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
        connection.commit()
    return (tmp_path / FILE).read_bytes()


@pytest.mark.parametrize("reading", [False, True])
def test_a_newer_database_is_refused_by_name_and_unchanged(tmp_path: Path, newer: bytes, reading: bool) -> None:
    with pytest.raises(DatabaseTooNew, match=f"version {VERSION + 1}.* reads up to {VERSION}"):
        Database(tmp_path, reading=reading)
    assert (tmp_path / FILE).read_bytes() == newer


def test_one_in_memory_stands_in_for_a_newer_one_which_is_not_called_damaged(tmp_path: Path, newer: bytes) -> None:
    for open_it in (open_or_stand_in, open_or_in_memory):
        store, fault = open_it(tmp_path)
        Outbox(store).put_message(Question(id=uuid4(), text="x", asked_at=NOW))
        store.close()
        assert fault is not None
        assert (fault.too_new, fault.damaged) == (True, False)
        assert f"version {VERSION + 1}" in state(tmp_path)["database"]
    assert (tmp_path / FILE).read_bytes() == newer


def test_what_stands_in_for_a_newer_one_stands_in_for_nothing_else(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    with pytest.raises(sqlite3.DatabaseError):
        open_or_stand_in(tmp_path)


def test_with_a_newer_database_nobody_is_served_and_a_technician_reads_why(
    quiet_devices: DeviceManager, tmp_path: Path, newer: bytes
) -> None:
    resident, nowhere = Resident(), f"http://127.0.0.1:{free_port()}"
    with session(resident, quiet_devices, settings(tmp_path), nowhere, tmp_path / "token"):
        assert "not set up properly" in resident.sees(OutOfServicePage).text
        page = enters(resident)
        assert "database" in {row.key for row in page.rows}
        resident.answers("database")
        told = resident.sees(MessagePage)
        assert f"newer version of the program ({VERSION + 1}; this one reads up to {VERSION})" in told.text
        assert [choice.key for choice in told.choices] == [""]  # it cannot be set aside
        resident.answers("")
        resident.sees(ListPage)
    assert (tmp_path / FILE).read_bytes() == newer
