"""A database that cannot be used: the technician's pages work without it, and what lay in it is carried over."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from contract.channels import Question
from kiosk.hub_link.outbox import Outbox
from kiosk.storage.database import FILE, Database
from kiosk.storage.device_history import DeviceHistory
from kiosk.storage.recovery import open_or_in_memory, set_aside
from tests.kiosk.full_disk import full_disk

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ENTRIES = 200


@pytest.fixture
def waiting(tmp_path: Path) -> list[UUID]:
    """A database with many entries in its outbox."""
    store = Database(tmp_path)
    entries = [Question(id=uuid4(), text="x" * 400, asked_at=NOW) for _ in range(ENTRIES)]
    for entry in entries:
        Outbox(store).put_message(entry)
    store.close()
    return [entry.id for entry in entries]


def damage(database: Path, place: float) -> None:
    size = database.stat().st_size
    with database.open("r+b") as file:
        file.seek(int(size * place) // 4096 * 4096)
        file.write(b"\xff" * 4096)


def pending(data_dir: Path) -> list[UUID]:
    store = Database(data_dir)
    try:
        return [trace.id for trace in Outbox(store).traces()]
    finally:
        store.close()


def test_a_sound_database_is_used(tmp_path: Path, waiting: list[UUID]) -> None:
    store, database_fault = open_or_in_memory(tmp_path)
    assert database_fault is None
    assert [trace.id for trace in Outbox(store).traces()] == waiting
    store.close()


@pytest.mark.parametrize("place", [0, 0.5])
def test_a_damaged_one_is_left_alone_and_one_in_memory_stands_in(
    tmp_path: Path, waiting: list[UUID], place: float
) -> None:
    damage(tmp_path / FILE, place)
    before = (tmp_path / FILE).read_bytes()
    store, database_fault = open_or_in_memory(tmp_path)
    assert database_fault is not None
    assert database_fault.damaged
    Outbox(store).put_message(Question(id=uuid4(), text="x", asked_at=NOW))
    store.close()
    assert (tmp_path / FILE).read_bytes() == before


def test_what_can_be_read_is_carried_over_in_its_order_and_opens(tmp_path: Path, waiting: list[UUID]) -> None:
    for place in (0.4, 0.44, 0.48):
        damage(tmp_path / FILE, place)
    before = (tmp_path / FILE).read_bytes()
    kept, carried = set_aside(tmp_path, NOW)
    assert (kept / FILE).read_bytes() == before
    left = pending(tmp_path)
    assert len(left) == carried
    assert ENTRIES * 0.3 < carried < ENTRIES
    assert left == [entry for entry in waiting if entry in left]
    store, database_fault = open_or_in_memory(tmp_path)
    assert database_fault is None
    entry = Outbox(store).first()
    assert entry is not None
    assert Question.model_validate_json(entry.body).text == "x" * 400
    store.close()


def test_what_devices_have_been_through_and_numbers_in_doubt_are_carried_over(tmp_path: Path) -> None:
    store = Database(tmp_path)
    DeviceHistory(store).count("printer", millimetres=1200, cuts=3)
    with store.change() as database:
        database.execute("INSERT INTO doubtful VALUES ('AK003', '2026-11-25')")
    store.close()
    set_aside(tmp_path, NOW)
    store = Database(tmp_path)
    assert (DeviceHistory(store).counts("printer").millimetres, DeviceHistory(store).counts("printer").cuts) == (
        1200,
        3,
    )
    with store.look() as database:
        assert database.execute("SELECT * FROM doubtful").fetchall() == [("AK003", "2026-11-25")]
    store.close()


def test_of_what_is_no_database_at_all_nothing_is_carried_over_and_the_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    kept, carried = set_aside(tmp_path, NOW)
    assert carried == 0
    assert (kept / FILE).read_bytes() == b"no database" * 1000
    assert pending(tmp_path) == []


def test_a_full_disk_is_no_damage(tmp_path: Path, waiting: list[UUID]) -> None:
    with full_disk():
        store, database_fault = open_or_in_memory(tmp_path)
        store.close()
    assert database_fault is not None
    assert isinstance(database_fault.error, OSError | sqlite3.OperationalError)
    assert not database_fault.damaged
    assert pending(tmp_path) == waiting
