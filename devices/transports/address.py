"""A port's URL in parts: the package's docstring has the schemes."""

import os
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

USB = ("usb", "hid")
IPP = ("ipp", "ipps")


@dataclass(frozen=True, slots=True)
class Address:
    """A port's URL in parts: `query` holds only keys that the scheme knows."""

    scheme: str
    path: str  # of serial, evdev and v4l2; the reader's name of pcsc
    host: str  # of tcp; the vendor id of usb; the printer's name
    port: str  # of tcp, and the product id of usb
    query: dict[str, str]

    def same_line(self, other: "Address") -> bool:
        """Returns whether both lead to one device, or may do so. `usb://` without number and place leads to any of its
        model, and a PC/SC name to every reader whose name begins so."""
        if self.scheme in USB and other.scheme in USB:
            return _usb_model(self) == _usb_model(other) and _alike(self.query, other.query, "serial", "at")
        if self.scheme != other.scheme or self.scheme == "printer":
            return False  # a printer serves anyone who comes
        if self.scheme in _FILES:
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
    "v4l2": frozenset[str](),
    "ipp": frozenset[str](),
    "ipps": frozenset[str](),
}

_FILES = {
    "serial": "serial:///dev/ttyUSB0",
    "evdev": "evdev:///dev/input/by-id/usb-…-event-kbd",
    "v4l2": "v4l2:///dev/v4l/by-id/usb-…-video-index0",
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
    """Returns the address of a name. A reader's name may hold all that would mean something elsewhere in a URL: spaces,
    brackets, colons."""
    if scheme == "pcsc":
        return Address(scheme, unquote(name), "", "", query)
    return Address(scheme, "", name, "", query) if scheme == "printer" else None


def _located(url: str, query: dict[str, str]) -> Address:
    parts = urlsplit(url)
    host, _, port = parts.netloc.rpartition(":")
    if parts.scheme in IPP and not (port.isdigit() and host):
        host, port = parts.netloc, ""
    return Address(parts.scheme, parts.path, host.strip("[]"), port, query)


def check_port(url: str) -> Address:
    """Returns the port, to compare it with others. Raises ValueError that says what is wrong with it."""
    return parse(url)


def _check(url: str, address: Address) -> None:
    if address.scheme in _FILES and len(address.path) < 2:
        raise ValueError(f"the port {url!r} names no device file, as in {_FILES[address.scheme]}")
    if address.scheme == "serial":
        from devices.transports.serial_transport import check

        check(address.query)
    if address.scheme == "tcp" and not (address.host and address.port.isdigit() and 0 < int(address.port) < 65536):
        raise ValueError(f"the port {url!r} needs a host and a port number, as in tcp://192.168.1.20:9100")
    if address.scheme in IPP and not address.host:
        raise ValueError(f"the port {url!r} needs a host, as in ipp://192.168.1.20/ipp/print")
    if address.scheme == "pcsc" and not address.path.strip():
        raise ValueError(f"the port {url!r} names no reader, as in pcsc://ACS ACR38U-CCID 00 00")
    if address.scheme in USB:
        try:
            int(address.host, 16), int(address.port, 16), int(address.query.get("interface", "0"))
        except ValueError:
            raise ValueError(
                f"the port {url!r} needs vendor and product in hex, as in {address.scheme}://04b8:0e15"
            ) from None
        if not re.fullmatch(r"\d+-\d+(\.\d+)*", address.query.get("at", "1-1")):
            raise ValueError(f"the port {url!r} needs a place such as at=1-2.3: bus, then port after port")
