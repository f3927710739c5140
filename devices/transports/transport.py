"""An open line, and the record of its bytes."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

Record = Callable[[str, bytes], None]
"""Called with ">" for bytes to the device or "<" for bytes from it, and the bytes. Over USB each packet is told by
itself, with its endpoint: ">02", "<81"."""


class Transport(Protocol):
    """One open line. Every call is bounded in time. Each raises DeviceError: `disconnected` where the line is gone,
    `not_responding` where a write does not go through in time."""

    def write(self, data: bytes, within: float) -> None:
        """Sends all of `data` within `within` seconds."""

    def read(self, size: int, within: float) -> bytes:
        """Returns up to `size` bytes: as soon as at least one is there, or b"" when the time is up."""

    def discard(self) -> None:
        """Forgets what has come in and was not read."""

    def close(self) -> None:
        """Closes the line. Never raises."""


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
