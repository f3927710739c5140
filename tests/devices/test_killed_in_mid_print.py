"""A program that is killed while it prints: the next one parts what hangs in the printer, where something may."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.printer.unfinished_jobs import UnfinishedJobs, unfinished_jobs
from devices.simulators.process import SimulatorProcess
from devices.ticket_dispenser.presenter import Driver as Presenter
from devices.ticket_dispenser.presenter import Settings as PresenterSettings
from tests.devices.printing import NEXT, open_driver, pieces, ticket_lines

ROOT = Path(__file__).parents[2]
VICTIM = """
import sys
from pathlib import Path
from devices.models import make_driver
from devices.printer.unfinished_jobs import unfinished_jobs
from tests.devices.printing import LONG

port, folder, model = sys.argv[1:]
unfinished_jobs.persist_to(Path(folder))
driver = make_driver("printer" if model == "escpos" else "ticket_dispenser", model, port, {})
driver.open()
driver.print(LONG) if model == "escpos" else driver.issue(LONG, lambda: None)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where marks are kept, as long as the test lasts."""
    unfinished_jobs.persist_to(tmp_path)
    yield tmp_path
    unfinished_jobs.forget()


def is_killed_in_mid_print(printer: SimulatorProcess, folder: Path, model: str = "escpos") -> None:
    program = [sys.executable, "-c", VICTIM, printer.port, str(folder), model]
    printer.do("set", speed=0.5)
    with subprocess.Popen(program, cwd=ROOT) as victim:
        printer.wait_for(lambda state: state["half_printed"])
        victim.kill()
    assert victim.returncode == -9


@pytest.mark.parametrize("knows", [True, False])
def test_half_a_slip_is_marked_void_and_cut_off_before_the_next(
    serial_printer: SimulatorProcess, folder: Path, knows: bool
) -> None:
    serial_printer.do("set", process_ids=knows, clear_all=knows)
    is_killed_in_mid_print(serial_printer, folder)
    driver = open_driver(serial_printer)
    serial_printer.do("set", speed=20)
    driver.print(NEXT)
    unfinished, slip = (ticket_lines(piece) for piece in pieces(serial_printer))
    assert unfinished[0] == "第 0 行"
    assert unfinished[-1] == "—— 以上内容作废 ——"
    assert len(unfinished) < 60
    assert slip == ["A019", "下一位"]
    driver.close()


def test_a_program_that_ended_well_leaves_nothing_to_part(serial_printer: SimulatorProcess, folder: Path) -> None:
    first = open_driver(serial_printer)
    first.print(NEXT)
    first.close()
    second = open_driver(serial_printer)
    second.print(NEXT)
    assert [ticket_lines(piece) for piece in pieces(serial_printer)] == [["A019", "下一位"]] * 2
    assert list(folder.iterdir()) == []


def test_a_mark_outlives_its_program_and_belongs_to_one_port(tmp_path: Path) -> None:
    for port in ("serial:///dev/a", "tcp://a:1"):
        earlier, later = UnfinishedJobs(), UnfinishedJobs()
        earlier.persist_to(tmp_path)
        later.persist_to(tmp_path)
        earlier.add(port)
        assert port in later
        assert f"{port}0" not in later
        later.discard(port)
        assert port not in later


def test_a_disk_that_takes_nothing_keeps_nobody_from_printing(serial_printer: SimulatorProcess, folder: Path) -> None:
    folder.rmdir()
    open_driver(serial_printer).print(NEXT)
    assert len(pieces(serial_printer)) == 1


def test_what_hangs_in_a_presenter_is_drawn_in_and_reaches_nobody(folder: Path) -> None:
    with SimulatorProcess("presenter") as presenter:
        presenter.do("set", taken_after=0.2)
        is_killed_in_mid_print(presenter, folder, model="presenter")
        driver = Presenter(presenter.port, PresenterSettings())
        driver.open()
        presenter.do("set", speed=20)
        driver.issue(NEXT, lambda: None)
        driver.close()
        state = presenter.do("state")
    assert [ticket_lines(ticket) for ticket in state["taken"]] == [["A019", "下一位"]]
    assert [ticket_lines(ticket)[0] for ticket in state["retracted"]] == ["第 0 行"]
