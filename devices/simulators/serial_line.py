"""A scanner on a serial line: it sends what is held before it, with a mark at its end."""

import random
from collections.abc import Mapping
from typing import Any, ClassVar

from devices.simulators import base
from devices.simulators.base import Command
from devices.simulators.line import SimulatedLine


class Simulator(base.Simulator):
    FAULTS: ClassVar[frozenset[str]] = frozenset(
        {
            "noise",  # bytes that are no text, with a mark, before the code
            "half",  # the code breaks off
            "endless",  # a great deal without a mark before it
            "no_mark",
        }
    )

    def __init__(self, line: SimulatedLine) -> None:
        super().__init__(line)
        self._scans = 0

    def state(self) -> Mapping[str, Any]:
        """Returns `scans`: how many codes were held before it."""
        return {"scans": self._scans}

    def commands(self) -> Mapping[str, Command]:
        return {"scan": self._scan, "send": self._send}

    def received(self, data: bytes) -> None:
        """Ignores what the host sends."""

    def _send(self, fields: Mapping[str, Any]) -> None:
        """Sends the bytes of `hex` as they are, whatever the scanner is set to."""
        self._scans += 1
        self.line.send(bytes.fromhex(str(fields.get("hex", ""))))

    def _scan(self, fields: Mapping[str, Any]) -> None:
        """Sends a code. `code`: its text; `mark`: what comes behind it (a carriage return); `encoding` (utf-8)."""
        code, mark, encoding = fields.get("code"), fields.get("mark", "\r"), fields.get("encoding", "utf-8")
        if not all(isinstance(value, str) for value in (code, mark, encoding)):
            raise ValueError("code, mark and encoding must be texts")
        try:
            data = str(code).encode(str(encoding)) + str(mark).encode()
        except LookupError as error:
            raise ValueError(str(error)) from None
        self._scans += 1
        if self.take_fault("half"):
            self.line.send(data[: len(data) // 2])
            return
        if self.take_fault("endless"):
            self.line.send(b"x" * 9000 + b"\r")
        if self.take_fault("noise"):
            self.line.send(bytes(random.choices(range(0x80, 0xC0), k=40)) + b"\r")
        self.line.send(str(code).encode(str(encoding)) if self.take_fault("no_mark") else data)
