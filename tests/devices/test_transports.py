"""Lines to devices, over real ptys and sockets."""

import os
import socket
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.base import DeviceError, Fault
from devices.transports import Transport, check_port, open_transport, parse


class Line:
    """An open line and its far end."""

    def __init__(self, near: Transport, far: int) -> None:
        self.near = near
        self.far = far

    def hear(self, size: int) -> bytes:
        return os.read(self.far, size)

    def say(self, data: bytes) -> None:
        os.write(self.far, data)

    def break_off(self) -> None:
        os.close(self.far)
        self.far = -1


def serial_line() -> Line:
    far, slave = os.openpty()
    tty.setraw(slave)
    near = open_transport(f"serial://{os.ttyname(slave)}?baudrate=9600")
    os.close(slave)
    return Line(near, far)


def tcp_line() -> Line:
    with socket.create_server(("127.0.0.1", 0)) as server:
        near = open_transport(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        connection, _ = server.accept()
    return Line(near, connection.detach())


@pytest.fixture(params=[serial_line, tcp_line], ids=["serial", "tcp"])
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    line: Line = request.param()
    yield line
    line.near.close()
    if line.far >= 0:
        line.break_off()


def test_bytes_go_both_ways(line: Line) -> None:
    line.near.write(b"\x10\x04\x01\x00\x11\x13\xff", within=5)
    assert line.hear(100) == b"\x10\x04\x01\x00\x11\x13\xff"
    line.say(b"\x12\x0d\x0a\x03")
    assert line.near.read(100, within=5) == b"\x12\x0d\x0a\x03"


def test_reading_gives_what_is_there_and_keeps_the_rest(line: Line) -> None:
    line.say(b"abc")
    assert line.near.read(2, within=5) == b"ab"
    assert line.near.read(2, within=5) == b"c"


def test_silence_gives_nothing_when_the_time_is_up(line: Line) -> None:
    assert line.near.read(1, within=0.05) == b""


def test_what_came_before_can_be_forgotten(line: Line) -> None:
    line.say(b"old")
    assert line.near.read(1, within=5) == b"o"
    line.near.discard()
    assert line.near.read(10, within=0.05) == b""


def test_a_device_that_takes_nothing_does_not_hold_the_writer(line: Line) -> None:
    with pytest.raises(DeviceError) as caught:
        line.near.write(bytes(50_000_000), within=0.2)
    assert caught.value.fault is Fault.NOT_RESPONDING
    line.near.close()


def test_a_line_that_is_cut_is_disconnected_once_all_is_read(line: Line) -> None:
    line.near.write(b"?", within=5)
    line.hear(1)
    line.break_off()
    with pytest.raises(DeviceError) as caught:
        line.near.read(1, within=5)
    assert caught.value.fault is Fault.DISCONNECTED
    line.near.close()
    line.near.close()


def test_a_closed_line_is_disconnected(line: Line) -> None:
    line.near.close()
    for call in (lambda: line.near.write(b"x", 1), lambda: line.near.read(1, 1)):
        with pytest.raises(DeviceError) as caught:
            call()
        assert caught.value.fault is Fault.DISCONNECTED


def test_a_serial_port_is_ours_alone(tmp_path: Path) -> None:
    far, slave = os.openpty()
    url = f"serial://{os.ttyname(slave)}"
    near = open_transport(url)
    with pytest.raises(DeviceError) as caught:
        open_transport(url)
    assert caught.value.fault is Fault.IN_USE
    near.close()
    open_transport(url).close()
    os.close(slave)
    os.close(far)


def test_a_missing_port_is_disconnected(tmp_path: Path) -> None:
    with pytest.raises(DeviceError) as caught:
        open_transport(f"serial://{tmp_path}/none")
    assert caught.value.fault is Fault.DISCONNECTED


def test_nobody_at_the_network_port_is_disconnected() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(DeviceError) as caught:
        open_transport(f"tcp://127.0.0.1:{port}")
    assert caught.value.fault is Fault.DISCONNECTED


def test_a_technician_can_record_the_bytes(tmp_path: Path) -> None:
    far, slave = os.openpty()
    tty.setraw(slave)
    file = tmp_path / "line.log"
    near = open_transport(f"serial://{os.ttyname(slave)}?record={file}")
    near.write(b"\x10\x04\x01", within=5)
    os.write(far, b"\x12")
    near.read(1, within=5)
    near.close()
    os.close(slave)
    os.close(far)
    assert [line.split(" ", 1)[1] for line in file.read_text().splitlines()] == ["> 10 04 01", "< 12"]
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "url",
    [
        "serial:///dev/ttyUSB0?baudrate=115200&parity=E&stopbits=2&rtscts=yes",
        "tcp://127.0.0.1:9100",
        "tcp://[::1]:9100",
        "usb://04b8:0e15?serial=X1&interface=1",
        "hid://1234:5678?at=1-2.3",
        "pcsc://ACS ACR38U-CCID 00 00",
        "pcsc://Identiv uTrust 4701 F [CCID Interface] (5371: A) 01 00?record=/tmp/bytes",
    ],
)
def test_ports_that_are_well_written(url: str) -> None:
    check_port(url)


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("/dev/ttyUSB0", "serial://"),
        ("com3", "serial://"),
        ("serial://", "device file"),
        ("serial:///dev/ttyUSB0?baud=9600", "baud"),
        ("serial:///dev/ttyUSB0?baudrate=fast", "baudrate"),
        ("serial:///dev/ttyUSB0?parity=X", "parity"),
        ("tcp://127.0.0.1", "port number"),
        ("tcp://127.0.0.1:99999", "port number"),
        ("tcp://127.0.0.1:9100?timeout=3", "timeout"),
        ("usb://printer", "hex"),
        ("usb://04b8:0e15?at=2", "at=1-2.3"),
        ("hid://reader", "hid://04b8:0e15"),
        ("hid://1234:5678?framing=mine", "framing"),
        ("pcsc://", "names no reader"),
        ("pcsc://Reader?slot=1", "slot"),
    ],
)
def test_a_port_that_is_none_is_refused_with_what_is_wrong(url: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        check_port(url)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("tcp://Printer.example:9100", "tcp://printer.example:9100", True),
        ("tcp://printer.example:9100", "tcp://printer.example:9101", False),
        ("serial:///dev/null", "serial:///dev/../dev/null?baudrate=9600", True),
        ("serial:///dev/null", "serial:///dev/zero", False),
        ("usb://04b8:0e15", "usb://04B8:E15?serial=A1", True),
        ("usb://04b8:0e15?serial=A1", "usb://04b8:0e15?serial=A2", False),
        ("usb://04b8:0e15", "usb://04b8:0e15?at=1-1.2", True),
        ("usb://04b8:0e15?at=1-1.2", "usb://04b8:0e15?at=1-1.3", False),
        ("usb://04b8:0e15?at=1-1.2", "usb://04b8:0e15?serial=A1", True),
        ("usb://04b8:0e15", "usb://04b8:0e15?interface=1", False),
        ("usb://1234:5678", "hid://1234:5678?at=1-1.2", True),
        ("usb://1234:5678?at=1-1.3", "hid://1234:5678?at=1-1.2", False),
        ("pcsc://ACS ACR38U-CCID", "pcsc://ACS ACR38U-CCID 00 00", True),
        ("pcsc://ACS ACR38U-CCID 00 00", "pcsc://ACS ACR38U-CCID 01 00", False),
        ("pcsc://ACS ACR38", "pcsc://ACS ACR38U-CCID 00 00", False),
        ("tcp://127.0.0.1:9100", "serial:///dev/null", False),
    ],
)
def test_two_ways_to_write_one_port(one: str, other: str, same: bool) -> None:
    assert parse(one).same_line(parse(other)) is parse(other).same_line(parse(one)) is same


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can drop its rights")
def test_a_port_that_the_kiosk_may_not_open_says_so() -> None:
    near, far = os.openpty()
    Path(os.ttyname(far)).chmod(0o000)
    os.seteuid(65534)
    try:
        with pytest.raises(DeviceError) as caught:
            open_transport(f"serial://{os.ttyname(far)}")
    finally:
        os.seteuid(0)
        for end in (near, far):
            os.close(end)
    assert caught.value.fault is Fault.NO_PERMISSION
