"""Scanners: the real driver over a pty, the device manager, and bytes that are no code."""

import logging
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from devices.base import Condition, DeviceError, Fault, Status
from devices.manager import DeviceManager, DeviceSpec
from devices.scan_watch import ScanWatch
from devices.scanner.code_settings import CodeSettings, make_parser
from devices.scanner.codes import CodeParser
from devices.scanner.raw_scan import RawScan
from devices.scanner.serial_line import Driver, Settings
from devices.simulators.process import SimulatorProcess
from tests.devices.conftest import Eventually
from tests.examples import examples

TOKEN = "310000;医保电子凭证;A9f/+==\x1d21 "


@pytest.fixture(scope="module")
def scanner_process() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("serial_line", baudrate=115200) as process:
        yield process


@pytest.fixture
def scanner(scanner_process: SimulatorProcess) -> SimulatorProcess:
    for command in ("plug", "clear"):
        scanner_process.do(command)
    return scanner_process


class Desk:
    """A driver that is open, and what it reads."""

    def __init__(self, scanner: SimulatorProcess, eventually: Eventually, **settings: Any) -> None:
        self._scanner = scanner
        self._eventually = eventually
        self.driver = Driver(scanner.port, Settings(**settings))
        self.driver.open()

    def reads(self, code: str, **how: Any) -> str | None:
        """Returns what comes when this is held before the scanner."""
        self._scanner.do("scan", code=code, **how)
        return self.next()

    def next(self) -> str | None:
        return self._eventually(self.driver.poll)

    def has_begun(self) -> None:
        """Some of a code has come, and not its end."""
        self._eventually(lambda: self.driver.poll() is None and self.driver._codes._parser.pending)


@pytest.fixture
def desk(scanner: SimulatorProcess, eventually: Eventually) -> Iterator[Desk]:
    desk = Desk(scanner, eventually)
    yield desk
    desk.driver.close()


@pytest.mark.parametrize("mark", ["\r", "\n", "\r\n"])
def test_a_code_comes_as_it_was_scanned(desk: Desk, mark: str) -> None:
    assert desk.reads("case:7K4M-Q9XT-2VBC", mark=mark) == "case:7K4M-Q9XT-2VBC"
    assert desk.driver.poll() is None


def test_a_token_passes_through_untouched(desk: Desk) -> None:
    assert desk.reads(TOKEN) == TOKEN


def test_codes_come_one_at_a_time_in_their_order(desk: Desk) -> None:
    assert [desk.reads("1\r2"), desk.next()] == ["1", "2"]


def test_marks_and_encoding_are_configurable(scanner: SimulatorProcess, eventually: Eventually) -> None:
    desk = Desk(scanner, eventually, end_marks=("\t", "##"), encoding="gb18030")
    assert desk.reads("社保#卡", mark="##", encoding="gb18030") == "社保#卡"
    assert desk.reads("second", mark="\t") == "second"
    desk.driver.close()


@pytest.mark.parametrize("fault", ["noise", "endless"])
def test_what_is_no_code_is_dropped_and_the_next_one_reads(desk: Desk, scanner: SimulatorProcess, fault: str) -> None:
    scanner.do("fault", name=fault, times=1)
    assert desk.reads("after it") == "after it"


def test_a_code_that_breaks_off_does_not_spoil_the_next(
    desk: Desk, scanner: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.scanner.code_scanner._REST_SECONDS", 0.0)
    scanner.do("fault", name="half", times=1)
    scanner.do("scan", code="0123456789")
    desk.has_begun()
    assert desk.reads("whole") == "whole"


def test_a_scanner_is_never_said_to_be_well(desk: Desk) -> None:
    assert desk.driver.status().condition is Condition.CONNECTED


def test_a_line_that_goes_is_disconnected(desk: Desk, scanner: SimulatorProcess) -> None:
    scanner.do("unplug")
    with pytest.raises(DeviceError) as caught:
        desk.next()
    assert caught.value.fault is Fault.DISCONNECTED


RECEIPT = "case:7K4M-Q9XT-2VBC"
HEX = RECEIPT.encode().hex()
AS_SOLD = {
    "no end mark": (HEX, RECEIPT, "no_end_mark"),
    "STX and ETX": (f"02{HEX}03", RECEIPT, ""),
    "tab": (f"{HEX}09", RECEIPT, ""),
    "NUL behind the mark": (f"{HEX}0D00", RECEIPT, ""),
    "AIM identifier": (f"5D5131{HEX}0D", RECEIPT, "identifier"),
    "byte order mark": (f"EFBBBF{HEX}0D", RECEIPT, ""),
    "AIM identifier and byte order mark": (f"5D5131EFBBBF{HEX}0D", RECEIPT, "identifier"),
    "GB 18030": ("D6D0CEC420D5C5C8FD0D", "中文 张三", ""),
    "ECI escapes": (f"5D51325C303030303236{HEX}0D", RECEIPT, "escapes"),
    "capitals": (RECEIPT.upper().encode().hex() + "0D", RECEIPT.upper(), "upper_case"),
}


@pytest.mark.parametrize("maker", AS_SOLD)
def test_a_scanner_as_it_is_sold_reads(desk: Desk, scanner: SimulatorProcess, maker: str) -> None:
    sent, code, finding = AS_SOLD[maker]
    scanner.do("send", hex=sent)
    assert desk.next() == code
    raw = desk.driver.raw_scan()
    assert raw is not None
    assert raw.code == code
    assert (finding in raw.findings) if finding else not raw.findings
    assert desk.driver.poll() is None


def test_code_ids_are_taken_off_where_they_are_set(scanner: SimulatorProcess, eventually: Eventually) -> None:
    desk = Desk(scanner, eventually, code_id_length=1)
    assert desk.reads("s" + RECEIPT) == RECEIPT
    desk.driver.close()


def test_a_code_may_come_byte_by_byte_at_9600(eventually: Eventually) -> None:
    with SimulatorProcess("serial_line", baudrate=9600) as slow:
        desk = Desk(slow, eventually)
        assert [desk.reads("x" * 300), desk.reads(RECEIPT, mark="")] == ["x" * 300, RECEIPT]
        desk.driver.close()


def test_a_code_is_never_put_together_out_of_two(desk: Desk, scanner: SimulatorProcess) -> None:
    """Where the first breaks off, both come by themselves: nobody can tell it from a scanner without an end mark."""
    scanner.do("fault", name="half", times=1)
    assert desk.reads(RECEIPT) == RECEIPT[: len(RECEIPT + "\r") // 2]
    assert desk.reads(RECEIPT) == RECEIPT


def test_a_pause_within_a_code_is_no_end_where_a_mark_came_before(desk: Desk, scanner: SimulatorProcess) -> None:
    """Half a receipt is nobody's token."""
    assert desk.reads("first") == "first"
    scanner.do("send", hex=HEX[:20])
    desk.has_begun()
    wait = desk.driver._codes.wait(60)
    assert wait > CodeSettings().quiet_seconds
    scanner.do("send", hex=HEX[20:] + "0D")
    assert desk.next() == RECEIPT


def test_a_scanner_that_sends_end_marks_no_longer_is_read_still(desk: Desk) -> None:
    assert [desk.reads("first"), desk.reads(RECEIPT, mark="")] == ["first", RECEIPT]


@pytest.mark.parametrize(
    ("sent", "finding", "count"),
    [("FEFFFEFF" * 8 + "0D", "no_text", 32), ("63E9640D", "other_encoding", 3), ("61621B63640D", "controls", 5)],
)
def test_what_is_dropped_is_told_and_not_its_content(
    desk: Desk, scanner: SimulatorProcess, eventually: Eventually, sent: str, finding: str, count: int
) -> None:
    scanner.do("send", hex=sent)
    raw = eventually(lambda: desk.driver.poll() or desk.driver.raw_scan())
    assert isinstance(raw, RawScan)
    assert (raw.code, raw.count, raw.findings) == (None, count, (finding,))
    assert raw.data.hex().upper() + "0D" == sent
    assert f"the last {count} bytes were dropped" in desk.driver.status().detail
    assert desk.reads(RECEIPT) == RECEIPT
    assert "dropped" not in desk.driver.status().detail


@given(st.text(st.characters(codec="gb2312", exclude_categories=("Cc", "Zs")), min_size=1, max_size=30))
def test_text_in_either_encoding_comes_out_as_it_went_in(text: str) -> None:
    parser = make_parser(CodeSettings())
    if not text.isascii():
        text = "中文中文" + text  # a few bytes alone may be either
        assert parser.feed(text.encode("gb18030") + b"\r") == [text]
    assert parser.feed(b"x" + text.encode() + b"\r") == ["x" + text]


@given(st.lists(st.binary(max_size=60), max_size=20))
@settings(max_examples=examples(200), deadline=None)
def test_any_bytes_make_clean_codes_and_what_came_is_told(pieces: list[bytes]) -> None:
    parser = make_parser(CodeSettings(max_length=30))
    codes = [code for piece in pieces for code in (*parser.feed(piece), *parser.end())]
    assert all(code.strip() for code in codes)
    assert not any(unicodedata.category(c) == "Cc" and c not in "\x04\x1d\x1e" for code in codes for c in code)
    raw = parser.take_raw()
    assert raw is not None or not codes
    assert raw is None or (len(raw.data) <= 256 and raw.count >= len(raw.data))


@pytest.mark.parametrize("wrong", [{"end_marks": ()}, {"end_marks": ("",)}, {"encoding": "klingon"}, {"max_length": 0}])
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)


class Hall:
    def __init__(self, devices: DeviceManager, eventually: Eventually) -> None:
        self.devices = devices
        self._eventually = eventually

    def sees(self) -> str | None:
        return self._eventually(self.devices.scan)

    def is_in_use(self) -> None:
        self._eventually(lambda: self.devices.can("scanner"))

    def is_out_of_use(self) -> None:
        self._eventually(lambda: not self.devices.can("scanner"))


@pytest.fixture
def hall(scanner: SimulatorProcess, eventually: Eventually, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    monkeypatch.setattr("devices.worker.REOPEN_SECONDS", 0.1)
    devices = DeviceManager([DeviceSpec("scanner", "scanner", "serial_line", scanner.port)])
    devices.start()
    hall = Hall(devices, eventually)
    hall.is_in_use()
    yield hall
    devices.stop()


def test_a_code_is_given_once_and_never_logged(
    hall: Hall, scanner: SimulatorProcess, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        scanner.do("scan", code=TOKEN)
        assert hall.sees() == TOKEN
    assert hall.devices.scan() is None
    assert TOKEN[:6] not in caplog.text


class Held:
    """A scanner before which these codes were held."""

    def __init__(self, *codes: str) -> None:
        self._codes = list(codes)

    def open(self) -> None: ...

    def close(self) -> None: ...

    def status(self) -> Status:
        return Status(Condition.UNKNOWN)

    def poll(self) -> str | None:
        return self._codes.pop(0) if self._codes else None


def test_a_code_that_nobody_asked_for_is_soon_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = ScanWatch()
    watch.watch(Held("of the resident before"))
    monkeypatch.setattr("devices.scan_watch.FRESH_SECONDS", -1.0)
    assert watch.take() is None


def test_a_code_is_dropped_at_a_visits_end() -> None:
    watch = ScanWatch()
    watch.watch(Held("of the resident before"))
    watch.forget()
    assert watch.take() is None


def test_of_two_codes_the_newer_counts() -> None:
    watch, scanner = ScanWatch(), Held("older", "newer")
    watch.watch(scanner)
    watch.watch(scanner)
    assert (watch.take(), watch.take()) == ("newer", None)


def test_unplugged_and_back_nothing_comes_twice(hall: Hall, scanner: SimulatorProcess) -> None:
    scanner.do("scan", code="before")
    assert hall.sees() == "before"
    scanner.do("unplug")
    hall.is_out_of_use()
    scanner.do("plug")
    hall.is_in_use()
    assert hall.devices.scan() is None
    scanner.do("scan", code="after")
    assert hall.sees() == "after"


@given(st.lists(st.binary(max_size=60), max_size=20))
@settings(max_examples=examples(200), deadline=None)
def test_any_bytes_in_any_pieces_give_the_same_clean_codes(pieces: list[bytes]) -> None:
    whole, split = (CodeParser([b"\r\n", b"\r", b"\n"], "utf-8", 30) for _ in range(2))
    codes = [code for piece in pieces for code in split.feed(piece)]
    assert codes == whole.feed(b"".join(pieces))
    assert all(code.strip() and len(code.encode()) <= 30 for code in codes)
