"""Printers of several makers, each with its ways: what the profile says, and what the configuration says instead."""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from escpos.capabilities import get_profile

from devices.base import Condition, DeviceError, Fault
from devices.documents import Document, Line, Pair
from devices.printer.escpos import Driver, Settings
from devices.printer.profiles import PROFILES
from devices.simulators.process import SimulatorProcess
from tests.devices.printing import LONG, NEXT, TICKET, in_background, open_driver, pieces, refused, ticket_lines

QUICK = {"answer_seconds": 0.4, "silence_seconds": 0.8, "print_seconds": 4.0}


def of(profile: str, **keys: object) -> Settings:
    return Settings.model_validate({"profile": profile, **QUICK, **keys})


def test_every_profile_can_be_chosen() -> None:
    assert {Settings.model_validate({"profile": name}).settled() for name in PROFILES} == set(PROFILES.values())


def test_what_the_configuration_says_counts_before_the_profile() -> None:
    found = of("epson", width_dots=576, cutter=False, print_complete="queued_answer").settled()
    assert (found.dots, found.cutter, found.print_complete) == (576, False, "queued_answer")
    assert of("epson").settled().dots == 512


@pytest.mark.parametrize(
    ("named", "profile"),
    [("TM-T88III", "epson"), ("TM-T88V", "epson"), ("TM-T20II", "generic"), ("NT-80-V-UL", "generic")],
)
def test_the_dots_are_those_that_python_escpos_knows(named: str, profile: str) -> None:
    media = get_profile(named).profile_data["media"]
    assert media["width"]["pixels"] == PROFILES[profile].dots


@pytest.mark.parametrize("keys", [{"profile": "acme"}, {"width_dots": 500}, {"cutter": "perhaps"}])
def test_what_is_not_known_is_refused(keys: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(keys))):
        Settings.model_validate(keys)


@pytest.mark.parametrize(("profile", "dots", "columns"), [("epson", 512, 42), ("snbc", 576, 48), ("custom", 576, 48)])
def test_lines_are_as_wide_as_the_paper(
    serial_printer: SimulatorProcess, profile: str, dots: int, columns: int
) -> None:
    serial_printer.do("set", dots=dots)
    open_driver(serial_printer, of(profile)).print(Document("slip", (Pair("前面等候", "3 人"),)))
    (line,) = ticket_lines(pieces(serial_printer)[0])
    assert sum(1 if sign.isascii() else 2 for sign in line) == columns


def test_58_mm_on_any_profile(serial_printer: SimulatorProcess) -> None:
    serial_printer.do("set", dots=384)
    open_driver(serial_printer, of("xprinter", width_dots=384)).print(Document("slip", (Line("社" * 17),)))
    assert ticket_lines(pieces(serial_printer)[0]) == ["社" * 16, "社"]


@pytest.mark.parametrize("profile", ["xprinter", "gprinter", "custom"])
def test_a_clone_that_knows_neither_process_ids_nor_clearing(clone: SimulatorProcess, profile: str) -> None:
    clone.do("set", clear_buffers=False, identifies=False)
    driver = open_driver(clone, of(profile))
    clone.do("left", mm=15)
    assert refused(driver, LONG) is Fault.PAPER_OUT
    clone.do("refill")
    driver.print(NEXT)
    assert ticket_lines(pieces(clone)[-1]) == ["A019", "下一位"]


def test_undefined_bits_of_an_old_epson_are_no_fault(serial_printer: SimulatorProcess) -> None:
    serial_printer.do("set", undefined_bits=True, process_ids=False)
    driver = open_driver(serial_printer, of("epson"))
    assert driver.status().condition is Condition.OK
    driver.print(TICKET)
    assert len(pieces(serial_printer)) == 1


def test_where_an_open_cover_looks_like_paper_end_what_hangs_out_is_marked_void(slow_printer: SimulatorProcess) -> None:
    slow_printer.do("set", cover_is_paper_end=True, speed=0.2)
    driver = open_driver(slow_printer, of("snbc"))
    failed = in_background(driver, LONG)
    slow_printer.wait_for(lambda state: state["half_printed"])
    slow_printer.do("fault", name="cover")
    assert failed() is Fault.PAPER_OUT
    assert "open cover" in driver.status().detail
    slow_printer.do("set", speed=20)
    slow_printer.do("clear")
    driver.print(NEXT)
    unfinished, piece = (ticket_lines(each) for each in pieces(slow_printer))
    assert unfinished[-1] == "—— 以上内容作废 ——"
    assert piece == ["A019", "下一位"]


class TestWhoItIs:
    def test_maker_model_and_version_are_told(self, serial_printer: SimulatorProcess) -> None:
        assert open_driver(serial_printer).firmware() == "SIMULATOR SIM-80 1.00"

    def test_a_clone_tells_nothing_and_prints_nothing_of_the_question(self, clone: SimulatorProcess) -> None:
        clone.do("set", identifies=False)
        driver = open_driver(clone)
        assert driver.firmware() == ""
        driver.print(NEXT)
        assert [ticket_lines(piece) for piece in pieces(clone)] == [["A019", "下一位"]]

    def test_a_printer_that_is_offline_answers_with_nothing(self, serial_printer: SimulatorProcess) -> None:
        driver = open_driver(serial_printer)
        serial_printer.do("fault", name="cover")
        assert driver.firmware() == ""
        serial_printer.do("clear")
        driver.print(NEXT)
        assert len(pieces(serial_printer)) == 1

    def test_something_that_speaks_otherwise_is_no_printer(self) -> None:
        with SimulatorProcess("serial_line") as scanner:
            driver = Driver(scanner.port, Settings.model_validate({"answer_seconds": 2.0}))
            opening = in_background_opening(driver)
            while not opening.done():
                scanner.do("scan", code="HELLO, KIOSK")
            assert opening.result().fault is Fault.WRONG_DEVICE


def in_background_opening(driver: Driver) -> Future[DeviceError]:
    def opened() -> DeviceError:
        with pytest.raises(DeviceError) as caught:
            driver.open()
        return caught.value

    pool = ThreadPoolExecutor(1)
    opening = pool.submit(opened)
    pool.shutdown(wait=False)
    return opening
