"""Scanners that type like a keyboard: what they type, and that nobody else sees it."""

import errno
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from evdev import ecodes
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import discover as discovery
from devices import input_devices
from devices.base import Condition, DeviceError, Fault
from devices.discover import Found, discover
from devices.scanner.evdev import Driver, Settings
from devices.scanner.key_decoder import EVENT, LOST, KeyDecoder
from devices.simulators.process import SimulatorProcess
from tests.devices.conftest import Eventually
from tests.devices.input_device import PtyInputDevice, pty_for_input_device
from tests.examples import examples

RECEIPT = "case:7K4M-Q9XT-2VBC"
ALL_PRINTABLE = "".join(chr(point) for point in range(0x20, 0x7F))


@pytest.fixture(scope="module")
def scanner_process() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("evdev", baudrate=1_000_000) as process, pty_for_input_device():
        yield process


@pytest.fixture
def scanner(scanner_process: SimulatorProcess) -> SimulatorProcess:
    for command in ("plug", "clear"):
        scanner_process.do(command)
    return scanner_process


def port_of(scanner: SimulatorProcess) -> str:
    return scanner.port.split("?")[0].replace("serial://", "evdev://")


class Desk:
    def __init__(self, scanner: SimulatorProcess, eventually: Eventually) -> None:
        self._scanner = scanner
        self._eventually = eventually
        self.driver = Driver(port_of(scanner), Settings())
        self.driver.open()

    def reads(self, code: str, **how: Any) -> str | None:
        self._scanner.do("scan", code=code, **how)
        return self._eventually(self.driver.poll)


@pytest.fixture
def desk(scanner: SimulatorProcess, eventually: Eventually) -> Iterator[Desk]:
    desk = Desk(scanner, eventually)
    yield desk
    desk.driver.close()


@pytest.mark.parametrize("code", [RECEIPT, ALL_PRINTABLE[1:], "ticket:0a0b0c0d-0000-4000-8000-00000000abcd", "张三"])
@pytest.mark.parametrize("mark", ["\r", "\t", ""])
def test_a_code_comes_as_it_was_typed(desk: Desk, code: str, mark: str) -> None:
    assert desk.reads(code, mark=mark) == code
    assert desk.driver.poll() is None


def test_where_events_were_lost_no_code_is_put_together(desk: Desk, scanner: SimulatorProcess) -> None:
    scanner.do("fault", name="lost", times=1)
    scanner.do("scan", code=RECEIPT)
    assert desk.reads("the next") == "the next"


def test_its_device_is_taken_for_one_program_alone(desk: Desk, scanner: SimulatorProcess) -> None:
    with pytest.raises(DeviceError) as caught:
        Driver(port_of(scanner), Settings()).open()
    assert caught.value.fault is Fault.IN_USE
    desk.driver.close()
    again = Driver(port_of(scanner), Settings())
    again.open()
    assert again.status().condition is Condition.CONNECTED
    again.close()


def test_pulled_out_it_is_disconnected_and_back_under_its_name(
    desk: Desk, scanner: SimulatorProcess, eventually: Eventually
) -> None:
    scanner.do("unplug")
    with pytest.raises(DeviceError) as caught:
        eventually(desk.driver.poll)
    assert caught.value.fault is Fault.DISCONNECTED
    desk.driver.close()
    scanner.do("plug")
    desk.driver.open()
    assert desk.reads(RECEIPT) == RECEIPT


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (errno.ENOTTY, Fault.WRONG_DEVICE),
        (errno.EACCES, Fault.NO_PERMISSION),
        (errno.ENODEV, Fault.DISCONNECTED),
        (errno.ENOENT, Fault.DISCONNECTED),
    ],
)
def test_what_cannot_be_opened_says_why(error: int, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(path: str) -> PtyInputDevice:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr("evdev.InputDevice", fails)
    with pytest.raises(DeviceError) as caught:
        Driver("evdev:///dev/input/event0", Settings()).open()
    assert caught.value.fault is fault


def test_a_mouse_is_no_scanner(scanner: SimulatorProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PtyInputDevice, "capabilities", lambda self: {1: [272, 273], 2: [0, 1]})
    with pytest.raises(DeviceError) as caught:
        Driver(port_of(scanner), Settings()).open()
    assert caught.value.fault is Fault.WRONG_DEVICE


def test_a_file_that_is_no_input_device_is_refused_by_the_library_itself(tmp_path: Path) -> None:
    (tmp_path / "event0").touch()
    with pytest.raises(DeviceError) as caught:
        Driver(f"evdev://{tmp_path}/event0", Settings()).open()
    assert caught.value.fault in (Fault.WRONG_DEVICE, Fault.DISCONNECTED)


def events(*keys: tuple[int, int]) -> bytes:
    return b"".join(struct.pack("@llHHi", 0, 0, ecodes.EV_KEY, code, value) for code, value in keys)


def test_the_keys_are_those_of_the_kernel() -> None:
    assert EVENT.size == struct.calcsize("llHHi")
    for name, shifted in zip("ABCXYZ019", "ABCXYZ)!(", strict=True):
        code = ecodes.ecodes[f"KEY_{name}"]
        assert KeyDecoder().feed(events((code, 1))) == name.lower().encode()
        assert KeyDecoder().feed(events((ecodes.KEY_LEFTSHIFT, 1), (code, 1))) == shifted.encode()
    assert KeyDecoder().feed(events((ecodes.KEY_KPENTER, 1))) == b"\r"
    assert KeyDecoder().feed(events((ecodes.KEY_KP7, 1), (ecodes.KEY_KPDOT, 1))) == b"7."
    held = [(ecodes.KEY_A, 1), *[(ecodes.KEY_A, 2)] * 5, (ecodes.KEY_A, 0)]
    assert KeyDecoder().feed(events(*held)) == b"a"
    control = [(ecodes.KEY_LEFTCTRL, 1), (ecodes.KEY_RIGHTBRACE, 1), (ecodes.KEY_LEFTCTRL, 0), (ecodes.KEY_A, 1)]
    assert KeyDecoder().feed(events(*control)) == b"\x1da"


@given(st.binary(max_size=400), st.integers(1, 30))
@settings(max_examples=examples(200), deadline=None)
def test_any_bytes_in_any_pieces_type_the_same(data: bytes, size: int) -> None:
    split = KeyDecoder()
    typed = b"".join(split.feed(data[at : at + size]) for at in range(0, len(data), size))
    assert typed == KeyDecoder().feed(data)


@given(st.lists(st.tuples(st.integers(0, 130), st.integers(0, 2))))
def test_any_keys_type_text(keys: list[tuple[int, int]]) -> None:
    typed = KeyDecoder().feed(events(*keys))
    assert LOST not in typed or any(code in (56, 100) for code, _value in keys)


def test_scanners_that_type_are_found_and_other_keyboards_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"event1": ("Honeywell 3310", "0c2e"), "event2": ("USB Keypad", "1234"), "event3": ("TMS QRcode", "ffff")}
    events, by_id, system = (tmp_path / name for name in ("events", "by-id", "class"))
    for folder in (events, by_id):
        folder.mkdir()
    for event, (name, maker) in names.items():
        (events / event).touch()
        (by_id / f"usb-{name.replace(' ', '_')}-event-kbd").symlink_to(events / event)
        (system / event / "device" / "id").mkdir(parents=True)
        (system / event / "device" / "name").write_text(f"{name}\n")
        (system / event / "device" / "id" / "vendor").write_text(f"{maker}\n")
    monkeypatch.setattr(input_devices, "_LASTING", (by_id,))
    monkeypatch.setattr(input_devices, "_SYSTEM", system)
    for nothing in ("_serial_devices", "_usb_devices", "_pcsc_readers"):
        monkeypatch.setattr(discovery, nothing, list)
    ports = {name: f"evdev://{by_id}/usb-{name.replace(' ', '_')}-event-kbd" for name, _maker in names.values()}
    found = {place.port: place for place in discover()}
    assert found[ports["Honeywell 3310"]] == Found(ports["Honeywell 3310"], "scanner", "evdev", "Honeywell 3310")
    assert found[ports["TMS QRcode"]].model == "evdev"
    assert (found[ports["USB Keypad"]].kind, "model evdev" in found[ports["USB Keypad"]].detail) == (None, True)
    assert len(discover(in_use=[f"evdev://{events}/event1"])) == 2


def test_a_configured_one_is_identified(scanner: SimulatorProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    for nothing in ("_serial_devices", "_usb_devices", "_pcsc_readers", "list_inputs"):
        monkeypatch.setattr(discovery, nothing, list)
    (found,) = discover([port_of(scanner)])
    assert (found.kind, found.model) == ("scanner", "evdev")
