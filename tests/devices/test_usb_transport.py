"""The USB line over stand-ins for pyusb's endpoints: no USB device is at hand in a test."""

import errno
from collections.abc import Callable
from typing import Any

import pytest
import usb.core
import usb.util

from devices.base import DeviceError, Fault
from devices.transports import open_transport
from devices.transports.usb_transport import UsbTransport


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


def line(out: Endpoint | None = None, into: Endpoint | None = None) -> UsbTransport:
    return UsbTransport(out or Endpoint(), into or Endpoint(), lambda: None)


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
def test_an_unplugged_device_is_disconnected_and_closing_never_raises(call: Callable[[UsbTransport], Any]) -> None:
    gone = Endpoint(error=usb.core.USBError("No such device", errno=errno.ENODEV))
    near = line(gone, gone)
    with pytest.raises(DeviceError) as caught:
        call(near)
    assert caught.value.fault is Fault.DISCONNECTED
    near.close()


class Bulk:
    """One endpoint of a descriptor."""

    bmAttributes = usb.util.ENDPOINT_TYPE_BULK  # noqa: N815  # pyusb names it so

    def __init__(self, address: int) -> None:
        self.bEndpointAddress = address


class Plugged:
    """A device as pyusb gives it: it notes who has its interface."""

    bus = 1

    def __init__(self, *endpoints: Bulk, refuses: bool = False, by_kernel: bool = True, port: int = 1) -> None:
        self.endpoints, self.refuses, self.port_numbers = endpoints, refuses, (2, port)
        self.held_by = "kernel" if by_kernel else ""
        self.disposed = False

    def is_kernel_driver_active(self, interface: int) -> bool:
        return self.held_by == "kernel"

    def detach_kernel_driver(self, interface: int) -> None:
        self.held_by = ""

    def attach_kernel_driver(self, interface: int) -> None:
        self.held_by = "kernel"

    def get_active_configuration(self) -> dict[tuple[int, int], tuple[Bulk, ...]]:
        return {(0, 0): self.endpoints}


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Plugged]:
    """Returns the first of those that are plugged in."""

    def claim(device: Plugged, interface: int) -> None:
        if device.refuses:
            raise usb.core.USBError("Resource busy", errno=errno.EBUSY)
        device.held_by = "us"

    def release(device: Plugged, interface: int) -> None:
        device.held_by = ""

    def dispose(device: Plugged) -> None:
        device.disposed = True

    def plug(*devices: Plugged) -> Plugged:
        monkeypatch.setattr(usb.core, "find", lambda **wanted: iter(devices))
        monkeypatch.setattr(usb.util, "claim_interface", claim)
        monkeypatch.setattr(usb.util, "release_interface", release)
        monkeypatch.setattr(usb.util, "dispose_resources", dispose)
        return devices[0]

    return plug


@pytest.mark.parametrize("by_kernel", [True, False])
def test_a_device_is_given_back_to_whom_it_was_taken_from(plug: Callable[..., Plugged], by_kernel: bool) -> None:
    device = plug(Plugged(Bulk(0x01), Bulk(0x82), by_kernel=by_kernel))
    near = open_transport("usb://04b8:0e15")
    assert device.held_by == "us"
    near.close()
    near.close()
    assert (device.held_by, device.disposed) == ("kernel" if by_kernel else "", True)


@pytest.mark.parametrize(
    ("device", "port", "fault"),
    [
        (Plugged(Bulk(0x82)), "usb://04b8:0e15", Fault.WRONG_DEVICE),
        (Plugged(Bulk(0x01)), "usb://04b8:0e15?interface=3", Fault.WRONG_DEVICE),
        (Plugged(Bulk(0x01), refuses=True), "usb://04b8:0e15", Fault.IN_USE),
    ],
)
def test_a_device_that_cannot_be_used_is_given_back(
    plug: Callable[..., Plugged], device: Plugged, port: str, fault: Fault
) -> None:
    plug(device)
    with pytest.raises(DeviceError) as caught:
        open_transport(port)
    assert caught.value.fault is fault
    assert (device.held_by, device.disposed) == ("kernel", True)


def test_of_two_equal_devices_the_one_at_the_place_that_is_named_is_taken_and_else_none(
    plug: Callable[..., Plugged],
) -> None:
    first, second = Plugged(Bulk(0x01)), Plugged(Bulk(0x01), port=3)
    plug(first, second)
    with pytest.raises(DeviceError) as caught:
        open_transport("usb://0416:5011")
    assert caught.value.fault is Fault.WRONG_DEVICE
    assert "?at=1-2.1 or ?at=1-2.3" in caught.value.detail
    near = open_transport("usb://0416:5011?at=1-2.3")
    assert (first.held_by, second.held_by) == ("kernel", "us")
    near.close()
    with pytest.raises(DeviceError) as gone:
        open_transport("usb://0416:5011?at=1-2.2")
    assert gone.value.fault is Fault.DISCONNECTED


def test_a_device_that_is_not_plugged_in_is_disconnected() -> None:
    with pytest.raises(DeviceError) as caught:
        open_transport("usb://fff0:fff0")
    assert caught.value.fault is Fault.DISCONNECTED
