"""USB readers whose bytes are framed: by two pairs of pipes, or in HID reports (pyusb, not the kernel's HID driver)."""

import contextlib
import time
from collections.abc import Callable
from typing import Any, Protocol

import usb.core
import usb.util

from devices.base import DeviceError, Fault
from devices.transports.framing import Framing, Pipes, ReportCoder, Reports, Stream
from devices.transports.transport import Record, Transport
from devices.transports.usb_claim import UsbName, claim
from devices.transports.usb_pipe import Pipe, as_device_error, milliseconds
from devices.transports.usb_transport import UsbTransport, find_endpoint

_HID, _VENDOR, _BOOT = 3, 0xFF, 1  # classes, and the subclass of keyboards and mice
_SET_REPORT, _OUTPUT_REPORT = 0x09, 0x0200  # HID 1.11, 7.2.2
_TO_INTERFACE = 0x21


class Writer(Protocol):
    def write(self, data: bytes, within: float) -> None: ...


def open_framed_usb(name: UsbName, framing: Framing, record: Record | None = None) -> Transport:
    """Claims the interface that has the framing's endpoints. Raises DeviceError as `usb_claim.claim` does, and
    `wrong_device` where none has them."""
    with contextlib.ExitStack() as claimed:
        if isinstance(framing, Stream):
            device, interface = claim(claimed, name, _has_bulk_pair)
            into = find_endpoint(interface, usb.util.ENDPOINT_TYPE_BULK, usb.util.ENDPOINT_IN)
            out = find_endpoint(interface, usb.util.ENDPOINT_TYPE_BULK, usb.util.ENDPOINT_OUT)
            _check_endpoints(name, out, into)
            return UsbTransport(out, into, claimed.pop_all().close, record, into.wMaxPacketSize)
        if isinstance(framing, Pipes):
            device, interface = claim(claimed, name, lambda each: _has_pipes(each, framing))
            pipes = [Pipe(each, record) for each in _pipe_ends(name, interface, framing)]
            return PipesTransport(framing, pipes, claimed.pop_all().close)
        device, interface = claim(claimed, name, _has_reports)
        into = find_endpoint(interface, usb.util.ENDPOINT_TYPE_INTR, usb.util.ENDPOINT_IN)
        _check_endpoints(name, into)
        out = find_endpoint(interface, usb.util.ENDPOINT_TYPE_INTR, usb.util.ENDPOINT_OUT)
        control = _ControlPipe(device, interface.bInterfaceNumber, framing.report_id or 0, record)
        writer = Pipe(out, record) if out is not None else control
        return ReportTransport(framing, writer, Pipe(into, record), claimed.pop_all().close)


def _addresses(interface: Any) -> dict[int, Any]:
    return {endpoint.bEndpointAddress: endpoint for endpoint in interface}


def _has_bulk_pair(interface: Any) -> bool:
    directions = (usb.util.ENDPOINT_IN, usb.util.ENDPOINT_OUT)
    return all(find_endpoint(interface, usb.util.ENDPOINT_TYPE_BULK, each) is not None for each in directions)


def _has_pipes(interface: Any, framing: Pipes) -> bool:
    return _addresses(interface).keys() >= {framing.header_out, framing.body_out, framing.header_in, framing.body_in}


def _has_reports(interface: Any) -> bool:
    into = find_endpoint(interface, usb.util.ENDPOINT_TYPE_INTR, usb.util.ENDPOINT_IN)
    if interface.bInterfaceClass == _HID:
        return interface.bInterfaceSubClass != _BOOT and into is not None
    return interface.bInterfaceClass == _VENDOR and into is not None


def _check_endpoints(name: UsbName, *endpoints: Any) -> None:
    if any(endpoint is None for endpoint in endpoints):
        raise DeviceError(Fault.WRONG_DEVICE, f"{name}: the interface lacks the endpoints of this framing")


def _pipe_ends(name: UsbName, interface: Any, framing: Pipes) -> list[Any]:
    there = _addresses(interface)
    ends = (framing.header_out, framing.body_out, framing.header_in, framing.body_in)
    endpoints = [there.get(end) for end in ends]
    _check_endpoints(name, *endpoints)
    return endpoints


class _ControlPipe:
    """Reports to a device without an endpoint for them."""

    def __init__(self, device: Any, interface: int, report_id: int, record: Record | None) -> None:
        self._device = device
        self._interface = interface
        self._report_id = report_id
        self._record = record

    def write(self, data: bytes, within: float) -> None:
        if self._record is not None:
            self._record(">00", data)
        value = _OUTPUT_REPORT | self._report_id
        try:
            self._device.ctrl_transfer(_TO_INTERFACE, _SET_REPORT, value, self._interface, data, milliseconds(within))
        except usb.core.USBTimeoutError as error:
            raise DeviceError(Fault.NOT_RESPONDING, "the usb device took no report in time") from error
        except usb.core.USBError as error:
            raise as_device_error(error) from error


class PipesTransport:
    """Each write is one frame: its header over one pipe, its body over the other. Reading puts them together again."""

    def __init__(self, framing: Pipes, pipes: list[Pipe], close: Callable[[], None]) -> None:
        """`pipes`: header out, body out, header in, body in."""
        self._framing = framing
        self._header_out, self._body_out, self._header_in, self._body_in = pipes
        self._close = close
        self._header = b""  # of the frame that comes in, as far as it has come
        self._body_left = 0
        self._come = b""

    def write(self, data: bytes, within: float) -> None:
        end = time.monotonic() + within
        self._header_out.write(data[: self._framing.header_bytes], within)
        if len(data) > self._framing.header_bytes:
            self._body_out.write(data[self._framing.header_bytes :], max(0.001, end - time.monotonic()))

    def read(self, size: int, within: float) -> bytes:
        if not self._come:
            self._come = self._read_packet(within)
        data, self._come = self._come[:size], self._come[size:]
        return data

    def _read_packet(self, within: float) -> bytes:
        if self._body_left:
            packet = self._body_in.read(within, self._body_in.whole_packets(self._body_left))
            self._body_left = max(0, self._body_left - len(packet))
            return packet
        packet = self._header_in.read(within, self._header_in.whole_packets(self._framing.header_bytes))
        self._header += packet
        if len(self._header) >= self._framing.header_bytes:
            self._begin_body(self._framing.body_length(self._header[: self._framing.header_bytes]))
        return packet

    def _begin_body(self, length: int | None) -> None:
        """Begins a body. Noise in place of a header has a body too, which must not be taken for the next one's."""
        self._header, self._body_left = b"", length or 0
        if length is None:
            self._body_in.discard()

    def discard(self) -> None:
        self._header, self._body_left, self._come = b"", 0, b""
        self._header_in.discard()
        self._body_in.discard()

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._close()


class ReportTransport:
    """Bytes in HID reports of one size."""

    def __init__(self, framing: Reports, writer: Writer, reader: Pipe, close: Callable[[], None]) -> None:
        self._coder = ReportCoder(framing)
        self._report_bytes = reader.whole_packets(framing.report_bytes)
        self._writer = writer
        self._reader = reader
        self._close = close
        self._come = b""

    def write(self, data: bytes, within: float) -> None:
        end = time.monotonic() + within
        for report in self._coder.encode(data):
            self._writer.write(report, max(0.001, end - time.monotonic()))

    def read(self, size: int, within: float) -> bytes:
        end = time.monotonic() + within
        while not self._come:
            report = self._reader.read(max(0.0, end - time.monotonic()), self._report_bytes)
            self._come = self._coder.decode(report)
            if not report or time.monotonic() >= end:
                break
        data, self._come = self._come[:size], self._come[size:]
        return data

    def discard(self) -> None:
        self._come = b""
        self._coder.reset()
        self._reader.discard()

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._close()
