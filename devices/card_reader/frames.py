"""Frames of SAM-V modules: `AA AA AA 96 69 | length (2, big-endian) | body | check`. The length counts what follows it,
check byte included; the check is the XOR of length and body."""

from dataclasses import dataclass
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AAAAAA9669")
_SHORTEST = 4  # SW1 SW2 SW3 CHK
_LONGEST = 2400  # base information with fingerprints is 2314


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """`state` is SW3, the only state byte that tells (SW1 and SW2 are whatever they are). Data may be personal."""

    state: int
    data: bytes


def request(command: int, parameter: int, data: bytes = b"") -> bytes:
    """Returns the bytes of one request."""
    body = (3 + len(data)).to_bytes(2, "big") + bytes((command, parameter)) + data
    return PREAMBLE + body + bytes((check_byte(body),))


def check_byte(data: bytes) -> int:
    return reduce(xor, data, 0)


class FrameParser:
    """Takes bytes as they come, returns answers once they are whole, and recovers after any garbage."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.garbled = False
        """Something came that belongs to no good frame: garbage, an impossible length, a wrong check byte."""

    def feed(self, data: bytes) -> Answer | None:
        """Returns the first whole answer, if there is one by now; the bytes behind it are kept for the next."""
        self._buffer += data
        while self._find_preamble():
            length = int.from_bytes(self._buffer[5:7], "big")
            if not _SHORTEST <= length <= _LONGEST:
                self._skip(1)
                continue
            frame = bytes(self._buffer[5 : 7 + length])
            if len(frame) < 2 + length:
                return None
            if check_byte(frame) != 0:
                self._skip(1)
                continue
            del self._buffer[: 7 + length]
            return Answer(frame[4], frame[5:-1])
        return None

    def _find_preamble(self) -> bool:
        """Brings the next preamble to the front. Returns whether a length follows it."""
        place = self._buffer.find(PREAMBLE)
        if place < 0:
            keep = next(n for n in range(len(PREAMBLE) - 1, -1, -1) if self._buffer.endswith(PREAMBLE[:n]))
            place = len(self._buffer) - keep
        if place > 0:
            self._skip(place)
        return len(self._buffer) >= len(PREAMBLE) + 2

    def _skip(self, count: int) -> None:
        self.garbled = True
        del self._buffer[:count]
