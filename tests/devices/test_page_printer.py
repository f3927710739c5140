"""A4 by IPP: against CUPS's own printer, a simulator with faults, and bytes that are no IPP."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.base import Condition, DeviceError, Fault, JobNotStarted, PaperLevel
from devices.manager import DeviceManager, DeviceSpec
from devices.page_jobs import find_page_fault, print_pages
from devices.page_printer.ipp import Driver, Settings
from devices.page_printer.ipp_exchange import PrinterAddress
from devices.page_printer.ipp_health import read_health
from devices.page_printer.ipp_messages import BadIpp, IppRequest, Operation, build_request, keyword, parse_answer
from devices.simulators.process import SimulatorProcess
from tests.devices.conftest import Eventually
from tests.devices.ippeve import IppEvePrinter, ippeveprinter

PAGES = b"%PDF-1.7 one page"


def never() -> bool:
    return False


@pytest.fixture
def cups(tmp_path: Path) -> Iterator[IppEvePrinter]:
    with ippeveprinter(tmp_path) as printer:
        yield printer


@pytest.fixture
def simulated() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("ipp", tcp=True) as process:
        yield process


def port_of(process: SimulatorProcess) -> str:
    return f"{process.port.replace('tcp://', 'ipp://')}/ipp/print"


def opened(port: str, **settings: float) -> Driver:
    driver = Driver(port, Settings(**{"answer_seconds": 5, **settings}))  # type: ignore[arg-type]
    driver.open()
    return driver


def in_background(pool: ThreadPoolExecutor, driver: Driver, cancelled: threading.Event) -> "Future[None]":
    return pool.submit(driver.print_pages, PAGES, 60, cancelled.is_set)


def test_pages_are_printed_once_and_followed_to_the_end(cups: IppEvePrinter) -> None:
    driver = opened(cups.port)
    assert driver.status().condition is Condition.OK
    assert driver.firmware()
    driver.print_pages(PAGES, 60, never)
    assert cups.printed() == [PAGES]


def test_what_nobody_waits_for_any_more_is_cancelled(cups: IppEvePrinter, eventually: Eventually) -> None:
    """The visit has ended: nothing comes out for the next person, who gets theirs."""
    driver, cancelled = opened(cups.port), threading.Event()
    cups.hold()
    with ThreadPoolExecutor(1) as pool:
        printing = in_background(pool, driver, cancelled)
        eventually(cups.has_begun)
        cancelled.set()
        error = printing.exception()
    assert isinstance(error, DeviceError)
    assert not isinstance(error, JobNotStarted)
    cups.go_on()
    driver.print_pages(b"%PDF-1.7 another's", 60, never)
    assert b"another's" in cups.printed()[-1]


def test_out_of_paper_in_mid_job_is_told_and_the_job_is_cancelled(cups: IppEvePrinter, eventually: Eventually) -> None:
    driver = opened(cups.port)
    cups.hold()
    with ThreadPoolExecutor(1) as pool:
        printing = pool.submit(driver.print_pages, PAGES, 6, never)
        eventually(cups.has_begun)
        cups.stop_for("media-empty")  # it calls that a warning, and prints no more
        error = printing.exception()
    assert isinstance(error, DeviceError)
    assert error.fault is Fault.PAPER_OUT
    assert driver.status().paper is PaperLevel.LOW


def test_one_that_stops_in_mid_job_keeps_nobody_waiting(simulated: SimulatorProcess) -> None:
    driver = opened(port_of(simulated))
    simulated.do("set", seconds=3600)
    with ThreadPoolExecutor(1) as pool:
        printing = in_background(pool, driver, threading.Event())
        simulated.wait_for(lambda state: state["jobs"])
        simulated.do("fault", name="paper_jam")
        error = printing.exception()
    assert isinstance(error, DeviceError)
    assert error.fault is Fault.PAPER_JAM
    assert simulated.do("state")["jobs"] == {"1": 7}


def test_a_printer_that_vanishes_in_mid_job_is_told_and_prints_nothing_when_it_is_back(
    simulated: SimulatorProcess, eventually: Eventually
) -> None:
    driver = opened(port_of(simulated), answer_seconds=0.5, silence_seconds=0.5)
    simulated.do("set", seconds=3600)
    with ThreadPoolExecutor(1) as pool:
        printing = in_background(pool, driver, threading.Event())
        simulated.wait_for(lambda state: state["jobs"])
        simulated.do("unplug")
        error = printing.exception()
    assert isinstance(error, DeviceError)
    assert error.fault is Fault.DISCONNECTED
    with pytest.raises(DeviceError):
        driver.status()
    simulated.do("plug")
    driver.open()
    assert simulated.do("state")["jobs"] == {"1": 7}
    simulated.do("set", seconds=0.01)
    driver.print_pages(b"%PDF-1.7 next", 60, never)
    assert simulated.do("state")["printed"] == ["%PDF-1.7 next"]


def test_a_killed_printer_leaves_nobody_waiting(cups: IppEvePrinter, eventually: Eventually) -> None:
    driver = opened(cups.port, silence_seconds=0.5)
    cups.hold()
    with ThreadPoolExecutor(1) as pool:
        printing = in_background(pool, driver, threading.Event())
        eventually(cups.has_begun)
        cups.process.kill()
        error = printing.exception()
    assert isinstance(error, DeviceError)
    assert error.fault in (Fault.DISCONNECTED, Fault.NOT_RESPONDING)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("paper_out", Fault.PAPER_OUT),
        ("paper_jam", Fault.PAPER_JAM),
        ("cover", Fault.COVER_OPEN),
        ("toner_out", Fault.TONER_OUT),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_sent(simulated: SimulatorProcess, fault: str, told: Fault) -> None:
    driver = opened(port_of(simulated))
    simulated.do("fault", name=fault)
    assert driver.status().fault is told
    with pytest.raises(JobNotStarted) as caught:
        driver.print_pages(PAGES, 60, never)
    assert caught.value.fault is told
    assert simulated.do("state")["jobs"] == {}


def test_low_paper_is_told_and_prints(simulated: SimulatorProcess) -> None:
    driver = opened(port_of(simulated))
    simulated.do("fault", name="paper_low")
    assert (driver.status().fault, driver.status().paper) == (None, PaperLevel.LOW)
    driver.print_pages(PAGES, 60, never)


@pytest.mark.parametrize(("fault", "told"), [("no_pdf", Fault.WRONG_DEVICE), ("garbage", Fault.WRONG_DEVICE)])
def test_one_that_cannot_do_it_is_not_taken(simulated: SimulatorProcess, fault: str, told: Fault) -> None:
    simulated.do("fault", name=fault)
    with pytest.raises(DeviceError) as caught:
        opened(port_of(simulated))
    assert caught.value.fault is told


def test_a_job_that_is_refused_is_told(simulated: SimulatorProcess) -> None:
    driver = opened(port_of(simulated), silence_seconds=0.5)
    simulated.do("fault", name="refuses")
    with pytest.raises(JobNotStarted) as caught:
        driver.print_pages(PAGES, 60, never)
    assert caught.value.fault is Fault.NOT_PRINTED
    assert simulated.do("state")["printed"] == []


def test_what_an_earlier_run_left_is_cancelled_before_anything_is_printed(simulated: SimulatorProcess) -> None:
    simulated.do("set", seconds=3600)
    first, cancelled = opened(port_of(simulated)), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        printing = in_background(pool, first, cancelled)
        simulated.wait_for(lambda state: state["jobs"])
        opened(port_of(simulated))
        assert simulated.do("state")["jobs"] == {"1": 7}
        cancelled.set()
        assert printing.exception() is not None


def test_the_first_printer_in_order_takes_it(eventually: Eventually) -> None:
    with ExitStack() as stack:
        empty, full = (stack.enter_context(SimulatorProcess("ipp", tcp=True)) for _ in range(2))
        empty.do("fault", name="paper_out")
        specs = [DeviceSpec(name, "page_printer", "ipp", port_of(one)) for name, one in (("a", empty), ("b", full))]
        devices = DeviceManager(specs)
        devices.start()
        stack.callback(devices.stop)
        eventually(lambda: devices.can("page_printer") and devices.statuses()["a"].fault)
        assert find_page_fault(devices) is None
        print_pages(devices, PAGES, never)
        assert (empty.do("state")["printed"], full.do("state")["printed"]) == ([], [PAGES.decode()])
        full.do("fault", name="toner_out")
        eventually(lambda: not devices.can("page_printer"))
        assert find_page_fault(devices) is not None
        with pytest.raises(JobNotStarted):
            print_pages(devices, PAGES, never)


def test_without_a_printer_of_pages_nothing_begins() -> None:
    with pytest.raises(JobNotStarted):
        print_pages(DeviceManager([]), PAGES, never)


@given(st.binary(max_size=300))
def test_whatever_comes_is_an_answer_or_no_ipp(data: bytes) -> None:
    with suppress(BadIpp):
        parse_answer(b"\x02\x00" + data)


def test_a_request_is_written_as_rfc_8010_has_it() -> None:
    """The beginning of its example in appendix A.1, with another operation."""
    request = build_request(IppRequest(Operation.GET_PRINTER_ATTRIBUTES, "ipp://p/", (keyword("k", ("a", "b")),)), 1)
    assert request.startswith(b"\x02\x00\x00\x0b\x00\x00\x00\x01\x01\x47\x00\x12attributes-charset\x00\x05utf-8")
    assert request.endswith(b"\x44\x00\x01k\x00\x01a\x44\x00\x00\x00\x01b\x03")


@pytest.mark.parametrize(
    ("state", "reasons", "condition", "fault"),
    [
        (3, ["none"], Condition.OK, None),
        (3, ["media-empty-warning"], Condition.OK, None),
        (5, ["media-empty-warning"], Condition.FAULT, Fault.PAPER_OUT),
        (5, ["none"], Condition.FAULT, Fault.BROKEN),
        (4, ["toner-low-warning"], Condition.OK, None),
        (3, ["marker-supply-empty"], Condition.FAULT, Fault.TONER_OUT),
        (3, ["door-open-error"], Condition.FAULT, Fault.COVER_OPEN),
        (None, [], Condition.UNKNOWN, None),
    ],
)
def test_its_state_is_read(state: int | None, reasons: list[str], condition: Condition, fault: Fault | None) -> None:
    status = read_health({"printer-state": [] if state is None else [state], "printer-state-reasons": reasons})
    assert (status.condition, status.fault) == (condition, fault)


@pytest.mark.parametrize("port", ["tcp://127.0.0.1:9100", "ipp://", "ipp://host:x/", "printer://slips", ""])
def test_another_port_is_the_wrong_device(port: str) -> None:
    with pytest.raises(DeviceError) as caught:
        PrinterAddress.parse(port)
    assert caught.value.fault is Fault.WRONG_DEVICE
