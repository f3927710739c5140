"""Every piece of paper, of every profile, with printers that can forget a job and those that cannot: after a fault the
next job is whole and alone, and nothing of the one before is on paper but under a void mark."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.process import SimulatorProcess
from tests.devices.conftest import Eventually
from tests.devices.paper import KEYS, KINDS_OF_PRINTER, VOID, Desk, become, job, open_desk

LONG, SHORT = 60, 3  # lines: with 60 not all of it is sent when the fault comes


@pytest.fixture(params=KINDS_OF_PRINTER, ids=lambda kind: f"{kind[0]}-{'clears' if kind[1] else 'keeps'}")
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with open_desk(request.param, speed=20) as desk:
        desk.learn()
        yield desk


def fails_in_the_middle(desk: Desk, lines: int, what: Callable[[], object]) -> None:
    """The fault comes while the job's first lines are on paper."""
    desk.printer.do("set", speed=0.5)
    with ThreadPoolExecutor(1) as pool:
        told = pool.submit(desk.give, lines)
        desk.printer.wait_for(lambda state: state["half_printed"])
        what()
        assert not told.result(60)
    desk.printer.do("set", speed=20)


def test_after_each_fault_the_next_job_is_whole_and_alone(desk: Desk) -> None:
    printer = desk.printer
    for restarted, lines in ((False, SHORT), (True, LONG)):
        pieces = printer.do("state")["pieces"]
        printer.do("left", mm=20)
        assert not desk.give(lines)
        assert printer.do("state")["pieces"] == pieces  # no cut was sent behind what is not on paper
        if restarted:
            desk.driver.close()  # the program ends, and another begins
        printer.do("refill")
        assert desk.give()
        desk.check()
    printer.do("left", mm=20)
    assert not desk.give(LONG)
    printer.do("refill")
    printer.do("left", mm=30)  # and ends again while the rest runs out
    desk.give()
    printer.do("refill")
    assert desk.give() or desk.give()
    desk.check()
    fails_in_the_middle(desk, LONG, lambda: printer.do("fault", name="cover"))
    printer.do("clear")
    assert desk.give()
    desk.check()
    fails_in_the_middle(desk, LONG, lambda: printer.do("fault", name="paper_out"))
    printer.do("clear")  # the sensor spoke, and the same paper goes on
    assert desk.give()
    desk.check()
    fails_in_the_middle(desk, SHORT, lambda: printer.do("power_cycle", seconds=0.2))
    printer.wait_for(lambda state: state["powered"])
    assert desk.give() or desk.give()
    desk.check()


@pytest.mark.parametrize("clears", [True, False])
def test_a_ticket_of_a_dispenser_without_a_printer_of_its_own_is_as_safe(eventually: Eventually, clears: bool) -> None:
    with SimulatorProcess("escpos", tcp=True) as printer:
        become(printer, "xprinter", clears)
        printer.do("set", speed=20)
        slips = DeviceSpec("slips", "printer", "escpos", printer.port, {**KEYS, "profile": "xprinter"})
        devices = DeviceManager(
            [slips, DeviceSpec("tickets", "ticket_dispenser", "receipt_printer", "printer://slips")]
        )
        devices.start()
        try:
            eventually(lambda: devices.can("ticket_dispenser"))
            printer.do("left", mm=20)
            with pytest.raises(Exception, match="paper_out"):
                devices.issue(job(1, LONG))
            printer.do("refill")
            eventually(lambda: devices.can("ticket_dispenser"), 20.0)
            devices.issue(job(2))
        finally:
            devices.stop()
        *void, ticket = printer.do("take")["pieces"]
    assert all(VOID in piece for piece in void)
    assert "N00002" in ticket
    assert "N00001" not in ticket
