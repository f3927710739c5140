"""`python -m kiosk status` says what the screen says, in every service mode."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from contract.kiosks import Mode
from contract.text import Text
from devices.manager import DeviceManager
from kiosk.diagnostics.state import state
from kiosk.pages.kinds import AttractPage, OutOfServicePage, Page
from kiosk.pages.language import activate
from kiosk.storage.data_dir import hold
from kiosk.storage.database import FILE, Database
from kiosk.storage.schema import VERSION
from kiosk.storage.service_mode import ServiceMode
from kiosk.technician.run_context import RunContext
from tests.kiosk.conftest import session, settings
from tests.kiosk.hub_process import free_port
from tests.kiosk.resident import Resident
from tests.together import wait_until

MOVING = Text({"zh-Hans": "搬家中", "en": "We are moving."})


def set_mode(mode: Mode, reason: Text | None = None) -> Callable[[Path], None]:
    return lambda data_dir: ServiceMode(data_dir).change(mode, reason)


def nothing(data_dir: Path) -> None:
    """A new kiosk."""


def a_later_releases_database(data_dir: Path) -> None:
    Database(data_dir).close()
    with closing(sqlite3.connect(data_dir / FILE)) as database:
        database.execute(f"PRAGMA user_version = {VERSION + 1}")


def a_run_that_was_killed_in_safe_mode(data_dir: Path) -> None:
    ServiceMode(data_dir, MOVING).publish()


@pytest.mark.parametrize(
    ("before", "run"),
    [
        (nothing, RunContext()),
        (set_mode(Mode.OPEN), RunContext()),
        (set_mode(Mode.LOCKED), RunContext()),
        (set_mode(Mode.LOCKED, MOVING), RunContext()),
        (set_mode(Mode.MAINTENANCE), RunContext()),
        (set_mode(Mode.MAINTENANCE, MOVING), RunContext()),
        (nothing, RunContext(safe=True)),
        (set_mode(Mode.LOCKED, MOVING), RunContext(safe=True)),
        (nothing, RunContext(unsound=True)),
        (a_later_releases_database, RunContext()),
        (a_run_that_was_killed_in_safe_mode, RunContext()),
    ],
)
def test_the_command_and_the_screen_agree(tmp_path: Path, before: Callable[[Path], None], run: RunContext) -> None:
    before(tmp_path)
    resident = Resident()
    nowhere = f"http://127.0.0.1:{free_port()}"
    with hold(tmp_path), session(resident, DeviceManager([]), settings(tmp_path), nowhere, tmp_path / "token", run):
        page = first_page(resident)
        activate("en")
        status = state(tmp_path)
        shown = page.text if isinstance(page, OutOfServicePage) else None
        assert status["running"]
        assert status["screen"] == shown
        assert (status["mode"] == "open") == (shown is None)


def test_staff_hear_of_the_device_and_residents_of_what_they_cannot_do(tmp_path: Path) -> None:
    resident = Resident()
    nowhere = f"http://127.0.0.1:{free_port()}"
    with hold(tmp_path), session(resident, DeviceManager([]), settings(tmp_path), nowhere, tmp_path / "token"):
        while "The network is down" not in resident.sees(AttractPage).trouble:
            pass
        wait_until(lambda: "No connection" in (state(tmp_path)["sign"] or ""))
        ServiceMode(tmp_path).change(Mode.LOCKED)
        assert state(tmp_path)["sign"] is None  # nor does the page that it is out of service
    assert state(tmp_path)["sign"] is None  # it does not run any more


def first_page(resident: Resident) -> Page[str]:
    page = resident.sees_any()
    assert isinstance(page, AttractPage | OutOfServicePage)
    return page


def test_a_kiosk_that_no_longer_runs_is_in_the_mode_that_was_set(tmp_path: Path) -> None:
    a_run_that_was_killed_in_safe_mode(tmp_path)
    set_mode(Mode.LOCKED, MOVING)(tmp_path)
    activate("en")
    status = state(tmp_path)
    assert (status["running"], status["mode"], status["screen"]) == (False, "locked", "We are moving.")
