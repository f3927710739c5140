"""More than one printer: the next one takes over where nothing of a slip can be on the first one's paper."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from devices.base import Condition, DeviceError, Fault, JobNotStarted
from devices.documents import Document, Qr
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.process import SimulatorProcess
from tests.devices.conftest import FAST, Eventually
from tests.devices.printing import LONG, TICKET, open_driver, pieces, ticket_lines


class Hall:
    """A kiosk with two printers on the wire."""

    def __init__(self, first: SimulatorProcess, second: SimulatorProcess) -> None:
        self.first, self.second = first, second
        self.devices = DeviceManager([DeviceSpec(name, "printer", "escpos", sim.port) for name, sim in self._each()])

    def _each(self) -> tuple[tuple[str, SimulatorProcess], ...]:
        return ("first", self.first), ("second", self.second)

    def in_order(self) -> bool:
        return all(status.condition is Condition.OK for status in self.devices.statuses().values())

    def printed(self) -> tuple[int, int]:
        return len(pieces(self.first)), len(pieces(self.second))


@pytest.fixture
def hall(eventually: Eventually) -> Iterator[Hall]:
    with ExitStack() as stack:
        hall = Hall(*(stack.enter_context(SimulatorProcess("escpos", tcp=tcp)) for tcp in (False, True)))
        for printer in (hall.first, hall.second):
            printer.do("set", speed=FAST)
        hall.devices.start()
        stack.callback(hall.devices.stop)
        eventually(hall.in_order)
        yield hall


@pytest.mark.parametrize("trouble", ["paper_out", "cover", "silent", "feed_button"])
def test_the_next_takes_over_where_the_first_is_out_seen_already_or_not(hall: Hall, trouble: str) -> None:
    hall.first.do("fault", name=trouble)
    hall.devices.print(TICKET)
    hall.devices.print(TICKET)
    assert hall.printed() == (0, 2)
    hall.first.do("clear")
    hall.devices.print_on("first", TICKET)
    assert hall.printed() == (1, 2)


def test_the_next_takes_over_where_the_first_is_unplugged(hall: Hall) -> None:
    hall.first.do("unplug")
    hall.devices.print(TICKET)
    assert hall.printed() == (0, 1)


def test_a_slip_that_may_be_half_on_paper_is_not_printed_elsewhere(hall: Hall) -> None:
    hall.first.do("set", speed=1)
    hall.first.do("left", mm=60)
    with pytest.raises(DeviceError) as caught:
        hall.devices.print(LONG)
    assert caught.value.fault is Fault.PAPER_OUT
    assert not isinstance(caught.value, JobNotStarted)
    assert hall.printed()[1] == 0


def test_what_cannot_be_printed_is_no_fault_of_the_printer(hall: Hall) -> None:
    endless = Document("endless", (Qr("x" * 5000),))
    with pytest.raises(JobNotStarted) as caught:
        hall.devices.print(endless)
    assert caught.value.fault is Fault.BAD_DOCUMENT
    assert hall.in_order()
    hall.devices.print(TICKET)
    assert hall.printed() == (1, 0)


def test_what_no_longer_fits_into_the_time_is_not_begun(serial_printer: SimulatorProcess) -> None:
    driver = open_driver(serial_printer)
    with pytest.raises(JobNotStarted):
        driver.print(TICKET, within=5.0)
    driver.print(TICKET)
    assert len(pieces(serial_printer)) == 1
    driver.close()


def test_a_slip_that_takes_too_long_has_failed_before_its_time_is_up_and_leaves_nothing_behind(hall: Hall) -> None:
    hall.first.do("set", speed=0.05)
    with pytest.raises(DeviceError) as caught:
        hall.devices.print_on("first", TICKET, within=8.0)
    assert caught.value.fault is Fault.NOT_PRINTED
    hall.first.do("set", speed=FAST)
    hall.devices.print_on("first", TICKET)
    void, good = pieces(hall.first)
    assert "作废" in void
    assert ticket_lines(good)[0] == "A018"
    assert "作废" not in good
