"""The use of each device is counted, and the counts outlive the program."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.base import Condition, Fault, PaperLevel, Status
from devices.paper_usage import PaperUsage
from kiosk.storage.database import Database
from kiosk.storage.device_history import DeviceHistory, HistoryRecorder, TestRecord

JAM = Status(Condition.FAULT, Fault.PAPER_JAM, None, "status 0x20")
FINE = Status(Condition.OK, None, PaperLevel.FULL)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[DeviceHistory]:
    store = Database(tmp_path)
    yield DeviceHistory(store)
    store.close()


def test_counters_grow_and_outlive_the_program(tmp_path: Path) -> None:
    for _ in range(2):
        store = Database(tmp_path)
        recorder = HistoryRecorder(DeviceHistory(store))
        recorder.card_read("reader")
        recorder.printed("printer", PaperUsage(140))
        recorder.changed("printer", JAM)
        recorder.changed("printer", FINE)
        recorder.stop()
        store.close()
    store = Database(tmp_path)
    records = DeviceHistory(store)
    assert records.counts("reader").cards == 2
    counts = records.counts("printer")
    assert (counts.millimetres, counts.cuts, counts.faults) == (280, 2, 2)
    assert records.counts("scanner").cards == 0
    store.close()


def test_a_fault_counts_once_while_it_lasts(records: DeviceHistory) -> None:
    for status in (FINE, JAM, JAM, FINE, JAM):
        records.changed("printer", status)
    assert records.counts("printer").faults == 2
    assert [(fault.name, fault.fault, fault.detail) for fault in records.faults()] == [
        ("printer", "paper_jam", "status 0x20")
    ] * 2
    known = records.list_known()["printer"]
    assert (known.condition, known.fault) == ("fault", "paper_jam")


def test_a_device_that_was_taken_away_has_no_state_but_its_counters(records: DeviceHistory) -> None:
    records.changed("printer", JAM)
    records.changed("reader", FINE)
    records.forget_others({"reader"})
    assert list(records.list_known()) == ["reader"]
    assert records.counts("printer").faults == 1


def test_only_the_last_faults_and_tests_are_kept(records: DeviceHistory) -> None:
    for at in range(210):
        records.changed("printer", JAM if at % 2 else Status(Condition.FAULT, Fault.COVER_OPEN))
        records.record_test(TestRecord(datetime.now(UTC), "printer", "internal", passed=bool(at % 2), detail=str(at)))
    assert len(records.faults()) == 200
    assert records.counts("printer").faults == 210
    assert [test.detail for test in records.tests("printer", last=2)] == ["209", "208"]
    assert records.tests("reader") == []
