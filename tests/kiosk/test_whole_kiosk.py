"""A technician at a whole kiosk: the hidden gesture by real presses, a restart, a broken configuration, safe mode."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from contract.channels import Question
from demo.display import Display
from demo.robot import Lost, Probe
from kiosk.app.start_guard import FAILED_STARTS
from kiosk.hub_link.outbox import Outbox
from kiosk.storage.database import Database
from tests.e2e.centre import ROOT, Centre, Kiosk, wait_until
from tools.xvfb import virtual_display

PIN = "493817"
_HELD = 2.3  # seconds; the door wants two


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """Never open before."""
    with virtual_display(540, 960) as display, Centre(tmp_path, display) as centre:
        yield centre


def holds(kiosk: Kiosk, x: int, y: int) -> None:
    """This is a gesture in time, so the time has to pass."""
    kiosk.display.press(x, y)
    time.sleep(_HELD)
    kiosk.display.release()


def opens_the_door(kiosk: Kiosk) -> None:
    size = kiosk.display.picture().size
    holds(kiosk, 10, 10)
    holds(kiosk, size[0] - 10, size[1] - 10)
    kiosk.wait_for("PinPage")


def types(kiosk: Kiosk, pin: str, page: str) -> None:
    kiosk.type(pin)
    kiosk.go("action", page)


def enters_first(kiosk: Kiosk) -> None:
    opens_the_door(kiosk)
    types(kiosk, "000000", "MessagePage")
    kiosk.tap("")
    kiosk.wait_for("PinPage")
    types(kiosk, PIN, "PinPage")
    types(kiosk, PIN, "MessagePage")
    kiosk.tap("")
    kiosk.wait_for("ListPage")


def gone(probe: Probe) -> bool:
    """Has the program at the other end ended?"""
    try:
        probe.look()
    except (Lost, OSError):
        return True
    return False


def kiosk_says(centre: Centre, *command: str) -> dict[str, object]:
    program = [sys.executable, "-m", "kiosk", *command, "--config", str(centre.config), "--json"]
    done = subprocess.run(program, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)
    said: dict[str, object] = json.loads(done.stdout)
    return said


def test_in_by_the_gesture_and_a_restart_from_the_page(centre: Centre) -> None:
    with centre.open() as kiosk:
        kiosk.wait_for("AttractPage")
        enters_first(kiosk)
        kiosk.go("restart", "MessagePage")
        kiosk.tap("restart")
        wait_until(lambda: gone(kiosk.probe))
        kiosk.probe = Probe(centre.folder / "probe", within=30)
        kiosk.display = Display(centre.display, kiosk.process.pid)  # the very same process, again
        kiosk.wait_for("AttractPage", within=30)


def test_a_broken_configuration_is_named_on_the_technicians_page(centre: Centre) -> None:
    broken = centre.config.read_text("utf-8").replace('url = "embedded"', 'url = "imbedded"')
    centre.config.write_text(broken, "utf-8")
    with centre.open("--windowed", "--keep-going") as kiosk:
        kiosk.wait_for("OutOfServicePage")
        enters_first(kiosk)
        kiosk.go("problems", "GuidePage")
        kiosk.says("hub.url")


def fails_to_start(centre: Centre) -> int:
    """Returns a start of the real program that comes to nothing; its exit status."""
    program = [sys.executable, "run_kiosk.py", "--config", str(centre.config), "--windowed"]
    environment = {**os.environ, "DISPLAY": centre.display}
    return subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, timeout=90, check=False).returncode


def test_after_three_failed_starts_a_technician_sets_the_damaged_database_aside(centre: Centre) -> None:
    waiting = a_database_with_an_entry(centre.data_dir)
    damages(centre.data_dir / "kiosk.sqlite3")
    damaged = (centre.data_dir / "kiosk.sqlite3").read_bytes()
    assert [fails_to_start(centre) for _ in range(FAILED_STARTS)] == [1] * FAILED_STARTS
    with centre.open("--windowed") as kiosk:
        kiosk.wait_for("OutOfServicePage")
        assert (centre.data_dir / "kiosk.sqlite3").read_bytes() == damaged
        enters_first(kiosk)
        kiosk.go("database", "MessagePage")
        kiosk.tap("aside")
        kiosk.says("damaged-")
        kiosk.tap("")
        wait_until(lambda: gone(kiosk.probe))
        kiosk.probe = Probe(centre.folder / "probe", within=30)
        kiosk.display = Display(centre.display, kiosk.process.pid)
        kiosk.wait_for("AttractPage", within=30)
    (kept,) = centre.data_dir.glob("damaged-*/kiosk.sqlite3")
    assert kept.read_bytes() == damaged
    store = Database(centre.data_dir)
    assert waiting in {trace.id for trace in Outbox(store).traces()}
    store.close()


def a_database_with_an_entry(data_dir: Path) -> UUID:
    """Returns what waits in the outbox, by its id."""
    store = Database(data_dir)
    question = Question(id=uuid4(), text="Is it open on Sunday?", asked_at=datetime.now(UTC))
    Outbox(store).put_message(question)
    store.close()
    return question.id


def damages(database: Path) -> None:
    """Overwrites the pages of every table but the outbox."""
    with closing(sqlite3.connect(database)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE tbl_name != 'outbox' AND rootpage > 1"
        pages = [page for (page,) in connection.execute(query)]
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with database.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)


def test_the_command_line_locks_and_unlocks_a_running_kiosk(centre: Centre) -> None:
    with centre.open() as kiosk:
        kiosk.wait_for("AttractPage")
        kiosk_says(centre, "lock", "--reason", "搬家中")
        kiosk.wait_for("OutOfServicePage")
        kiosk.says("搬家中")
        kiosk_says(centre, "unlock")
        kiosk.wait_for("AttractPage")
