"""One endpoint of a USB device: packets in or out, each call bounded in time, each packet recorded."""

import errno
import time
from itertools import chain, repeat
from typing import Any

import usb.core

from devices.base import DeviceError, Fault
from devices.transports.transport import Record

CHUNK = 4096  # a multiple of each packet size there is
_DRAINED = 16  # packets at most: a device that never stops talking holds nobody here
_REST_SECONDS = 0.005


class Pipe:
    def __init__(self, endpoint: Any, record: Record | None = None) -> None:
        """`endpoint`: pyusb's. `record` is told the direction with the endpoint's address, as in `>02` and `<81`."""
        self._endpoint = endpoint
        self._record = record

    def whole_packets(self, count: int) -> int:
        """Returns the size to read that many bytes with: a longer read waits for more, a shorter one may overflow."""
        packet: int = self._endpoint.wMaxPacketSize
        return -(-count // packet) * packet

    def write(self, data: bytes, within: float) -> None:
        """Raises DeviceError: `not_responding` where not all is taken in time or the endpoint stalls (the next packet
        may go through), `disconnected`."""
        if self._record is not None:
            self._record(f">{self._endpoint.bEndpointAddress:02X}", data)
        end = time.monotonic() + within
        rest = data
        while rest:
            left = end - time.monotonic()
            if left <= 0:
                raise DeviceError(Fault.NOT_RESPONDING, f"{len(rest)} of {len(data)} bytes not taken in {within} s")
            rest = rest[self._write_some(rest[:CHUNK], left) :]

    def _write_some(self, data: bytes, within: float) -> int:
        try:
            return int(self._endpoint.write(data, milliseconds(within)))
        except usb.core.USBTimeoutError as error:
            raise DeviceError(Fault.NOT_RESPONDING, "the usb device took nothing in time") from error
        except usb.core.USBError as error:
            if error.errno == errno.EPIPE:
                self._clear_halt()
            raise as_device_error(error) from error

    def read(self, within: float, size: int = CHUNK) -> bytes:
        """Returns one packet, or b"" when the time is up. Empty packets, stalls and packets that are too long are
        passed over. Raises DeviceError(disconnected)."""
        end = time.monotonic() + within
        for rest in chain((0.0,), repeat(_REST_SECONDS)):  # one may end a transfer; printers send them for silence
            data = self._read_some(end - time.monotonic(), size)
            if data or data is None or time.monotonic() >= end:
                break
            time.sleep(rest)
        return data or b""

    def _read_some(self, within: float, size: int) -> bytes | None:
        """Returns one packet, empty for one that cannot be used; None when the time is up."""
        try:
            data = bytes(self._endpoint.read(size, milliseconds(within)))
        except usb.core.USBTimeoutError:
            return None
        except usb.core.USBError as error:
            if error.errno == errno.EPIPE:
                self._clear_halt()
            elif error.errno != errno.EOVERFLOW:
                raise as_device_error(error) from error
            return b""
        if self._record is not None:
            self._record(f"<{self._endpoint.bEndpointAddress:02X}", data)
        return data

    def discard(self) -> None:
        for _ in range(_DRAINED):
            if not self.read(0.001):
                return

    def _clear_halt(self) -> None:
        try:
            self._endpoint.clear_halt()
        except usb.core.USBError as error:
            raise DeviceError(Fault.DISCONNECTED, f"usb: {error}") from error


def milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))  # libusb reads 0 as "for ever"


def as_device_error(error: usb.core.USBError) -> DeviceError:
    stalled = error.errno == errno.EPIPE
    return DeviceError(Fault.NOT_RESPONDING if stalled else Fault.DISCONNECTED, f"usb: {error}")
