"""A printer's bytes into answers. Pure: fed with what comes in, in whatever portions."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class RealTime:
    """The answer to one DLE EOT; also one that nobody asked for."""

    bits: int


@dataclass(frozen=True, slots=True)
class Automatic:
    """An automatic status: four bytes."""

    bits: bytes


@dataclass(frozen=True, slots=True)
class Full:
    """The answer to DLE EOT 20, without its head `10 0F`: paper, user, recoverable, unrecoverable."""

    bits: bytes


@dataclass(frozen=True, slots=True)
class Behind:
    """The answer to a GS r that stood in the queue behind the data."""


@dataclass(frozen=True, slots=True)
class Block:
    """An answer with a header (37, 3D, 5F), without its closing zero."""

    data: bytes


class Flow(Enum):
    XON = 0x11
    XOFF = 0x13


Answer = RealTime | Automatic | Full | Behind | Block | Flow

CLEARED = Block(b"7\x25")
_HEADERS = b"\x37\x3d\x5f"
_FULL = b"\x10\x0f"  # no automatic status begins so: the lowest two bits of its second byte are 0
_LONGEST = 80  # bytes in a block


def printed(process: bytes) -> Block:
    """Returns what the printer says when the process of this id is on paper."""
    return Block(b"7\x22" + process)


class AnswerParser:
    """Bytes that fit nothing are passed over; a block or a status that breaks off does not take the next with it."""

    def __init__(self) -> None:
        self._open = b""  # the start of a block or an automatic status

    def feed(self, data: bytes) -> list[Answer]:
        return [answer for byte in data if (answer := self._take(byte)) is not None]

    def _take(self, byte: int) -> Answer | None:
        if byte in (Flow.XON.value, Flow.XOFF.value):
            return Flow(byte)
        if self._open[:1] and self._open[0] in _HEADERS:
            return self._in_block(byte)
        if self._open:
            return self._in_automatic(byte)
        return self._first(byte)

    def _first(self, byte: int) -> Answer | None:
        if byte in _HEADERS or byte & 0x93 == 0x10:
            self._open = bytes((byte,))
            return None
        if byte & 0x93 == 0x12:
            return RealTime(byte)
        return Behind() if byte & 0x90 == 0 else None

    def _in_block(self, byte: int) -> Answer | None:
        data = self._open
        if byte == 0:
            self._open = b""
            return Block(data)
        if 0x20 <= byte < 0x7F and len(data) < _LONGEST:
            self._open += bytes((byte,))
            return None
        return self._again(byte)

    def _in_automatic(self, byte: int) -> Answer | None:
        if byte & 0x90:
            return self._again(byte)
        self._open += bytes((byte,))
        full = self._open.startswith(_FULL)
        if len(self._open) < (6 if full else 4):
            return None
        data, self._open = self._open, b""
        return Full(data[2:]) if full else Automatic(data)

    def _again(self, byte: int) -> Answer | None:
        """Drops a sequence that broke off: this byte begins something new."""
        self._open = b""
        return self._first(byte)
