"""Byte lines to devices, named by URL:

- `serial:///dev/ttyUSB0?baudrate=115200` with `baudrate` (115200), `bytesize`, `parity` (N, E, O), `stopbits`,
  `rtscts`, `xonxoff`; opened for this process alone;
- `tcp://host:9100`;
- `usb://04b8:0e15` with `serial` (number) or `at` (the place it is plugged into, as in `at=1-2.3`: port 3 of the hub in
  port 2 of bus 1) where there are several, and `interface`: bulk endpoints;
- `hid://1234:5678` with the same keys: HID reports. What is in them is told by a framing, which the model brings.

`evdev:///dev/input/by-id/usb-…-event-kbd` names a scanner that types like a keyboard, for `devices/scanner/evdev.py`.
`ipp://host:631/ipp/print` (`ipps://` under TLS) is a printer of pages, for `devices/page_printer/ipp.py`.
`pcsc://READER NAME` names a smart card reader, `printer://NAME` a printer of the configuration (`printer://` whichever
is in order). They are no byte lines: only `devices/card_reader/pcsc.py` and
`devices/ticket_dispenser/receipt_printer.py` know what to do with them.

Each takes `record=FILE` as well: a technician's record of all bytes, which may hold personal data.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from devices.base import DeviceError, Fault

if TYPE_CHECKING:
    from devices.transports.framing import Framing

Record = Callable[[str, bytes], None]
"""Called with ">" for bytes to the device or "<" for bytes from it, and the bytes. Over USB each packet is told by
itself, with its endpoint: ">02", "<81"."""
_USB = ("usb", "hid")
_IPP = ("ipp", "ipps")


class Transport(Protocol):
    """One open line. Every call is bounded in time. Each raises DeviceError: `disconnected` where the line is gone,
    `not_responding` where a write does not go through in time."""

    def write(self, data: bytes, within: float) -> None:
        """Sends all of `data` within so many seconds."""

    def read(self, size: int, within: float) -> bytes:
        """Up to `size` bytes: as soon as at least one is there, or b"" when the time is up."""

    def discard(self) -> None:
        """Forgets what has come in and was not read."""

    def close(self) -> None:
        """Never raises."""


@dataclass(frozen=True, slots=True)
class Address:
    """A port's URL in parts: `query` holds only keys that the scheme knows."""

    scheme: str
    path: str  # of serial and evdev; the reader's name of pcsc
    host: str  # of tcp; the vendor id of usb; the printer's name
    port: str  # of tcp, and the product id of usb
    query: dict[str, str]

    def same_line(self, other: "Address") -> bool:
        """Returns whether both lead to one device, or may do so. `usb://` without number and place leads to any of its
        model, and a PC/SC name to every reader whose name begins so."""
        if self.scheme in _USB and other.scheme in _USB:
            return _usb_model(self) == _usb_model(other) and _alike(self.query, other.query, "serial", "at")
        if self.scheme != other.scheme or self.scheme == "printer":
            return False  # a printer serves anyone who comes
        if self.scheme in ("serial", "evdev"):
            return os.path.realpath(self.path) == os.path.realpath(other.path)
        if self.scheme == "pcsc":
            return f"{self.path} ".startswith(f"{other.path} ") or f"{other.path} ".startswith(f"{self.path} ")
        return (self.host.lower(), int(self.port or 0)) == (other.host.lower(), int(other.port or 0))


def _usb_model(address: Address) -> tuple[int, int, int]:
    return int(address.host, 16), int(address.port, 16), int(address.query.get("interface", "0"))


def _alike(one: dict[str, str], other: dict[str, str], *keys: str) -> bool:
    return all(one[key] == other[key] for key in keys if key in one and key in other)


_KEYS = {
    "serial": frozenset({"baudrate", "bytesize", "parity", "stopbits", "rtscts", "xonxoff"}),
    "tcp": frozenset[str](),
    "usb": frozenset({"serial", "at", "interface"}),
    "hid": frozenset({"serial", "at", "interface"}),
    "evdev": frozenset[str](),
    "pcsc": frozenset[str](),
    "printer": frozenset[str](),
    "ipp": frozenset[str](),
    "ipps": frozenset[str](),
}


def parse(url: str) -> Address:
    """Returns the URL in parts. Raises ValueError that says what is wrong with it."""
    scheme, _, rest = url.partition("://")
    if scheme not in _KEYS:
        raise ValueError(f"the port {url!r} begins with none of {', '.join(f'{prefix}://' for prefix in _KEYS)}")
    name, _, keys = rest.partition("?")
    query = dict(parse_qsl(keys, keep_blank_values=True))
    for key in query.keys() - _KEYS[scheme] - {"record"}:
        allowed = ", ".join(sorted(_KEYS[scheme] | {"record"}))
        raise ValueError(f"the port {url!r} has an unknown key {key!r}: it may have {allowed}")
    address = _named(scheme, name, query) or _located(url, query)
    _check(url, address)
    return address


def _named(scheme: str, name: str, query: dict[str, str]) -> Address | None:
    """A reader's name may hold all that would mean something elsewhere in a URL: spaces, brackets, colons."""
    if scheme == "pcsc":
        return Address(scheme, unquote(name), "", "", query)
    return Address(scheme, "", name, "", query) if scheme == "printer" else None


def _located(url: str, query: dict[str, str]) -> Address:
    parts = urlsplit(url)
    host, _, port = parts.netloc.rpartition(":")
    if parts.scheme in _IPP and not (port.isdigit() and host):
        host, port = parts.netloc, ""
    return Address(parts.scheme, parts.path, host.strip("[]"), port, query)


def check_port(url: str) -> Address:
    """Returns the port, to compare it with others. Raises ValueError that says what is wrong with it."""
    return parse(url)


def _check(url: str, address: Address) -> None:
    if address.scheme == "serial":
        from devices.transports.serial_transport import check

        if len(address.path) < 2:
            raise ValueError(f"the port {url!r} names no device file, as in serial:///dev/ttyUSB0")
        check(address.query)
    if address.scheme == "evdev" and len(address.path) < 2:
        raise ValueError(f"the port {url!r} names no device file, as in evdev:///dev/input/by-id/usb-…-event-kbd")
    if address.scheme == "tcp" and not (address.host and address.port.isdigit() and 0 < int(address.port) < 65536):
        raise ValueError(f"the port {url!r} needs a host and a port number, as in tcp://192.168.1.20:9100")
    if address.scheme in _IPP and not address.host:
        raise ValueError(f"the port {url!r} needs a host, as in ipp://192.168.1.20/ipp/print")
    if address.scheme == "pcsc" and not address.path.strip():
        raise ValueError(f"the port {url!r} names no reader, as in pcsc://ACS ACR38U-CCID 00 00")
    if address.scheme in _USB:
        try:
            int(address.host, 16), int(address.port, 16), int(address.query.get("interface", "0"))
        except ValueError:
            raise ValueError(
                f"the port {url!r} needs vendor and product in hex, as in {address.scheme}://04b8:0e15"
            ) from None
        if not re.fullmatch(r"\d+-\d+(\.\d+)*", address.query.get("at", "1-1")):
            raise ValueError(f"the port {url!r} needs a place such as at=1-2.3: bus, then port after port")


def open_transport(url: str, *, record: Record | None = None, framing: "Framing | None" = None) -> Transport:
    """Opens the line; over USB with that framing. Raises DeviceError: `disconnected`, `in_use`, `no_permission`,
    `wrong_device` for a port that is no line; ValueError for a URL that is none."""
    address = parse(url)
    record = record or recorder(address)
    if address.scheme in _USB:
        return _open_usb(address, framing, record)
    line = _open(address)
    return line if record is None else Recorded(line, record)


def recorder(address: Address) -> Record | None:
    """Returns a recorder to the file that the port's URL names, if it names one."""
    return record_to(Path(address.query["record"])) if "record" in address.query else None


def _open(address: Address) -> Transport:
    """Each kind of line is imported when it is first needed: the first page does not wait for it."""
    if address.scheme == "serial":
        from devices.transports.serial_transport import open_serial

        return open_serial(address.path, address.query)
    if address.scheme == "tcp":
        from devices.transports.tcp_transport import open_tcp

        return open_tcp(address.host, int(address.port))
    if address.scheme == "evdev":
        raise DeviceError(Fault.WRONG_DEVICE, "what types like a keyboard is no byte line: its model is evdev")
    if address.scheme == "pcsc":
        raise DeviceError(Fault.WRONG_DEVICE, "a PC/SC reader is no byte line: its model is pcsc")
    if address.scheme in _IPP:
        raise DeviceError(Fault.WRONG_DEVICE, "IPP is no byte line: its model is ipp")
    raise DeviceError(Fault.WRONG_DEVICE, "a printer's name is no byte line: the model for it is receipt_printer")


def _open_usb(address: Address, framing: "Framing | None", record: Record | None) -> Transport:
    from devices.transports.usb_claim import UsbName

    name = UsbName.from_address(address)
    if framing is not None:
        from devices.transports.framed_usb import open_framed_usb

        return open_framed_usb(name, framing, record)
    if address.scheme == "hid":
        raise DeviceError(Fault.WRONG_DEVICE, "HID reports need a model that knows their framing")
    from devices.transports.usb_transport import open_usb

    return open_usb(name, record)


class Recorded:
    """A line that tells a recorder of every byte."""

    def __init__(self, line: Transport, record: Record) -> None:
        self._line = line
        self._record = record

    def write(self, data: bytes, within: float) -> None:
        self._record(">", data)
        self._line.write(data, within)

    def read(self, size: int, within: float) -> bytes:
        data = self._line.read(size, within)
        if data:
            self._record("<", data)
        return data

    def discard(self) -> None:
        self._line.discard()

    def close(self) -> None:
        self._line.close()


def record_to(path: Path) -> Record:
    """Returns a recorder that appends lines such as `2026-11-22T10:00:00.123456+00:00 > AA AA`, readable by its owner
    alone."""

    def record(direction: str, data: bytes) -> None:
        path.touch(mode=0o600)
        with path.open("a", encoding="ascii") as file:
            file.write(f"{datetime.now(UTC).isoformat(timespec='microseconds')} {direction} {data.hex(' ').upper()}\n")

    return record
