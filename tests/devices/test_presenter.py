"""Presenters: a ticket is issued when it was taken, and one that nobody takes goes back in."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from devices.base import Condition, DeviceError, Fault, PaperLevel
from devices.documents import Document, Line
from devices.simulators.process import SimulatorProcess
from devices.ticket_dispenser.presenter import Driver, Settings
from devices.ticket_dispenser.presenters import PROFILES
from devices.transports import open_transport
from tests.devices.printing import LONG, NEXT, TICKET, ticket_lines

QUICK = {"answer_seconds": 0.4, "silence_seconds": 0.8, "print_seconds": 5.0}
IMPATIENT = {**QUICK, "retract_seconds": 3.0}
WAYS = ["custom_vkp80", "custom_tptcm"]  # asked in real time, and behind the queue


@pytest.fixture
def presenter() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("presenter") as process:
        process.do("set", speed=20)
        yield process


def like(profile: str, presenter: SimulatorProcess) -> None:
    """The simulator in that model's ways."""
    if profile == "custom_tptcm":
        presenter.do("set", full_status=False, motor=True, step_mm=22.0)
    if profile == "custom_kpm216":
        presenter.do("set", step_mm=0.625)
    if profile == "pyramid_reliance":
        presenter.do("set", continuous=True, clear_all=False, clear_buffers=False)


def open_driver(presenter: SimulatorProcess, profile: str = "custom_vkp80", **keys: object) -> Driver:
    driver = Driver(presenter.port, Settings.model_validate({**IMPATIENT, "profile": profile, **keys}))
    driver.open()
    return driver


class Issuing:
    """A ticket on its way, on a thread of its own."""

    def __init__(self, driver: Driver, document: Document = TICKET) -> None:
        self.presented = threading.Event()
        pool = ThreadPoolExecutor(1)
        self._ended: Future[None] = pool.submit(driver.issue, document, self.presented.set)
        pool.shutdown(wait=False)

    def is_presented(self) -> None:
        assert self.presented.wait(15), self._ended

    def ends_well(self) -> None:
        self._ended.result(20)

    def fails(self) -> Fault:
        with pytest.raises(DeviceError) as caught:
            self._ended.result(20)
        return caught.value.fault

    @property
    def over(self) -> bool:
        return self._ended.done()


def lines(pieces: object) -> list[list[str]]:
    assert isinstance(pieces, list)
    return [ticket_lines(piece) for piece in pieces]


def issues_the_next(driver: Driver, presenter: SimulatorProcess) -> None:
    """All is well again: the next ticket comes out whole and alone."""
    issuing = Issuing(driver, NEXT)
    issuing.is_presented()
    assert lines(presenter.do("state")["exit_slot"]) == [["A019", "下一位"]]
    presenter.do("take_ticket")
    issuing.ends_well()


@pytest.mark.parametrize("profile", ["custom_vkp80", "custom_kpm216", "custom_tptcm"])
def test_a_ticket_is_issued_when_it_was_taken(presenter: SimulatorProcess, profile: str) -> None:
    like(profile, presenter)
    driver = open_driver(presenter, profile)
    assert driver.status().condition is Condition.OK
    issuing = Issuing(driver)
    issuing.is_presented()
    (ticket,) = lines(presenter.do("state")["exit_slot"])
    assert (ticket[0], ticket[-1]) == ("A018", "请留意叫号")
    assert not issuing.over
    presenter.do("take_ticket")
    issuing.ends_well()
    state = presenter.do("state")
    assert (len(state["taken"]), state["retracted"], state["ejected"], state["motor"]) == (1, [], [], False)
    issues_the_next(driver, presenter)


def test_a_presenter_without_chinese_is_given_pictures_and_prints_behind_its_bezel(presenter: SimulatorProcess) -> None:
    like("pyramid_reliance", presenter)
    driver = open_driver(presenter, "pyramid_reliance")
    presenter.do("set", taken_after=0.3)
    driver.issue(TICKET, lambda: None)
    state = presenter.do("state")
    (ticket,) = lines(state["taken"])
    assert len(ticket) > 5
    assert all(line.startswith("[image ") for line in ticket)
    assert state["pushed"] == 0


@pytest.mark.parametrize("profile", WAYS)
def test_a_ticket_that_nobody_takes_goes_back_and_is_no_success(presenter: SimulatorProcess, profile: str) -> None:
    like(profile, presenter)
    driver = open_driver(presenter, profile)
    assert Issuing(driver).fails() is Fault.NOT_TAKEN
    state = presenter.do("state")
    where = "ejected" if profile == "custom_tptcm" else "retracted"
    assert [ticket[0] for ticket in lines(state[where])] == ["A018"]
    assert (state["exit_slot"], state["taken"], state["pieces"]) == ([], [], 1)
    assert driver.status().condition is Condition.OK
    issues_the_next(driver, presenter)


def test_where_drawing_in_is_switched_off_the_ticket_is_thrown_out(presenter: SimulatorProcess) -> None:
    presenter.do("set", retracts=False)
    assert Issuing(open_driver(presenter)).fails() is Fault.NOT_TAKEN
    assert len(presenter.do("state")["ejected"]) == 1


def test_a_ticket_that_goes_neither_in_nor_out_is_a_jam_for_as_long_as_it_lies_there(
    presenter: SimulatorProcess,
) -> None:
    driver = open_driver(presenter)
    presenter.do("fault", name="stays")
    assert Issuing(driver).fails() is Fault.PAPER_JAM
    assert driver.status().fault is Fault.PAPER_JAM
    presenter.do("clear")
    presenter.do("free")
    assert driver.status().condition is Condition.OK
    issues_the_next(driver, presenter)


@pytest.mark.parametrize("profile", WAYS)
def test_a_jam_on_the_way_out_is_told_and_nothing_of_it_comes_later(presenter: SimulatorProcess, profile: str) -> None:
    like(profile, presenter)
    driver = open_driver(presenter, profile)
    presenter.do("fault", name="jam", times=1)
    assert Issuing(driver).fails() is Fault.PAPER_JAM
    assert driver.status().fault is Fault.PAPER_JAM
    presenter.do("free")
    issues_the_next(driver, presenter)
    assert lines(presenter.do("state")["taken"]) == [["A019", "下一位"]]


@pytest.mark.parametrize("profile", WAYS)
@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("head_up", Fault.COVER_OPEN),
        ("cover", Fault.COVER_OPEN),
        ("paper_out", Fault.PAPER_OUT),
        ("overheated", Fault.OVERHEATED),
        ("voltage", Fault.BROKEN),
        ("unrecoverable", Fault.BROKEN),
    ],
)
def test_a_fault_is_told_before_anything_is_sent(
    presenter: SimulatorProcess, profile: str, name: str, fault: Fault
) -> None:
    like(profile, presenter)
    driver = open_driver(presenter, profile)
    presenter.do("fault", name=name)
    assert driver.status().fault is fault
    assert Issuing(driver).fails() is fault
    presenter.do("clear")
    issues_the_next(driver, presenter)
    assert presenter.do("state")["pieces"] == 1


@pytest.mark.parametrize("profile", WAYS)
@pytest.mark.parametrize("name", ["paper_low", "virtual_end"])
def test_paper_that_runs_out_is_low_in_time(presenter: SimulatorProcess, profile: str, name: str) -> None:
    like(profile, presenter)
    driver = open_driver(presenter, profile)
    presenter.do("fault", name=name)
    assert (driver.status().condition, driver.status().paper) == (Condition.OK, PaperLevel.LOW)


def test_a_stuck_cutter_is_no_success(presenter: SimulatorProcess) -> None:
    driver = open_driver(presenter)
    presenter.do("fault", name="cutter", times=1)
    assert Issuing(driver).fails() is Fault.CUTTER
    presenter.do("clear")
    driver.status()
    issues_the_next(driver, presenter)
    assert lines(presenter.do("state")["taken"]) == [["A019", "下一位"]]


@pytest.mark.parametrize("clears", [True, False])
def test_what_paper_out_cut_short_never_comes_out_later(presenter: SimulatorProcess, clears: bool) -> None:
    presenter.do("set", clear_all=clears, clear_buffers=clears)
    driver = open_driver(presenter)
    presenter.do("left", mm=25)
    assert Issuing(driver, LONG).fails() is Fault.PAPER_OUT
    presenter.do("refill")
    driver.status()
    issues_the_next(driver, presenter)
    assert lines(presenter.do("state")["taken"]) == [["A019", "下一位"]]


def test_a_roll_that_ends_behind_a_ticket_spoils_it_not(presenter: SimulatorProcess) -> None:
    driver = open_driver(presenter)
    issuing = Issuing(driver)
    issuing.is_presented()
    presenter.do("fault", name="paper_out")
    presenter.do("take_ticket")
    issuing.ends_well()
    assert driver.status().fault is Fault.PAPER_OUT


@pytest.mark.parametrize("how", ["late", "split", "unasked"])
@pytest.mark.parametrize("profile", WAYS)
def test_late_split_and_unasked_answers_are_understood(presenter: SimulatorProcess, profile: str, how: str) -> None:
    like(profile, presenter)
    driver = open_driver(presenter, profile)
    presenter.do("fault", name=how, **({"times": 1} if how == "unasked" else {}))
    issues_the_next(driver, presenter)


def test_a_silent_presenter_is_never_well(presenter: SimulatorProcess) -> None:
    driver = open_driver(presenter)
    presenter.do("fault", name="silent")
    with pytest.raises(DeviceError, match="not_responding"):
        driver.status()
    assert Issuing(driver).fails() is Fault.NOT_RESPONDING
    presenter.do("clear")
    issues_the_next(driver, presenter)


def test_silence_while_the_ticket_lies_there_is_no_success_and_it_is_drawn_in_later(
    presenter: SimulatorProcess,
) -> None:
    driver = open_driver(presenter)
    issuing = Issuing(driver)
    issuing.is_presented()
    presenter.do("fault", name="silent")
    assert issuing.fails() is Fault.NOT_RESPONDING
    presenter.do("clear")
    assert driver.status().condition is Condition.OK
    state = presenter.do("state")
    assert (state["exit_slot"], state["taken"]) == ([], [])
    assert lines(state["retracted"])[0][0] == "A018"


def test_a_ticket_that_goes_while_the_power_is_off_was_not_seen_to_be_taken(presenter: SimulatorProcess) -> None:
    presenter.do("set", power_up="eject")
    driver = open_driver(presenter, silence_seconds=5.0, retract_seconds=20.0)
    issuing = Issuing(driver)
    issuing.is_presented()
    presenter.do("power_cycle", seconds=1.0)
    assert issuing.fails() is Fault.NOT_RESPONDING
    assert presenter.do("state")["taken"] == []


def test_a_power_cycle_in_mid_print_is_no_success_and_the_next_ticket_is_whole(presenter: SimulatorProcess) -> None:
    presenter.do("set", speed=0.2)
    driver = open_driver(presenter, print_seconds=20.0)
    issuing = Issuing(driver)
    presenter.wait_for(lambda state: state["half_printed"])
    presenter.do("power_cycle", seconds=1.5)
    presenter.do("set", speed=20)
    assert issuing.fails() is Fault.NOT_RESPONDING
    presenter.wait_for(lambda state: state["powered"])
    driver.status()
    issues_the_next(driver, presenter)
    assert lines(presenter.do("state")["taken"]) == [["A019", "下一位"]]


@pytest.mark.parametrize("profile", WAYS)
def test_a_ticket_that_an_earlier_program_left_at_the_exit_slot_is_drawn_in(
    presenter: SimulatorProcess, profile: str
) -> None:
    like(profile, presenter)
    first = open_driver(presenter, profile)
    issuing = Issuing(first)
    issuing.is_presented()
    first.close()
    issuing.fails()
    second = open_driver(presenter, profile)
    assert second.status().condition is Condition.OK
    assert presenter.do("state")["exit_slot"] == []
    issues_the_next(second, presenter)
    assert lines(presenter.do("state")["taken"]) == [["A019", "下一位"]]


@pytest.mark.parametrize("profile", WAYS)
def test_another_printer_is_no_presenter_and_prints_nothing_of_the_question(
    serial_printer: SimulatorProcess, profile: str
) -> None:
    with pytest.raises(DeviceError, match="wrong_device"):
        open_driver(serial_printer, profile)
    assert not serial_printer.do("state")["half_printed"]


def test_a_presenter_that_says_nothing_is_silent_and_no_other_device(presenter: SimulatorProcess) -> None:
    presenter.do("fault", name="silent")
    with pytest.raises(DeviceError, match="not_responding"):
        open_driver(presenter)


def test_its_version_is_told_where_it_tells(presenter: SimulatorProcess) -> None:
    assert open_driver(presenter).firmware() == ""


@pytest.mark.parametrize("text", ["\x1de\x05\x1de\x02\x1bi", "\x10\x04\x14", "🎫" * 40])
def test_no_text_works_the_presenter(presenter: SimulatorProcess, text: str) -> None:
    driver = open_driver(presenter)
    issuing = Issuing(driver, Document("ticket", (Line("A018", size=4), Line(text))))
    issuing.is_presented()
    presenter.do("take_ticket")
    issuing.ends_well()
    state = presenter.do("state")
    assert (len(state["taken"]), state["retracted"], state["ejected"]) == (1, [], [])


@pytest.mark.parametrize("keys", [{"profile": "acme"}, {"retract_seconds": 0}, {"present_mm": 1000}, {"model": "x"}])
def test_what_is_not_known_is_refused(keys: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(keys))):
        Settings.model_validate(keys)


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.05, 0.1])
@pytest.mark.parametrize("profile", WAYS)
def test_a_ticket_that_is_pulled_as_soon_as_it_comes_was_taken(
    presenter: SimulatorProcess, profile: str, seconds: float
) -> None:
    like(profile, presenter)
    presenter.do("set", taken_after=seconds)
    driver = open_driver(presenter, profile)
    driver.issue(TICKET, lambda: None)
    state = presenter.do("state")
    assert [ticket[0] for ticket in lines(state["taken"])] == ["A018"]
    assert (state["retracted"], state["ejected"], state["inside"]) == ([], [], [])


@pytest.mark.parametrize("profile", WAYS)
def test_a_sheet_that_stays_inside_was_not_taken(presenter: SimulatorProcess, profile: str) -> None:
    like(profile, presenter)
    driver = open_driver(presenter, profile)
    presenter.do("fault", name="jam", times=1)
    presenter.do("set", taken_after=0.0)
    assert Issuing(driver).fails() is Fault.PAPER_JAM


def test_no_step_brings_nothing_out_now_or_later(presenter: SimulatorProcess) -> None:
    """A recovery's zeros may be the number of steps that a lost line left out."""
    line = open_transport(presenter.port)
    line.write(b"\x1b@A018\n\x1dV\x00\x1de\x03\x00A019\n\x1de\x06", 2.0)
    assert line.read(1, 2.0)[0] & 0x08 == 0
    line.close()
    state = presenter.do("state")
    assert (state["exit_slot"], lines(state["inside"])) == ([], [["A018"]])


EARLIER = {
    "an image": b"\x1b@\x1dv0\x00\x48\x00\x15\x00" + b"\xff" * 700,  # of 1,512 bytes
    "an image but for a byte": b"\x1b@\x1dv0\x00\x48\x00\x15\x00" + b"\xff" * 1511,
    "a QR code": b"\x1b@\x1c&\x1d(k\xb4\x001P0" + b"x" * 10,
}


@pytest.mark.parametrize("cut_short", EARLIER)
@pytest.mark.parametrize("profile", list(PROFILES))
def test_what_an_earlier_program_left_unfinished_reaches_nobody(
    presenter: SimulatorProcess, profile: str, cut_short: str
) -> None:
    like(profile, presenter)
    presenter.do("set", clear_all=False, clear_buffers=False)
    line = open_transport(presenter.port)
    line.write(EARLIER[cut_short], 2.0)
    presenter.wait_for(lambda state: state["received"] == len(EARLIER[cut_short]))
    line.close()
    driver = open_driver(presenter, profile)
    presenter.do("set", taken_after=0.2)
    driver.issue(NEXT, lambda: None)
    (ticket,) = lines(presenter.do("state")["taken"])
    if profile != "pyramid_reliance":  # which is given pictures
        assert ticket == ["A019", "下一位"]


def test_what_can_only_be_thrown_out_is_marked_void(presenter: SimulatorProcess) -> None:
    like("custom_tptcm", presenter)
    presenter.do("set", clear_all=False, clear_buffers=False)
    driver = open_driver(presenter, "custom_tptcm")
    presenter.do("left", mm=25)
    assert Issuing(driver, TICKET).fails() is Fault.PAPER_OUT
    presenter.do("refill")
    driver.status()
    issues_the_next(driver, presenter)
    state = presenter.do("state")
    assert lines(state["taken"]) == [["A019", "下一位"]]
    assert all("作废" in ticket for ticket in state["ejected"])


@pytest.mark.parametrize("keys", [{"move_seconds": 0}, {"clear_seconds": 60}, {"retry_seconds": 0}])
def test_waiting_times_have_limits(keys: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(keys))):
        Settings.model_validate(keys)
