"""USB devices with a pair of bulk endpoints, such as printers."""

import contextlib
import time
from collections.abc import Callable
from typing import Any

import usb.util

from devices.base import DeviceError, Fault
from devices.transports.transport import Record
from devices.transports.usb_claim import UsbName, claim
from devices.transports.usb_pipe import CHUNK, Pipe


def open_usb(name: UsbName, record: Record | None = None) -> "UsbTransport":
    """Claims the interface of the one such device and finds its endpoints. What went before is as it was where that
    fails. Raises DeviceError: disconnected, in_use, no_permission, wrong_device (also where there are several)."""
    with contextlib.ExitStack() as claimed:
        _, interface = claim(claimed, name)
        out, into = _endpoints(interface)
        return UsbTransport(out, into, claimed.pop_all().close, record)


def _endpoints(interface: Any) -> tuple[Any, Any]:
    """Returns the first bulk endpoint out, and the first in (None where the device only listens)."""
    out = find_endpoint(interface, usb.util.ENDPOINT_TYPE_BULK, usb.util.ENDPOINT_OUT)
    if out is None:
        raise DeviceError(Fault.WRONG_DEVICE, "the usb interface has no bulk endpoint to write to")
    return out, find_endpoint(interface, usb.util.ENDPOINT_TYPE_BULK, usb.util.ENDPOINT_IN)


def find_endpoint(interface: Any, transfer: int, direction: int) -> Any:
    """Returns the first of that transfer type and direction, or None."""
    for endpoint in interface:
        if (
            usb.util.endpoint_type(endpoint.bmAttributes) == transfer
            and usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction
        ):
            return endpoint
    return None


class UsbTransport:
    def __init__(
        self, out: Any, into: Any, close: Callable[[], None], record: Record | None = None, chunk: int = CHUNK
    ) -> None:
        """Takes the endpoints; `into` is None where the device only listens. `close` lets go of the device. `chunk`:
        bytes read at a time; a packet's size where an answer may end with a full packet."""
        self._out = Pipe(out, record)
        self._in = Pipe(into, record) if into is not None else None
        self._chunk = chunk
        self._close = close
        self._come = b""

    def write(self, data: bytes, within: float) -> None:
        self._out.write(data, within)

    def read(self, size: int, within: float) -> bytes:
        if not self._come:
            self._come = self._read_packet(within)
        data, self._come = self._come[:size], self._come[size:]
        return data

    def _read_packet(self, within: float) -> bytes:
        if self._in is None:
            time.sleep(max(0.0, within))
            return b""
        return self._in.read(within, self._chunk)

    def discard(self) -> None:
        self._come = b""
        if self._in is not None:
            self._in.discard()

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._close()
