"""Captures: what went over a device's line, as text. docs/usb-readers.md describes the format.

    # kiosk capture 1
    # port usb://0400:c35a?at=1-2
    2026-11-29T10:00:00.123456+00:00 >02 AA AA AA 96 69 00 03

A line is a time, a direction (`>` to the device, `<` from it; over USB with the endpoint, 00 for the control endpoint)
and the bytes in hex. An empty packet has none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from devices.transports import parse

HEAD = "# kiosk capture 1"
_LINE = re.compile(r"(?P<time>\S+) (?P<direction>[<>])(?P<endpoint>[0-9A-F]{2})? ?(?P<data>([0-9A-F]{2} ?)*)")


@dataclass(frozen=True, slots=True, repr=False)
class Passage:
    """Bytes that went one way at once: a packet of USB. They may be personal. `endpoint` None: no USB."""

    time: datetime
    to_device: bool
    endpoint: int | None
    data: bytes

    def as_line(self) -> str:
        end = "" if self.endpoint is None else f"{self.endpoint:02X}"
        data = f" {self.data.hex(' ').upper()}" if self.data else ""
        return f"{self.time.isoformat(timespec='microseconds')} {'>' if self.to_device else '<'}{end}{data}"


@dataclass(frozen=True, slots=True, repr=False)
class Capture:
    """`notes`: what its head says, by name: port, profile, masked."""

    passages: tuple[Passage, ...]
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def over_usb(self) -> bool:
        return any(passage.endpoint is not None for passage in self.passages)

    def with_passages(self, passages: Iterable[Passage]) -> "Capture":
        return replace(self, passages=tuple(passages))

    def with_notes(self, **notes: str) -> "Capture":
        return replace(self, notes={**self.notes, **notes})

    def exchanges(self) -> Iterator[tuple[tuple[Passage, ...], tuple[Passage, ...]]]:
        """Yields what was sent without an answer between, and what came after it. The first may have sent nothing."""
        sent: list[Passage] = []
        came: list[Passage] = []
        for passage in self.passages:
            if passage.to_device and came:
                yield tuple(sent), tuple(came)
                sent, came = [], []
            (sent if passage.to_device else came).append(passage)
        if sent or came:
            yield tuple(sent), tuple(came)


def parse_capture(text: str) -> Capture:
    """Returns the capture in the text. Raises ValueError that names the line; never what is in it."""
    passages, notes = [], {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            name, _, value = line.removeprefix("#").strip().partition(" ")
            notes[name] = value
        elif line.strip():
            passages.append(_passage(number, line.rstrip()))
    if "port" in notes:
        parse(notes["port"])
    return Capture(tuple(passages), {name: value for name, value in notes.items() if name != "kiosk"})


def _passage(number: int, line: str) -> Passage:
    match = _LINE.fullmatch(line)
    try:
        if match is None:
            raise ValueError
        time = datetime.fromisoformat(match["time"])
    except ValueError:
        raise ValueError(f"line {number} is no line of a capture: it has a time, > or <, and bytes in hex") from None
    endpoint = int(match["endpoint"], 16) if match["endpoint"] else None
    return Passage(time, match["direction"] == ">", endpoint, bytes.fromhex(match["data"]))


def read_capture(path: Path) -> Capture:
    """Returns the capture in the file. Raises ValueError that says what is wrong with the file."""
    try:
        return parse_capture(path.read_text("ascii"))
    except UnicodeDecodeError:
        raise ValueError(f"{path}: no capture: it is not plain text") from None
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def write_capture(path: Path, capture: Capture) -> None:
    """Writes the capture to a file that its owner alone may read. Raises OSError."""
    notes = [f"# {name} {value}".rstrip() for name, value in capture.notes.items()]
    text = "\n".join([HEAD, *notes, *(passage.as_line() for passage in capture.passages)]) + "\n"
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, "ascii")
