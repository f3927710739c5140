"""The history of the devices: counters and tests, kept over every restart. Nothing in it is personal."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from queue import SimpleQueue
from sqlite3 import Connection
from threading import Thread

from devices.base import Condition, Status
from devices.paper_usage import PaperUsage
from kiosk.log_safe import traceback_summary
from kiosk.storage.database import Database

log = logging.getLogger(__name__)

_KEPT_FAULTS, _KEPT_TESTS = 200, 500


@dataclass(frozen=True, slots=True)
class UsageCounts:
    """Of a device's life at this kiosk. Paper in millimetres, about."""

    since: datetime
    cards: int = 0
    millimetres: int = 0
    cuts: int = 0
    faults: int = 0


@dataclass(frozen=True, slots=True)
class LastStatus:
    """A device's last status change, as a program beside the kiosk sees it."""

    at: datetime
    condition: str
    fault: str | None
    paper: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class FaultRecord:
    at: datetime
    name: str
    fault: str
    detail: str


@dataclass(frozen=True, slots=True)
class TestRecord:
    """`kind`: internal (it was asked), external (it did something) or interactive (a person judged)."""

    __test__ = False  # no pytest class

    at: datetime
    name: str
    kind: str
    passed: bool
    detail: str = ""


class DeviceHistory:
    """Safe to use from several threads. Raises sqlite3.Error where the disk fails."""

    def __init__(self, store: Database) -> None:
        self._store = store

    def count(self, name: str, *, cards: int = 0, millimetres: int = 0, cuts: int = 0) -> None:
        with self._store.change() as database:
            _count(database, name, cards, millimetres, cuts, 0)

    def changed(self, name: str, status: Status) -> None:
        """Records the present status; a new fault is counted."""
        fault = status.fault.value if status.fault and status.condition is Condition.FAULT else None
        with self._store.change() as database:
            before = database.execute("SELECT fault FROM device_status WHERE name = ?", (name,)).fetchone()
            row = (name, _now(), status.condition.value, fault, status.paper and status.paper.value, status.detail)
            database.execute("INSERT OR REPLACE INTO device_status VALUES (?, ?, ?, ?, ?, ?)", row)
            if fault and fault != (before and before[0]):
                _count(database, name, 0, 0, 0, 1)
                new = (_now(), name, fault, status.detail)
                database.execute("INSERT INTO device_faults (at, name, fault, detail) VALUES (?, ?, ?, ?)", new)
                _keep_last(database, "device_faults", _KEPT_FAULTS)

    def forget_others(self, names: Collection[str]) -> None:
        """Deletes the status of devices that this kiosk no longer has; the counters stay."""
        with self._store.change() as database:
            for (name,) in database.execute("SELECT name FROM device_status").fetchall():
                if name not in names:
                    database.execute("DELETE FROM device_status WHERE name = ?", (name,))

    def record_test(self, record: TestRecord) -> None:
        row = (record.at.isoformat(), record.name, record.kind, record.passed, record.detail)
        with self._store.change() as database:
            database.execute("INSERT INTO device_tests (at, name, kind, passed, detail) VALUES (?, ?, ?, ?, ?)", row)
            _keep_last(database, "device_tests", _KEPT_TESTS)

    def counts(self, name: str) -> UsageCounts:
        query = "SELECT since, cards, millimetres, cuts, faults FROM device_counts WHERE name = ?"
        with self._store.look() as database:
            row = database.execute(query, (name,)).fetchone()
        return UsageCounts(datetime.fromisoformat(row[0]), *row[1:]) if row else UsageCounts(datetime.now(UTC))

    def list_known(self) -> dict[str, LastStatus]:
        """Returns the last status by the device's name."""
        query = "SELECT name, at, condition, fault, paper, detail FROM device_status ORDER BY name"
        with self._store.look() as database:
            rows = database.execute(query).fetchall()
        return {row[0]: LastStatus(datetime.fromisoformat(row[1]), *row[2:]) for row in rows}

    def faults(self, last: int = _KEPT_FAULTS) -> list[FaultRecord]:
        """Returns the faults, the newest first."""
        query = "SELECT at, name, fault, detail FROM device_faults ORDER BY id DESC LIMIT ?"
        with self._store.look() as database:
            return [FaultRecord(datetime.fromisoformat(at), *rest) for at, *rest in database.execute(query, (last,))]

    def tests(self, name: str = "", last: int = _KEPT_TESTS) -> list[TestRecord]:
        """Returns the tests, the newest first; of one device, or of all."""
        query = "SELECT at, name, kind, passed, detail FROM device_tests WHERE ? IN ('', name) ORDER BY id DESC LIMIT ?"
        with self._store.look() as database:
            rows = database.execute(query, (name, last)).fetchall()
        return [TestRecord(datetime.fromisoformat(r[0]), r[1], r[2], bool(r[3]), r[4]) for r in rows]


class HistoryRecorder:
    """A `devices.observer.DeviceObserver` that writes on a thread of its own, so that no device waits for the disk."""

    def __init__(self, records: DeviceHistory) -> None:
        self._records = records
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def card_read(self, name: str) -> None:
        self._work.put(lambda: self._records.count(name, cards=1))

    def printed(self, name: str, usage: PaperUsage) -> None:
        self._work.put(lambda: self._records.count(name, millimetres=usage.millimetres, cuts=usage.cuts))

    def changed(self, name: str, status: Status) -> None:
        self._work.put(lambda: self._records.changed(name, status))

    def stop(self) -> None:
        """Stops the thread once all that was reported before is written."""
        self._work.put(None)
        self._thread.join(5.0)

    def _run(self) -> None:
        while (write := self._work.get()) is not None:
            try:
                write()
            except Exception as error:  # a full disk must not end the counting for good
                log.error("not recorded: %s", traceback_summary(error))


def _count(database: Connection, name: str, *more: int) -> None:
    database.execute("INSERT OR IGNORE INTO device_counts (name, since) VALUES (?, ?)", (name, _now()))
    database.execute(
        "UPDATE device_counts SET cards = cards + ?, millimetres = millimetres + ?, cuts = cuts + ?,"
        " faults = faults + ? WHERE name = ?",
        (*more, name),
    )


def _keep_last(database: Connection, table: str, count: int) -> None:
    database.execute(f"DELETE FROM {table} WHERE id <= (SELECT max(id) FROM {table}) - ?", (count,))  # noqa: S608


def _now() -> str:
    return datetime.now(UTC).isoformat()
