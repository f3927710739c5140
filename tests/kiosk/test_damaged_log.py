"""A damaged byte of the database's write-ahead log: at most the newest entry is lost, and the kiosk names what is."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from contract.cases import case_code
from contract.channels import Question
from devices.manager import DeviceManager
from kiosk.app.start import open_hub_link
from kiosk.diagnostics.state import state
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.hub_link.connection import HubAddress
from kiosk.hub_link.ledger import Ledger
from kiosk.hub_link.outbox import Outbox
from kiosk.storage.database import FILE, Database
from kiosk.storage.service_mode import ServiceMode
from kiosk.visit import HubLink
from tests.kiosk.hub_process import ROOT, HubProcess
from tests.together import wait_until

ENTRIES = 98
LOG = FILE + "-wal"


def a_question() -> Question:
    return Question(id=uuid4(), text="x" * 400, asked_at=datetime.now(UTC))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[Database, list[str]]]:
    """A database with entries that wait, and their codes. It is never closed: the kiosk is switched off."""
    store = Database(tmp_path)
    outbox, codes = Outbox(store), []
    Ledger(store)
    for _ in range(ENTRIES):
        outbox.put_message(question := a_question())
        codes.append(case_code(question.id))
    yield store, codes
    store.close()


def flip(file: Path, place: float) -> None:
    content = bytearray(file.read_bytes())
    content[int(len(content) * place)] ^= 1
    file.write_bytes(content)


def codes_in(data_dir: Path) -> list[str]:
    with closing(sqlite3.connect(data_dir / FILE)) as database:
        return [code for (code,) in database.execute("SELECT code FROM outbox ORDER BY seq")]


def test_after_each_entry_nothing_lies_in_the_log_alone(tmp_path: Path, kept: tuple[Database, list[str]]) -> None:
    assert (tmp_path / LOG).stat().st_size == 0
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / FILE).write_bytes((tmp_path / FILE).read_bytes())  # the main file alone
    assert codes_in(tmp_path / "copy") == kept[1]


def test_somebody_who_reads_holds_up_no_entry_for_long(tmp_path: Path, kept: tuple[Database, list[str]]) -> None:
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM outbox").fetchone()
        Outbox(kept[0]).put_message(a_question())
        assert (tmp_path / LOG).stat().st_size > 0
    Outbox(kept[0]).put_message(a_question())
    assert (tmp_path / LOG).stat().st_size == 0


_KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from contract.channels import Question
from kiosk.hub_link.ledger import Ledger
from kiosk.hub_link.outbox import Outbox
from kiosk.storage.database import Database
store = Database(Path(sys.argv[1]))
outbox = Outbox(store)
Ledger(store)
for _ in range(20):
    outbox.put_message(Question(id=uuid4(), text="x" * 400, asked_at=datetime.now(UTC)))
store._checkpoint = lambda: os.kill(os.getpid(), 9)  # between the entry and its move to the main file
outbox.put_message(Question(id=uuid4(), text="x" * 400, asked_at=datetime.now(UTC)))
"""


@pytest.mark.parametrize("place", [0.0, 0.2, 0.5, 0.9, 0.9999])
def test_a_kiosk_killed_at_the_worst_moment_loses_at_most_the_newest(tmp_path: Path, place: float) -> None:
    program = [sys.executable, "-c", _KILLED, str(tmp_path)]
    assert subprocess.run(program, cwd=ROOT, timeout=60, check=False).returncode == -signal.SIGKILL
    assert (tmp_path / LOG).stat().st_size > 0
    flip(tmp_path / LOG, place)
    (tmp_path / (FILE + "-shm")).unlink()
    assert 20 <= len(codes_in(tmp_path)) <= 21


def lose_the_newest(data_dir: Path, store: Database, count: int) -> None:
    """As a damaged log of an earlier release does."""
    store.close()
    with closing(sqlite3.connect(data_dir / FILE)) as database, database:
        database.execute(f"DELETE FROM outbox WHERE seq > {ENTRIES - count}")


def test_what_is_missing_is_named_at_the_start_to_technician_and_hub(
    tmp_path: Path, kept: tuple[Database, list[str]], hub: HubProcess
) -> None:
    store, codes = kept
    lose_the_newest(tmp_path, store, 2)
    lost = codes[-2:]
    with linked(tmp_path, hub) as hub_link:
        assert [entry.code for entry in hub_link.ledger.missing()] == lost
        wait_until(lambda: all(code in alarms(hub) for code in lost))
        assert state(tmp_path)["missing"] == lost
        assert list(tmp_path.glob("damaged-*/" + FILE))
    with linked(tmp_path, hub) as hub_link:
        assert [entry.code for entry in hub_link.ledger.missing()] == lost, "until somebody has noted it"
        hub_link.ledger.forget_missing()
        hub_link.heartbeat.wake()
        wait_until(lambda: lost[0] not in alarms(hub))


def alarms(hub: HubProcess) -> str:
    return str(hub.query("SELECT detail FROM kiosks_alarm WHERE kind = 'outbox' AND cleared_at IS NULL"))


def linked(data_dir: Path, hub: HubProcess) -> AbstractContextManager[HubLink]:
    address = HubAddress(hub.url, hub.token_file)
    return open_hub_link(data_dir, address, DeviceManager([]), CatalogueCache(data_dir), ServiceMode(data_dir))


def test_a_whole_database_leaves_nothing_behind(tmp_path: Path, kept: tuple[Database, list[str]]) -> None:
    kept[0].close()
    again = Database(tmp_path)
    assert Ledger(again).find_missing(datetime.now(UTC)) == ()
    assert not list(tmp_path.glob("damaged-*"))
    assert not (tmp_path / "unmerged").exists()
    again.close()
