"""A backend of pyusb over the simulated bus of `usb_line`: the driver goes through pyusb, and only libusb is replaced.

with standing_in(bus_directory):
    open_transport("usb://0400:c35a")
"""

import contextlib
import errno
import fcntl
import json
import os
import socket
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import usb.backend
import usb.core

from devices.simulators.usb_line import OVERFLOW, STALL

_SET_REPORT = (0x21, 0x09)
_GET_DESCRIPTOR, _STRING = (0x80, 0x06), 0x03
_LONGEST = 1 << 16


@contextlib.contextmanager
def standing_in(bus: Path) -> Iterator[None]:
    """Makes pyusb see that bus, and no other."""
    backend = StandIn(bus)
    with patch("usb.backend.libusb1.get_backend", lambda: backend):
        yield


class _Handle:
    """An open device; with a socket once its interface was claimed."""

    def __init__(self, path: Path, description: dict[str, Any]) -> None:
        self.path = path
        self.description = description
        self.socket: socket.socket | None = None
        self.lock: int | None = None
        self.packets: defaultdict[int, deque[bytes | None]] = defaultdict(deque)  # None: one that is too long
        self.halted: set[int] = set()

    def connected(self) -> socket.socket:
        if self.socket is None:
            raise _error(errno.ENODEV)
        return self.socket

    def take(self, within: float) -> bool:
        """Takes one message off the socket; returns False when the time is up."""
        connection = self.connected()
        connection.settimeout(max(0.0, within))
        try:
            message = connection.recv(_LONGEST)
        except (TimeoutError, BlockingIOError):
            return False
        except OSError:
            message = b""
        if not message:
            raise _error(errno.ENODEV)
        endpoint, kind = message[0], message[1]
        if kind == STALL:
            self.halted.add(endpoint)
        else:
            self.packets[endpoint].append(None if kind == OVERFLOW else message[2:])
        return True

    def release(self) -> None:
        connection, self.socket = self.socket, None
        lock, self.lock = self.lock, None
        if connection is not None:
            connection.close()
        if lock is not None:
            os.close(lock)


class StandIn(usb.backend.IBackend):  # type: ignore[misc]  # it ships no types
    def __init__(self, bus: Path) -> None:
        self._bus = bus

    def enumerate_devices(self) -> Iterator[Path]:
        yield from sorted(self._bus.glob("*.usb.json"))

    def get_device_descriptor(self, dev: Path) -> SimpleNamespace:
        description = _read_description(dev)
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x0200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=description["vendor"], idProduct=description["product"], bcdDevice=0x0100,
            iManufacturer=0, iProduct=1, iSerialNumber=0, bNumConfigurations=1, address=description["address"],
            bus=description["bus"], port_number=description["ports"][-1],
            port_numbers=tuple(description["ports"]), speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Path, config: int) -> SimpleNamespace:
        _index(config, 1)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=0, bNumInterfaces=len(_read_description(dev)["interfaces"]),
            bConfigurationValue=1, iConfiguration=0, bmAttributes=0x80, bMaxPower=50, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Path, intf: int, alt: int, config: int) -> SimpleNamespace:
        interfaces = _read_description(dev)["interfaces"]
        _index(intf, len(interfaces))
        _index(alt, 1)
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=intf, bAlternateSetting=0,
            bNumEndpoints=len(interfaces[intf]["endpoints"]), bInterfaceClass=interfaces[intf]["class"],
            bInterfaceSubClass=0, bInterfaceProtocol=0, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Path, ep: int, intf: int, alt: int, config: int) -> SimpleNamespace:
        address, transfer, size = _read_description(dev)["interfaces"][intf]["endpoints"][ep]
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=address, bmAttributes=transfer, wMaxPacketSize=size,
            bInterval=1, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: Path) -> _Handle:
        description = _read_description(dev)
        if not description["accessible"]:
            raise _error(errno.EACCES)
        return _Handle(dev, description)

    def close_device(self, dev_handle: _Handle) -> None:
        dev_handle.release()

    def set_configuration(self, dev_handle: _Handle, config_value: int) -> None:
        """Does nothing: there is one configuration."""

    def get_configuration(self, dev_handle: _Handle) -> int:
        return 1

    def claim_interface(self, dev_handle: _Handle, intf: int) -> None:
        base = _base(dev_handle.path)
        if intf >= len(dev_handle.description["interfaces"]):
            raise _error(errno.ENOENT)
        if base.with_suffix(".kernel").exists():
            raise _error(errno.EBUSY)
        lock = os.open(base.with_suffix(".lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise _error(errno.EBUSY) from None
        dev_handle.lock = lock
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            connection.connect(str(base.with_suffix(".usb")))
        except OSError:
            connection.close()
            dev_handle.release()
            raise _error(errno.ENODEV) from None
        dev_handle.socket = connection

    def release_interface(self, dev_handle: _Handle, intf: int) -> None:
        dev_handle.release()

    def bulk_write(self, dev_handle: _Handle, ep: int, intf: int, data: Any, timeout: int) -> int:
        while dev_handle.take(0.0):
            pass
        if ep in dev_handle.halted:
            raise _error(errno.EPIPE)
        connection = dev_handle.connected()
        connection.settimeout(timeout / 1000)
        try:
            connection.send(bytes((ep,)) + bytes(data))
        except (TimeoutError, BlockingIOError):
            raise usb.core.USBTimeoutError("Operation timed out", errno=errno.ETIMEDOUT) from None
        except OSError:
            raise _error(errno.ENODEV) from None
        return len(data)

    intr_write = bulk_write

    def bulk_read(self, dev_handle: _Handle, ep: int, intf: int, buff: Any, timeout: int) -> int:
        """Reads as libusb does: packet after packet, until one is short, the buffer full or the time up."""
        end = time.monotonic() + timeout / 1000
        size, packets, count = _packet_size(dev_handle, ep, intf), dev_handle.packets[ep], 0
        while True:
            while not packets and ep not in dev_handle.halted:
                if not dev_handle.take(end - time.monotonic()):
                    if count:
                        return count
                    raise usb.core.USBTimeoutError("Operation timed out", errno=errno.ETIMEDOUT)
            if not packets:
                raise _error(errno.EPIPE)
            packet = packets.popleft()
            if packet is None or count + len(packet) > len(buff):
                raise _error(errno.EOVERFLOW)
            buff[count : count + len(packet)] = type(buff)("B", packet)
            count += len(packet)
            if len(packet) < size or count == len(buff):
                return count

    intr_read = bulk_read

    def ctrl_transfer(  # pyusb's
        self, dev_handle: _Handle, request_type: int, request: int, value: int, index: int, data: Any, timeout: int
    ) -> int:
        if (request_type, request) == _SET_REPORT:
            return self.bulk_write(dev_handle, 0, index, data, timeout)
        if (request_type, request) == _GET_DESCRIPTOR and value >> 8 == _STRING:
            text = b"\x09\x04" if value & 0xFF == 0 else str(dev_handle.description["name"]).encode("utf-16-le")
            answer = bytes((len(text) + 2, _STRING)) + text
            data[: len(answer)] = type(data)("B", answer)
            return len(answer)
        raise _error(errno.EPIPE)

    def clear_halt(self, dev_handle: _Handle, ep: int) -> None:
        dev_handle.halted.discard(ep)

    def is_kernel_driver_active(self, dev_handle: _Handle, intf: int) -> bool:
        return _base(dev_handle.path).with_suffix(".kernel").exists()

    def detach_kernel_driver(self, dev_handle: _Handle, intf: int) -> None:
        _base(dev_handle.path).with_suffix(".kernel").unlink(missing_ok=True)

    def attach_kernel_driver(self, dev_handle: _Handle, intf: int) -> None:
        if not dev_handle.path.exists():
            raise _error(errno.ENODEV)
        _base(dev_handle.path).with_suffix(".kernel").touch()


def _base(path: Path) -> Path:
    return path.with_suffix("")  # NAME.usb


def _read_description(dev: Path) -> dict[str, Any]:
    try:
        description: dict[str, Any] = json.loads(dev.read_text())
    except OSError:
        raise _error(errno.ENODEV) from None
    return description


def _packet_size(handle: _Handle, ep: int, interface: int) -> int:
    sizes = {address: size for address, _, size in handle.description["interfaces"][interface]["endpoints"]}
    return int(sizes[ep])


def _index(number: int, count: int) -> None:
    if not 0 <= number < count:
        raise IndexError(number)  # so pyusb sees an end


def _error(number: int) -> usb.core.USBError:
    return usb.core.USBError(os.strerror(number), errno=number)
