"""A driverless printer that speaks IPP: it prints page after page, and stops as printers do. RFC 8010, RFC 8011.

Its line is TCP; each request comes in a connection of its own.
"""

import asyncio
import struct
from collections.abc import Mapping
from typing import Any, ClassVar

from devices.simulators import base
from devices.simulators.base import Command
from devices.simulators.line import SimulatedLine
from languages.registry import SOURCE

_PROCESSING, _CANCELLED, _COMPLETED = 5, 7, 9  # job-state
_REASONS = {
    "paper_out": "media-empty-error",
    "paper_low": "media-low-warning",
    "paper_jam": "media-jam-error",
    "cover": "cover-open",
    "toner_out": "toner-empty-error",
}
_STOPPING = {"paper_out", "paper_jam", "cover", "toner_out"}


class Simulator(base.Simulator):
    FAULTS: ClassVar[frozenset[str]] = frozenset({*_REASONS, "silent", "refuses", "no_pdf", "garbage"})

    def __init__(self, line: SimulatedLine) -> None:
        super().__init__(line)
        self._received = bytearray()
        self._jobs: dict[int, int] = {}  # state by number
        self._printed: list[str] = []
        self._seconds = 0.05

    def received(self, data: bytes) -> None:
        self._received += data
        head, blank, body = bytes(self._received).partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
        if not blank or len(body) < int(fields.get(b"content-length", b"0")) or self.has_fault("silent"):
            return
        self._received.clear()
        answer = b"\x00\x01" if self.has_fault("garbage") else self._answer(body)
        self.line.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: %d\r\n\r\n" % len(answer))
        self.line.send(answer)

    def host_left(self) -> None:
        self._received.clear()

    def unplugged(self) -> None:
        self._received.clear()

    def commands(self) -> Mapping[str, Command]:
        return {"set": self._set}

    def state(self) -> Mapping[str, Any]:
        return {"printed": self._printed, "jobs": {str(job): state for job, state in self._jobs.items()}}

    def _set(self, fields: Mapping[str, Any]) -> None:
        """Sets `seconds`: how long a job takes."""
        self._seconds = float(fields["seconds"])

    def _answer(self, body: bytes) -> bytes:
        operation = struct.unpack(">H", body[2:4])[0]
        handler = {0x0B: self._printer, 0x02: self._print, 0x09: self._job, 0x08: self._cancel, 0x0A: self._list}
        status, groups = handler[operation](body)
        return b"\x02\x00" + struct.pack(">H", status) + body[4:8] + _OPERATION_GROUP + groups + b"\x03"

    def _printer(self, body: bytes) -> tuple[int, bytes]:
        reasons = [reason for fault, reason in _REASONS.items() if self.has_fault(fault)] or ["none"]
        stopped = any(self.has_fault(fault) for fault in _STOPPING)
        formats = ["image/urf"] if self.has_fault("no_pdf") else ["image/urf", "application/pdf"]
        return 0, b"\x04" + b"".join((
            _texts(0x49, "document-format-supported", formats),
            _number(0x23, "printer-state", 5 if stopped else 3),
            _texts(0x44, "printer-state-reasons", reasons),
            _attribute(0x22, "printer-is-accepting-jobs", b"\x01"),
            _texts(0x41, "printer-make-and-model", ["Simulated A4"]),
        ))  # fmt: skip

    def _print(self, body: bytes) -> tuple[int, bytes]:
        if self.has_fault("refuses"):
            return 0x0507, b""  # server-error-busy
        number = len(self._jobs) + 1
        self._jobs[number] = _PROCESSING
        document = body[body.index(b"%PDF") :].decode("latin-1")
        self._go_on(number, document)
        return 0, b"\x02" + _number(0x21, "job-id", number) + _number(0x23, "job-state", _PROCESSING)

    def _go_on(self, number: int, document: str) -> None:
        """Waits for paper as long as it takes, then prints, unless the job was cancelled."""
        asyncio.get_running_loop().call_later(self._seconds, self._finish, number, document)

    def _finish(self, number: int, document: str) -> None:
        if self._jobs[number] != _PROCESSING:
            return
        if any(self.has_fault(fault) for fault in _STOPPING):
            self._go_on(number, document)
            return
        self._jobs[number] = _COMPLETED
        self._printed.append(document)

    def _job(self, body: bytes) -> tuple[int, bytes]:
        number = _job_id(body)
        if number not in self._jobs:
            return 0x0406, b""  # client-error-not-found
        reason = "job-completed-successfully" if self._jobs[number] == _COMPLETED else "none"
        state = _number(0x23, "job-state", self._jobs[number])
        return 0, b"\x02" + state + _texts(0x44, "job-state-reasons", [reason])

    def _cancel(self, body: bytes) -> tuple[int, bytes]:
        number = _job_id(body)
        if self._jobs.get(number) != _PROCESSING:
            return 0x0404, b""  # client-error-not-possible
        self._jobs[number] = _CANCELLED
        return 0, b""

    def _list(self, body: bytes) -> tuple[int, bytes]:
        waiting = [number for number, state in self._jobs.items() if state == _PROCESSING]
        return 0, b"".join(b"\x02" + _number(0x21, "job-id", number) for number in waiting)


def _job_id(body: bytes) -> int:
    at = body.index(b"job-id") + len(b"job-id") + 2
    return int(struct.unpack(">i", body[at : at + 4])[0])


def _attribute(tag: int, name: str, value: bytes) -> bytes:
    return struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(value)) + value


def _number(tag: int, name: str, value: int) -> bytes:
    return _attribute(tag, name, struct.pack(">i", value))


def _texts(tag: int, name: str, values: list[str]) -> bytes:
    names = [name, *[""] * (len(values) - 1)]
    return b"".join(_attribute(tag, each, value.encode()) for each, value in zip(names, values, strict=True))


_OPERATION_GROUP = (
    b"\x01"
    + _attribute(0x47, "attributes-charset", b"utf-8")
    + _attribute(0x48, "attributes-natural-language", SOURCE.encode())
)
