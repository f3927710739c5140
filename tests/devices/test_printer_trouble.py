"""A printer in trouble: no job that ended in doubt is a success, and nothing of it comes out later."""

import pytest

from devices.base import Condition, DeviceError, Fault, PaperLevel
from devices.simulators.process import SimulatorProcess
from tests.devices.printing import LONG, NEXT, TICKET, in_background, open_driver, pieces, refused, ticket_lines


def test_an_open_cover_stops_the_job_and_what_came_out_is_void(slow_printer: SimulatorProcess) -> None:
    driver = open_driver(slow_printer)
    slow_printer.do("left", mm=79_000)
    slow_printer.do("set", speed=0.2)
    failed = in_background(driver, LONG)
    slow_printer.wait_for(lambda state: state["half_printed"])
    slow_printer.do("fault", name="cover")
    assert failed() is Fault.COVER_OPEN
    slow_printer.do("set", speed=20)
    slow_printer.do("clear")
    driver.status()
    driver.print(NEXT)
    unfinished, piece = (ticket_lines(each) for each in pieces(slow_printer))
    assert unfinished[-1] == "—— 以上内容作废 ——"
    assert piece == ["A019", "下一位"]


def test_a_stuck_cutter_is_no_success_and_is_freed_later(serial_printer: SimulatorProcess) -> None:
    driver = open_driver(serial_printer)
    serial_printer.do("fault", name="cutter", times=1)
    assert refused(driver) is Fault.CUTTER
    driver.print(NEXT)
    assert ticket_lines(pieces(serial_printer)[-1]) == ["A019", "下一位"]
    assert "—— 以上内容作废 ——" in pieces(serial_printer)[0]


@pytest.mark.parametrize(
    ("name", "fault"),
    [("unrecoverable", Fault.BROKEN), ("overheated", Fault.OVERHEATED), ("cover", Fault.COVER_OPEN)],
)
def test_a_fault_is_told_before_anything_is_sent(serial_printer: SimulatorProcess, name: str, fault: Fault) -> None:
    driver = open_driver(serial_printer)
    serial_printer.do("fault", name=name)
    assert refused(driver) is fault
    assert driver.status().fault is fault
    serial_printer.do("clear")
    driver.print(NEXT)
    assert len(pieces(serial_printer)) == 1


def test_a_held_feed_button_is_unknown_and_not_well(serial_printer: SimulatorProcess) -> None:
    driver = open_driver(serial_printer)
    serial_printer.do("fault", name="feed_button")
    assert driver.status().condition is Condition.UNKNOWN
    assert refused(driver) is Fault.NOT_RESPONDING


def test_a_silent_printer_is_never_well(printer: SimulatorProcess) -> None:
    driver = open_driver(printer)
    printer.do("fault", name="silent")
    with pytest.raises(DeviceError, match="not_responding"):
        driver.status()
    assert refused(driver) is Fault.NOT_RESPONDING
    printer.do("clear")
    driver.print(TICKET)
    assert len(pieces(printer)) == 1


def test_a_silent_printer_is_not_opened(serial_printer: SimulatorProcess) -> None:
    serial_printer.do("fault", name="silent")
    with pytest.raises(DeviceError, match="not_responding"):
        open_driver(serial_printer)


def test_silence_in_mid_job_is_no_success(slow_printer: SimulatorProcess) -> None:
    driver = open_driver(slow_printer)
    slow_printer.do("set", speed=0.2)
    failed = in_background(driver, TICKET)
    slow_printer.wait_for(lambda state: state["half_printed"])
    slow_printer.do("fault", name="silent")
    assert failed() is Fault.NOT_RESPONDING


@pytest.mark.parametrize("how", ["late", "split", "unasked"])
def test_late_split_and_unasked_answers_are_understood(serial_printer: SimulatorProcess, how: str) -> None:
    driver = open_driver(serial_printer)
    serial_printer.do("fault", name=how, **({"times": 1} if how == "unasked" else {}))
    assert driver.status().condition is Condition.OK
    driver.print(TICKET)
    assert len(pieces(serial_printer)) == 1


def test_a_printer_that_tells_its_status_by_itself_is_understood(serial_printer: SimulatorProcess) -> None:
    driver = open_driver(serial_printer)
    driver._talk.send(b"\x1da\x0f")
    serial_printer.do("fault", name="paper_low")
    assert (driver.status().condition, driver.status().paper) == (Condition.OK, PaperLevel.LOW)
    serial_printer.do("fault", name="cover")
    assert driver.status().fault is Fault.COVER_OPEN
    serial_printer.do("clear")
    driver.print(TICKET)
    assert len(pieces(serial_printer)) == 1


def test_answers_too_late_to_be_trusted_are_not_taken_for_the_next(serial_printer: SimulatorProcess) -> None:
    driver = open_driver(serial_printer)
    serial_printer.do("set", late_seconds=0.6)
    serial_printer.do("fault", name="late")
    with pytest.raises(DeviceError, match="not_responding"):
        driver.status()
    serial_printer.do("clear")
    serial_printer.do("fault", name="paper_out")
    assert driver.status().fault is Fault.PAPER_OUT


def test_a_power_cycle_in_mid_job_is_no_success_and_the_next_job_is_whole(slow_printer: SimulatorProcess) -> None:
    driver = open_driver(slow_printer)
    slow_printer.do("set", speed=0.2)
    failed = in_background(driver, TICKET)
    slow_printer.wait_for(lambda state: state["half_printed"])
    slow_printer.do("power_cycle", seconds=1.5)
    assert failed() is Fault.NOT_RESPONDING
    slow_printer.do("set", speed=20)
    slow_printer.wait_for(lambda state: state["powered"])
    driver.print(NEXT)
    assert ticket_lines(pieces(slow_printer)[-1]) == ["A019", "下一位"]


def test_unplugged_in_mid_job_and_back(slow_printer: SimulatorProcess) -> None:
    driver = open_driver(slow_printer)
    slow_printer.do("set", speed=0.2)
    failed = in_background(driver, TICKET)
    slow_printer.wait_for(lambda state: state["half_printed"])
    slow_printer.do("unplug")
    assert failed() is Fault.DISCONNECTED
    driver.close()
    slow_printer.do("set", speed=20)
    slow_printer.do("plug")
    again = open_driver(slow_printer)
    again.print(NEXT)
    assert ticket_lines(pieces(slow_printer)[-1]) == ["A019", "下一位"]
