"""The device manager: which printer prints, and that nothing comes out twice."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from devices.base import Condition, Device, DeviceError, Fault, JobNotStarted, Status
from devices.documents import Document
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.process import SimulatorProcess
from tests.devices.conftest import Eventually

TICKET = Document("ticket", ())


class Press:
    """A printer whose health and printing a test decides."""

    def __init__(self) -> None:
        self.health: Callable[[], Status] = lambda: Status(Condition.OK)
        self.printing: Callable[[], None] = lambda: None
        self.printed: list[Document] = []

    def open(self) -> None:
        self.health()

    def close(self) -> None: ...

    def status(self) -> Status:
        return self.health()

    def print(self, document: Document, within: float = 20.0) -> None:
        end = time.monotonic() + within
        if (fault := self.health().fault) or time.monotonic() > end:
            raise JobNotStarted(fault or Fault.NOT_RESPONDING)
        self.printed.append(document)
        self.printing()


class Hall:
    """Two printers, and the devices that keep them."""

    def __init__(self) -> None:
        self.first, self.second = Press(), Press()
        specs = [DeviceSpec("first", "printer", "press", "a"), DeviceSpec("second", "printer", "press", "b")]
        self.devices = DeviceManager(specs, self._make)

    def _make(self, kind: str, model: str, port: str, settings: Any) -> Device:
        return self.first if port == "a" else self.second


@pytest.fixture
def hall(eventually: Eventually) -> Iterator[Hall]:
    hall = Hall()
    hall.devices.start()
    eventually(lambda: all(s.condition is Condition.OK for s in hall.devices.statuses().values()))
    yield hall
    hall.devices.stop()


def paper_out() -> Status:
    return Status(Condition.FAULT, Fault.PAPER_OUT, detail="no paper")


def test_the_first_printer_prints(hall: Hall) -> None:
    hall.devices.print(TICKET)
    assert (hall.first.printed, hall.second.printed) == ([TICKET], [])


def test_the_second_takes_over_where_the_first_is_out(hall: Hall) -> None:
    hall.first.health = paper_out  # seen or not seen yet: the job looks again
    hall.devices.print(TICKET)
    assert (hall.first.printed, hall.second.printed) == ([], [TICKET])


def test_a_job_that_may_have_begun_is_never_printed_elsewhere(hall: Hall) -> None:
    def jam() -> None:
        raise DeviceError(Fault.PAPER_JAM, "in mid-job")

    hall.first.printing = jam
    with pytest.raises(DeviceError) as caught:
        hall.devices.print(TICKET)
    assert caught.value.fault is Fault.PAPER_JAM
    assert hall.second.printed == []


def test_a_printer_that_hangs_before_the_job_prints_nothing_later(hall: Hall) -> None:
    release, asked = threading.Event(), threading.Event()

    def hang() -> Status:
        asked.set()
        release.wait(30)
        return Status(Condition.OK)

    hall.first.health = hang
    asked.wait(10)
    with pytest.raises(DeviceError) as caught:
        hall.devices.print(TICKET, within=0.2)
    assert caught.value.fault is Fault.NOT_RESPONDING
    release.set()
    hall.first.health = lambda: Status(Condition.OK)
    hall.devices.print(TICKET)
    assert len(hall.first.printed) + len(hall.second.printed) == 1


def test_with_all_printers_out_the_first_ones_fault_is_told(hall: Hall, eventually: Eventually) -> None:
    hall.first.health = hall.second.health = paper_out
    eventually(lambda: not hall.devices.can("printer"))
    with pytest.raises(DeviceError) as caught:
        hall.devices.print(TICKET)
    assert (caught.value.fault, caught.value.detail) == (Fault.PAPER_OUT, "no paper")


def test_a_kiosk_without_devices_can_nothing_and_says_so() -> None:
    devices = DeviceManager([])
    devices.start()
    assert not devices.can("printer")
    assert devices.card() is None
    assert not devices.card_present()
    with pytest.raises(DeviceError) as caught:
        devices.print(TICKET)
    assert caught.value.fault is Fault.DISCONNECTED
    devices.stop()


def test_statuses_are_in_the_order_of_the_configuration(hall: Hall) -> None:
    assert list(hall.devices.statuses()) == ["first", "second"]
    assert hall.devices.kinds() == {"first": "printer", "second": "printer"}


def test_a_device_put_again_keeps_its_place_in_the_order(hall: Hall, eventually: Eventually) -> None:
    hall.devices.put(DeviceSpec("first", "printer", "press", "a"))
    assert list(hall.devices.statuses()) == list(hall.devices.kinds()) == ["first", "second"]
    eventually(lambda: hall.devices.statuses()["first"].condition is Condition.OK)
    hall.devices.print(TICKET)
    assert (hall.first.printed, hall.second.printed) == ([TICKET], [])


def test_a_device_that_was_dropped_is_nowhere_any_more(hall: Hall) -> None:
    hall.devices.drop("first")
    assert list(hall.devices.kinds()) == list(hall.devices.statuses()) == ["second"]
    with pytest.raises(DeviceError):
        hall.devices.test("first")
    hall.devices.print(TICKET)
    assert (hall.first.printed, hall.second.printed) == ([], [TICKET])


def test_a_device_of_which_nothing_is_known_is_not_in_order(hall: Hall, eventually: Eventually) -> None:
    hall.first.health = hall.second.health = lambda: Status(Condition.UNKNOWN, detail="a button is held")
    eventually(lambda: not hall.devices.can("printer"))


def test_a_mistake_in_one_model_leaves_the_others_in_use(eventually: Eventually) -> None:
    hall = Hall()

    def make(kind: str, model: str, port: str, settings: Any) -> Device:
        if port == "a":
            raise RuntimeError
        return hall.second

    devices = DeviceManager(
        [DeviceSpec("bad", "printer", "press", "a"), DeviceSpec("good", "printer", "press", "b")], make
    )
    devices.start()
    eventually(lambda: devices.can("printer") and devices.statuses()["bad"].fault is Fault.INTERNAL)
    devices.print(TICKET)
    devices.stop()
    assert hall.second.printed == [TICKET]


def test_at_a_port_that_is_anothers_the_test_says_whose_and_else_that_nothing_answers(
    reader: SimulatorProcess, eventually: Eventually
) -> None:
    devices = DeviceManager([DeviceSpec("slips", "printer", "escpos", reader.port)])
    devices.start()
    with pytest.raises(DeviceError) as anothers:
        devices.test("slips")
    assert (anothers.value.fault, "card_reader of model sam_v" in anothers.value.detail) == (Fault.WRONG_DEVICE, True)
    reader.do("fault", name="silence")
    eventually(lambda: devices.statuses()["slips"].fault is Fault.NOT_RESPONDING)
    with pytest.raises(DeviceError) as nobody:
        devices.test("slips")
    assert nobody.value.fault is Fault.NOT_RESPONDING
    devices.stop()
