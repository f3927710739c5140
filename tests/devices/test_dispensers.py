"""Queue numbers through the manager: which dispenser gives them, and who takes over."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest

from devices.base import Condition, DeviceError, Fault, JobNotStarted, Media, PaperLevel, Status
from devices.documents import Document
from devices.manager import DeviceManager, DeviceSpec
from devices.paper_usage import PaperUsage
from devices.simulators.process import SimulatorProcess
from devices.ticket_dispenser.receipt_printer import Driver, Settings
from tests.devices.conftest import FAST, Eventually
from tests.devices.printing import NEXT, TICKET, pieces

IMPATIENT = {"retract_seconds": 3.0}


class Counter:
    """An observer of the slips alone."""

    def __init__(self) -> None:
        self.slips: list[tuple[str, int]] = []

    def card_read(self, name: str) -> None: ...

    def printed(self, name: str, usage: PaperUsage) -> None:
        self.slips.append((name, usage.cuts))

    def changed(self, name: str, status: Status) -> None: ...


class Hall:
    """Printers and presenters on the wire, and a kiosk that uses them as a test configures it."""

    def __init__(self, stack: ExitStack, eventually: Eventually) -> None:
        self._stack, self._eventually = stack, eventually
        self.printer, self.other = (self._simulator("escpos", tcp) for tcp in (False, True))
        self.presenter = self._simulator("presenter", tcp=True)
        self.counter = Counter()

    def _simulator(self, model: str, tcp: bool) -> SimulatorProcess:
        simulator = self._stack.enter_context(SimulatorProcess(model, tcp=tcp))
        simulator.do("set", speed=FAST)
        return simulator

    def printers(self) -> list[DeviceSpec]:
        return [
            DeviceSpec("printer", "printer", "escpos", self.printer.port),
            DeviceSpec("other", "printer", "escpos", self.other.port),
        ]

    def exit_slot(self) -> DeviceSpec:
        return DeviceSpec("exit_slot", "ticket_dispenser", "presenter", self.presenter.port, IMPATIENT)

    def opens(self, *specs: DeviceSpec) -> DeviceManager:
        devices = DeviceManager(specs)
        devices.report_to(self.counter)
        devices.start()
        self._stack.callback(devices.stop)
        self._eventually(lambda: all(s.condition is not Condition.UNKNOWN for s in devices.statuses().values()))
        return devices

    def printed(self) -> tuple[int, int, int]:
        taken = len(self.presenter.do("state")["taken"])
        return len(pieces(self.printer)), len(pieces(self.other)), taken


@pytest.fixture
def hall(eventually: Eventually) -> Iterator[Hall]:
    with ExitStack() as stack:
        yield Hall(stack, eventually)


def on(port: str) -> DeviceSpec:
    return DeviceSpec("tickets", "ticket_dispenser", "receipt_printer", port)


def test_a_ticket_comes_out_of_the_printer_that_the_port_names_and_counts_there(hall: Hall) -> None:
    devices = hall.opens(on("printer://other"), *hall.printers())
    devices.issue(TICKET)
    assert hall.printed() == (0, 1, 0)
    assert hall.counter.slips == [("other", 1)]


def test_any_printer_is_the_first_in_order_and_the_next_takes_over(hall: Hall, eventually: Eventually) -> None:
    devices = hall.opens(on("printer://"), *hall.printers())
    devices.issue(TICKET)
    hall.printer.do("fault", name="paper_out")
    devices.issue(TICKET)
    assert hall.printed() == (1, 1, 0)
    hall.other.do("fault", name="cover")
    eventually(lambda: not devices.can("ticket_dispenser"))
    with pytest.raises(JobNotStarted) as caught:
        devices.issue(TICKET)
    assert caught.value.fault is Fault.PAPER_OUT


def test_its_status_follows_the_printers(hall: Hall, eventually: Eventually) -> None:
    devices = hall.opens(on("printer://printer"), *hall.printers())
    hall.printer.do("fault", name="paper_low")
    eventually(lambda: devices.statuses()["tickets"].paper is PaperLevel.LOW)
    assert devices.can("ticket_dispenser")
    hall.printer.do("fault", name="cover")
    eventually(lambda: devices.statuses()["tickets"].fault is Fault.COVER_OPEN)
    hall.printer.do("clear")
    hall.printer.do("fault", name="feed_button")
    eventually(lambda: devices.statuses()["tickets"].condition is Condition.UNKNOWN)
    assert not devices.can("ticket_dispenser")
    assert devices.can_issue()  # the other printer


def test_a_printer_that_is_not_there_any_more_is_disconnected(hall: Hall, eventually: Eventually) -> None:
    devices = hall.opens(on("printer://printer"), *hall.printers())
    devices.drop("printer")
    eventually(lambda: devices.statuses()["tickets"].fault is Fault.DISCONNECTED)
    devices.put(hall.printers()[0])
    eventually(lambda: devices.statuses()["tickets"].condition is Condition.OK)


class Row:
    """Printers that are as a test says."""

    def __init__(self, *statuses: Status) -> None:
        self._statuses = statuses

    def print_ticket(self, name: str, document: Document, within: float) -> None: ...

    def printers(self, name: str) -> Sequence[Status]:
        return self._statuses

    def pulse(self, name: str) -> None:
        raise AssertionError("a ticket needs no pulse")


UNKNOWN, OUT, WELL = Status(Condition.UNKNOWN), Status(Condition.FAULT, Fault.PAPER_OUT), Status(Condition.OK)


@pytest.mark.parametrize(
    ("row", "shown"),
    [((OUT, UNKNOWN, WELL), WELL), ((OUT, UNKNOWN), UNKNOWN), ((OUT, OUT), OUT), ((UNKNOWN,), UNKNOWN)],
)
def test_of_several_printers_the_best_counts_and_unknown_is_never_ok(row: tuple[Status, ...], shown: Status) -> None:
    driver = Driver("printer://", Settings())
    driver.use(Row(*row))
    driver.open()
    assert driver.status() == shown


@pytest.mark.parametrize(
    ("port", "fault"), [("tcp://127.0.0.1:1", Fault.WRONG_DEVICE), ("printer://x", Fault.DISCONNECTED)]
)
def test_without_a_printer_it_is_not_opened(port: str, fault: Fault) -> None:
    driver = Driver(port, Settings())
    driver.use(Row())
    with pytest.raises(DeviceError) as caught:
        driver.open()
    assert caught.value.fault is fault


def test_the_presenter_comes_first_and_the_printer_takes_over_where_it_is_out(
    hall: Hall, eventually: Eventually
) -> None:
    hall.presenter.do("set", taken_after=0.2)
    devices = hall.opens(hall.exit_slot(), *hall.printers())
    assert devices.statuses()["exit_slot"].media is Media.CLEAR
    devices.issue(TICKET)
    hall.presenter.do("fault", name="head_up")
    devices.issue(TICKET)
    eventually(lambda: not devices.can("ticket_dispenser"))
    devices.issue(NEXT)
    assert hall.printed() == (2, 0, 1)
    assert hall.counter.slips == [("exit_slot", 1), ("printer", 1), ("printer", 1)]


def test_a_ticket_that_was_not_taken_is_printed_nowhere_else(hall: Hall) -> None:
    devices = hall.opens(hall.exit_slot(), *hall.printers())
    presented: list[bool] = []
    with pytest.raises(DeviceError) as caught:
        devices.issue(TICKET, lambda: presented.append(True))
    assert (caught.value.fault, presented) == (Fault.NOT_TAKEN, [True])
    assert hall.printed() == (0, 0, 0)
    assert hall.counter.slips == [("exit_slot", 1)]  # its paper is used up all the same


def test_without_a_dispenser_the_printers_give_the_numbers(hall: Hall) -> None:
    devices = hall.opens(*hall.printers())
    assert devices.can_issue()
    devices.issue(TICKET)
    assert hall.printed() == (1, 0, 0)


def test_where_there_is_nothing_no_number_can_be_given() -> None:
    devices = DeviceManager([])
    assert not devices.can_issue()
    with pytest.raises(JobNotStarted) as caught:
        devices.issue(TICKET)
    assert caught.value.fault is Fault.DISCONNECTED


def test_a_dispenser_can_be_tried_by_itself(hall: Hall) -> None:
    hall.presenter.do("set", taken_after=0.2)
    devices = hall.opens(hall.exit_slot(), *hall.printers())
    devices.print_on("exit_slot", TICKET)
    assert hall.printed() == (0, 0, 1)
    with pytest.raises(JobNotStarted):
        devices.print_on("nobody", TICKET)
