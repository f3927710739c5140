"""USB traffic that another program captured, as a capture of ours: pcap files of Linux' usbmon (`tcpdump -i usbmon1`,
Wireshark) and of USBPcap on Windows. Link types 189, 220 and 249 of tcpdump.org."""

import struct
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from devices.captures import Capture, Passage
from devices.card_reader.frames import PREAMBLE

_ORDERS = {b"\xd4\xc3\xb2\xa1": ("<", 1e-6), b"\x4d\x3c\xb2\xa1": ("<", 1e-9)}
_ORDERS |= {b"\xa1\xb2\xc3\xd4": (">", 1e-6), b"\xa1\xb2\x3c\x4d": (">", 1e-9)}
_PCAPNG = b"\x0a\x0d\x0d\x0a"
_CONTROL, _TRANSFERS = 2, {1, 2, 3}  # interrupt, control, bulk
_SET_REPORT = b"\x21\x09"

Device = tuple[int, int]
"""Bus and address."""
Packet = tuple[Device, bool, int, bytes]
"""The device, to it or from it, the endpoint, the bytes."""


def read_pcap(path: Path) -> Capture:
    """Returns the traffic of the one device whose packets hold frames of a SAM-V module. Raises ValueError."""
    try:
        passages = _by_device(path.read_bytes())
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
    except (struct.error, IndexError):
        raise ValueError(f"{path}: the file breaks off") from None
    readers = [each for each in passages.values() if any(PREAMBLE in passage.data for passage in each)]
    if len(readers) != 1:
        many = "several devices have" if readers else "no device has"
        raise ValueError(f"{path}: {many} AA AA AA 96 69 in its packets")
    return Capture(tuple(readers[0]))


def _by_device(data: bytes) -> dict[Device, list[Passage]]:
    if data[:4] == _PCAPNG:
        raise ValueError("this is pcapng: save it as pcap first (editcap -F pcap IN OUT)")
    if data[:4] not in _ORDERS:
        raise ValueError("this is no pcap file")
    order, fraction = _ORDERS[data[:4]]
    (link,) = struct.unpack_from(f"{order}I", data, 20)
    if link not in _LINKS:
        raise ValueError(f"link type {link} is no USB")
    passages: defaultdict[Device, list[Passage]] = defaultdict(list)
    for seconds, parts, record in _records(data, order):
        if packet := _LINKS[link](record, order):
            device, to_device, endpoint, payload = packet
            time = datetime.fromtimestamp(seconds + parts * fraction, UTC)
            passages[device].append(Passage(time, to_device, endpoint, payload))
    return passages


def _records(data: bytes, order: str) -> Iterator[tuple[int, int, bytes]]:
    place = 24
    while place < len(data):
        seconds, parts, length, _ = struct.unpack_from(f"{order}IIII", data, place)
        if place + 16 + length > len(data):
            raise IndexError
        yield seconds, parts, data[place + 16 : place + 16 + length]
        place += 16 + length


def _usbmon(head: int) -> Callable[[bytes, str], Packet | None]:
    """Returns the reader of usbmon's packets (Documentation/usb/usbmon.rst): a submission has the bytes to the device,
    a completion those from it."""

    def read(record: bytes, order: str) -> Packet | None:
        kind, transfer, endpoint, device, bus = struct.unpack_from(f"{order}8xcBBBH", record)
        incoming = bool(endpoint & 0x80)
        data = record[head:]
        if transfer not in _TRANSFERS or kind != (b"C" if incoming else b"S"):
            return None
        if transfer == _CONTROL:
            return ((bus, device), True, 0, data) if record[40:42] == _SET_REPORT and not incoming else None
        (status,) = struct.unpack_from(f"{order}i", record, 28)
        cancelled = incoming and status != 0 and not data
        return None if cancelled else ((bus, device), not incoming, endpoint, data)

    return read


def _usbpcap(record: bytes, _order: str) -> Packet | None:
    """Returns a packet of USBPcap (https://desowin.org/usbpcap/captureformat.html), little-endian in any file."""
    length, status, info, bus, device, endpoint, transfer = struct.unpack_from("<H8xI2xBHHBB", record)
    incoming, is_completion = bool(endpoint & 0x80), bool(info & 1)
    data = record[length:]
    if transfer not in _TRANSFERS or incoming != is_completion:
        return None
    if transfer == _CONTROL:
        return ((bus, device), True, 0, data[8:]) if data[:2] == _SET_REPORT and len(data) > 8 else None
    return None if incoming and status and not data else ((bus, device), not incoming, endpoint, data)


_LINKS = {189: _usbmon(48), 220: _usbmon(64), 249: _usbpcap}
