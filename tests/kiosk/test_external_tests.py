"""A technician tries what a device is for: a code is scanned and shown masked. A kiosk without devices is not ready."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.process import SimulatorProcess
from kiosk.diagnostics.state import whole_state
from kiosk.pages.kinds import ListPage, MessagePage
from kiosk.pages.page_parts import ListRow
from tests.kiosk.conftest import session, settings
from tests.kiosk.hub_process import free_port
from tests.kiosk.resident import Resident
from tests.kiosk.technician import enters

CODE = "28C0B1F2E3D4A5B6"


@pytest.fixture
def scanner() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("serial_line") as simulator:
        yield simulator


@contextmanager
def at_the_tests(devices: DeviceManager, data_dir: Path) -> Iterator[Resident]:
    technician = Resident()
    devices.start()
    nowhere = f"http://127.0.0.1:{free_port()}"
    with session(technician, devices, settings(data_dir), nowhere, data_dir / "token"):
        enters(technician)
        technician.answers("checks")
        technician.sees(ListPage)
        yield technician
    devices.stop()


@pytest.fixture
def technician(scanner: SimulatorProcess, tmp_path: Path) -> Iterator[Resident]:
    with at_the_tests(
        DeviceManager([DeviceSpec("gun", "scanner", "serial_line", scanner.port)]), tmp_path
    ) as technician:
        yield technician


def row(page: ListPage, key: str) -> ListRow:
    return next(row for row in page.rows if row.key == key)


def test_a_code_is_shown_masked(technician: Resident, scanner: SimulatorProcess, tmp_path: Path) -> None:
    technician.answers("device:gun")
    assert technician.sees(MessagePage).title == "Test of the scanner"
    scanner.do("scan", code=CODE)
    page = technician.sees(MessagePage)
    assert (page.title, page.text) == ("The code was read", "Characters: 16\n28************B6")
    technician.answers("")
    assert row(technician.sees(ListPage), "device:gun").value.endswith("passed")
    kinds = {(test["kind"], test["passed"]) for test in whole_state(tmp_path)["tests"]}
    assert kinds == {("internal", True), ("external", True)}


def test_the_bytes_of_a_code_are_shown_where_one_asks_and_no_more_than_its_ends(
    technician: Resident, scanner: SimulatorProcess
) -> None:
    technician.answers("device:gun")
    technician.sees(MessagePage)
    scanner.do("scan", code=CODE + "0123456789")
    technician.sees(MessagePage)
    technician.answers("bytes")
    assert technician.sees(MessagePage).text == "Bytes: 26\n32 38 43 30 42 31 46 32 … 32 33 34 35 36 37 38 39"


@pytest.mark.parametrize(
    ("sent", "title", "words"),
    [
        ("FEFFFEFF0D", "Something came, but no code", ("Bytes: 4", "FE FF FE FF", "speed or the parity")),
        ("61621B63640D", "Something came, but no code", ("Bytes: 5", "61 62 1B 63 64", "Control characters")),
        ("5D51313132330D", "The code was read", ("Characters: 3", "5D 51 31 31 32 33", "taken off")),
        ("313233", "The code was read", ("31 32 33", "No end mark came")),
    ],
)
def test_a_scanner_that_is_set_otherwise_is_not_silent(
    technician: Resident, scanner: SimulatorProcess, sent: str, title: str, words: tuple[str, ...]
) -> None:
    technician.answers("device:gun")
    technician.sees(MessagePage)
    scanner.do("send", hex=sent)
    page = technician.sees(MessagePage)
    assert page.title == title
    assert all(word in page.text for word in words), page.text


def test_a_scanner_that_reads_nothing_has_failed(technician: Resident) -> None:
    technician.answers("device:gun")
    technician.sees(MessagePage)
    technician.answers("failed")
    assert technician.sees(MessagePage).title == "The test has failed"
    technician.answers("")
    assert row(technician.sees(ListPage), "device:gun").value.endswith("failed")


def test_a_scanner_that_is_unplugged_meanwhile_is_told_of(technician: Resident, scanner: SimulatorProcess) -> None:
    technician.answers("device:gun")
    technician.sees(MessagePage)
    scanner.do("unplug")
    page = technician.sees(MessagePage)
    assert page.title == "The test has failed"
    assert "not connected" in page.text


def test_a_machine_without_devices_is_not_ready(tmp_path: Path) -> None:
    with at_the_tests(DeviceManager([]), tmp_path) as technician:
        technician.answers("all")
        rows = technician.sees(ListPage).rows
        assert (rows[0].label, rows[0].badge) == ("Devices", "failed")
        assert rows[-1].value == "Not ready for service"


def test_a_scanner_cannot_be_asked_and_is_ready_once_it_was_tried(
    technician: Resident, scanner: SimulatorProcess
) -> None:
    technician.answers("all")
    page = technician.sees(ListPage)
    assert page.rows[0].badge == "not tried yet"
    assert "test it by itself" in page.rows[0].value
    technician.answers("go_on")
    technician.sees(ListPage)
    technician.answers("device:gun")
    technician.sees(MessagePage)
    scanner.do("scan", code=CODE)
    technician.sees(MessagePage)
    technician.answers("")
    technician.sees(ListPage)
    technician.answers("all")
    tried = technician.sees(ListPage).rows[0]
    assert (tried.badge, tried.value) == ("passed", "")
