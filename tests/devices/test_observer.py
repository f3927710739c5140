"""An observer is told what the devices do: each card once, each slip with its length, each change of status."""

import threading
from collections.abc import Iterator

import pytest

from devices.base import Condition, Fault, Status
from devices.documents import Document, Line, Qr
from devices.manager import DeviceManager, DeviceSpec
from devices.paper_usage import PaperUsage, estimate_usage
from devices.printer.escpos import Driver, Settings
from devices.simulators.process import SimulatorProcess


class Notebook:
    def __init__(self) -> None:
        self._told = threading.Condition()
        self.cards: list[str] = []
        self.slips: list[tuple[str, PaperUsage]] = []
        self.statuses: list[tuple[str, Status]] = []

    def card_read(self, name: str) -> None:
        with self._told:
            self.cards.append(name)
            self._told.notify_all()

    def printed(self, name: str, usage: PaperUsage) -> None:
        self.slips.append((name, usage))

    def changed(self, name: str, status: Status) -> None:
        with self._told:
            self.statuses.append((name, status))
            self._told.notify_all()

    def waits_for(self, name: str, condition: Condition, fault: Fault | None = None) -> None:
        with self._told:
            found = self._told.wait_for(
                lambda: any(n == name and s.condition is condition and s.fault is fault for n, s in self.statuses), 10
            )
        assert found, self.statuses

    def waits_for_cards(self, count: int) -> None:
        with self._told:
            assert self._told.wait_for(lambda: len(self.cards) >= count, 10)


@pytest.fixture
def printer() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("escpos", tcp=True) as simulator:
        simulator.do("set", speed=20.0)
        yield simulator


def test_cards_slips_and_faults_are_told(printer: SimulatorProcess) -> None:
    notebook = Notebook()
    with SimulatorProcess("sam_v") as reader:
        devices = DeviceManager(
            [
                DeviceSpec("reader", "card_reader", "sam_v", reader.port),
                DeviceSpec("printer", "printer", "escpos", printer.port),
            ]
        )
        devices.report_to(notebook)
        devices.start()
        try:
            notebook.waits_for("reader", Condition.OK)
            notebook.waits_for("printer", Condition.OK)
            reader.do("place", card="zhang")
            notebook.waits_for_cards(1)
            document = Document("slip", (Line("一"), Line("二")))
            devices.print(document)
            devices.print_on("printer", document)
            printer.do("unplug")
            notebook.waits_for("printer", Condition.FAULT, Fault.DISCONNECTED)
            assert devices.test("reader")[1].startswith("05.01")
        finally:
            devices.stop()
    assert notebook.cards == ["reader"]
    assert notebook.slips == [("printer", estimate_usage(document))] * 2


SHORT = Document("a", (Line("短"),))
LONG = Document("b", (Line("很长的一行" * 30), Qr("x"), Line("大", size=6)))


def test_longer_documents_take_more_paper_and_on_a_narrow_roll_still_more() -> None:
    assert (
        15
        < estimate_usage(SHORT).millimetres
        < 40
        < estimate_usage(LONG).millimetres
        < estimate_usage(LONG, columns=32).millimetres
    )


@pytest.mark.parametrize("dots", [384, 512, 576])
def test_a_printer_knows_its_own_width_and_whether_it_cuts(dots: int) -> None:
    for cutter in (True, False):
        driver = Driver("tcp://127.0.0.1:1", Settings.model_validate({"width_dots": dots, "cutter": cutter}))
        assert driver.measure(LONG) == estimate_usage(LONG, dots // 12, cuts=int(cutter))
