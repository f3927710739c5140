"""The packets of simulated USB readers, as their makers lay them out. Written from the protocol, not from the driver.

`two_pipes`: header and body over two pairs of pipes. `stream`: one pair of bulk pipes. `hid_length`: 64-byte reports
that begin with a length byte. `hid_id`: numbered reports, a header and the message's length in the first of them; the
host's come by the control endpoint.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_BULK, _INTERRUPT = 2, 3
_VENDOR_CLASS, _HID_CLASS = 0xFF, 3
PACKET = 64


@dataclass(frozen=True, slots=True)
class Packet:
    endpoint: int
    data: bytes


class Layout:
    scheme = "usb"
    ids = (0x0400, 0xC35A)
    interface_class = _VENDOR_CLASS
    endpoints: tuple[tuple[int, int], ...] = ()
    """Address and transfer type of each."""

    def packets(self, message: bytes, size: int) -> Iterator[Packet]:
        """Returns what the device sends for one message, `size` bytes of it in a packet at most."""
        raise NotImplementedError

    def received(self, endpoint: int, data: bytes) -> bytes:
        """Returns the host's bytes in a packet."""
        return data

    def describe(self) -> dict[str, Any]:
        return {
            "class": self.interface_class,
            "endpoints": [[address, transfer, PACKET] for address, transfer in self.endpoints],
        }


class TwoPipes(Layout):
    endpoints = ((0x02, _BULK), (0x06, _BULK), (0x81, _BULK), (0x85, _BULK))

    def packets(self, message: bytes, size: int) -> Iterator[Packet]:
        yield from (Packet(0x81, piece) for piece in _cut(message[:7], size))
        yield from (Packet(0x85, piece) for piece in _cut(message[7:], size))


class StreamLayout(Layout):
    ids = (0x0483, 0x5750)
    endpoints = ((0x01, _BULK), (0x82, _BULK))

    def packets(self, message: bytes, size: int) -> Iterator[Packet]:
        yield from (Packet(0x82, piece) for piece in _cut(message, size))


class HidLength(Layout):
    scheme = "hid"
    ids = (0x0483, 0x5751)
    interface_class = _HID_CLASS
    endpoints = ((0x81, _INTERRUPT), (0x02, _INTERRUPT))

    def packets(self, message: bytes, size: int) -> Iterator[Packet]:
        for piece in _cut(message, min(size, PACKET - 1)):
            yield Packet(0x81, bytes((len(piece),)) + piece + bytes(PACKET - 1 - len(piece)))

    def received(self, endpoint: int, data: bytes) -> bytes:
        return data[1 : 1 + data[0]] if len(data) == PACKET else b""


class HidId(Layout):
    scheme = "hid"
    ids = (0x0483, 0x5752)
    interface_class = _HID_CLASS
    endpoints = ((0x81, _INTERRUPT),)

    def __init__(self) -> None:
        self._message = bytearray()
        self._due = 0

    def packets(self, message: bytes, size: int) -> Iterator[Packet]:
        length = (len(message) + 2).to_bytes(2, "little")  # it counts itself too
        yield from (Packet(0x81, report) for report in self._reports(b"\xfe" + length, message))

    def _reports(self, head: bytes, message: bytes) -> Iterator[bytes]:
        whole = head + message
        for start in range(0, len(whole), PACKET - 1):
            yield (b"\x01" + whole[start : start + PACKET - 1]).ljust(PACKET, b"\xff")

    def received(self, endpoint: int, data: bytes) -> bytes:
        if len(data) != PACKET or data[0] != 1:
            return b""
        if not self._due:
            if data[1] != 0xFC:
                return b""
            self._due = int.from_bytes(data[2:4], "little") - 2
            self._message = bytearray(data[4:])
        else:
            self._message += data[1:]
        if len(self._message) < self._due:
            return b""
        message, self._due = bytes(self._message[: self._due]), 0
        return message


class CapturedPackets(Layout):
    """Packets as a capture has them: a message is an endpoint, a length of two bytes, and a packet's bytes."""

    def __init__(self, scheme: str, ids: tuple[int, int], used: Iterable[int]) -> None:
        transfer = _INTERRUPT if scheme == "hid" else _BULK
        self.scheme = scheme
        self.ids = ids
        self.interface_class = _HID_CLASS if scheme == "hid" else _VENDOR_CLASS
        self.endpoints = tuple((address, transfer) for address in used if address)

    @staticmethod
    def message(endpoint: int, data: bytes) -> bytes:
        return bytes((endpoint,)) + len(data).to_bytes(2, "big") + data

    def packets(self, message: bytes, size: int) -> Iterator[Packet]:
        data = message[3:]
        yield from (Packet(message[0], piece) for piece in (_cut(data, PACKET) if data else (b"",)))

    def received(self, endpoint: int, data: bytes) -> bytes:
        return self.message(endpoint, data)


LAYOUTS: dict[str, type[Layout]] = {
    "two_pipes": TwoPipes,
    "stream": StreamLayout,
    "hid_length": HidLength,
    "hid_id": HidId,
}


def _cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))
