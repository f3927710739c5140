"""The USB line over stand-ins for pyusb's endpoints: no USB device is at hand in a test."""

import errno
from collections.abc import Callable
from typing import Any

import pytest
import usb.core

from devices.base import DeviceError, Fault
from devices.lines.usb_line import UsbLine
from devices.transports import open_transport


class Endpoint:
    """Takes `room` bytes a write; gives `packets` one by one, then times out."""

    def __init__(self, *packets: bytes, room: int = 64, error: Exception | None = None) -> None:
        self.packets = list(packets)
        self.room = room
        self.error = error
        self.taken = b""

    def write(self, data: bytes, timeout: int) -> int:
        assert timeout > 0
        if self.error:
            raise self.error
        self.taken += data[: self.room]
        return len(data[: self.room])

    def read(self, size: int, timeout: int) -> bytes:
        assert timeout > 0
        if self.error:
            raise self.error
        if not self.packets:
            raise usb.core.USBTimeoutError("timeout", errno=errno.ETIMEDOUT)
        return self.packets.pop(0)


def line(out: Endpoint | None = None, into: Endpoint | None = None) -> UsbLine:
    return UsbLine(object(), 0, out or Endpoint(), into or Endpoint())


def test_a_long_job_goes_out_whole_in_pieces() -> None:
    out = Endpoint(room=1000)
    line(out).write(bytes(range(256)) * 40, within=5)
    assert out.taken == bytes(range(256)) * 40


def test_a_packet_is_read_in_as_many_bites_as_one_likes() -> None:
    near = line(into=Endpoint(b"abc", b"d"))
    assert [near.read(2, within=1) for _ in range(4)] == [b"ab", b"c", b"d", b""]


def test_empty_packets_are_silence() -> None:
    assert line(into=Endpoint(b"", b"", b"x")).read(10, within=1) == b"x"


def test_what_came_before_can_be_forgotten() -> None:
    near = line(into=Endpoint(b"old", b"older"))
    near.discard()
    assert near.read(10, within=0.01) == b""


def test_a_printer_that_takes_nothing_does_not_respond() -> None:
    out = Endpoint(error=usb.core.USBTimeoutError("timeout", errno=errno.ETIMEDOUT))
    with pytest.raises(DeviceError) as caught:
        line(out).write(b"x", within=0.05)
    assert caught.value.fault is Fault.NOT_RESPONDING


@pytest.mark.parametrize("call", [lambda near: near.write(b"x", 1), lambda near: near.read(1, 1)])
def test_an_unplugged_device_is_disconnected_and_closing_never_raises(call: Callable[[UsbLine], Any]) -> None:
    gone = Endpoint(error=usb.core.USBError("No such device", errno=errno.ENODEV))
    near = line(gone, gone)
    with pytest.raises(DeviceError) as caught:
        call(near)
    assert caught.value.fault is Fault.DISCONNECTED
    near.close()


def test_a_device_that_is_not_plugged_in_is_disconnected() -> None:
    with pytest.raises(DeviceError) as caught:
        open_transport("usb://fff0:fff0")
    assert caught.value.fault is Fault.DISCONNECTED
