"""A scanner that types like a keyboard: the kernel's input events for what is held before it, as `struct input_event`
over the line. A test opens that line in place of `/dev/input/event*`."""

import struct
import time
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from devices.simulators import base
from devices.simulators.base import Command
from devices.simulators.line import SimulatedLine

_SYN, _KEY, _MSC_SCAN = 0, 1, 4
_SHIFT, _ALT, _ENTER, _TAB = 42, 56, 28, 15
_KEYS = {  # written down apart from the driver's own table: a character and the key that types it
    **{str(digit): 1 + digit for digit in range(1, 10)},
    "0": 11,
    "-": 12,
    "=": 13,
    "[": 26,
    "]": 27,
    ";": 39,
    "'": 40,
    "`": 41,
    "\\": 43,
    ",": 51,
    ".": 52,
    "/": 53,
    **dict(zip("qwertyuiopasdfghjklzxcvbnm", [*range(16, 26), *range(30, 39), *range(44, 51)], strict=True)),
    " ": 57,
    "\r": _ENTER,
    "\t": _TAB,
}
_WITH_SHIFT = dict(zip('!@#$%^&*()_+{}:"~|<>?', "1234567890-=[];'`\\,./", strict=True))
_PAD = dict(zip("0123456789", (82, 79, 80, 81, 75, 76, 77, 71, 72, 73), strict=True))


class Simulator(base.Simulator):
    FAULTS: ClassVar[frozenset[str]] = frozenset(
        {
            "half",  # the code breaks off
            "no_mark",
            "lost",  # the kernel's buffer overran in the middle of it
        }
    )

    def __init__(self, line: SimulatedLine) -> None:
        super().__init__(line)
        self._scans = 0

    def state(self) -> Mapping[str, Any]:
        """Returns `scans`: how many codes were held before it."""
        return {"scans": self._scans}

    def commands(self) -> Mapping[str, Command]:
        return {"scan": self._scan}

    def received(self, data: bytes) -> None:
        """Ignores what a host writes to it to light its lamps."""

    def _scan(self, fields: Mapping[str, Any]) -> None:
        """Sends a code. `code`: its text; `mark`: what comes behind it (Enter)."""
        code, mark = str(fields.get("code", "")), str(fields.get("mark", "\r"))
        self._scans += 1
        if self.take_fault("half"):
            code, mark = code[: len(code) // 2], ""
        if self.take_fault("no_mark"):
            mark = ""
        keys = [_typed(character) for character in code + mark]
        if self.take_fault("lost"):
            keys[len(keys) // 2] = _event(_SYN, 3, 0) + _event(_SYN, 0, 0)
        self.line.send(b"".join(keys))


def _typed(character: str) -> bytes:
    if character in _KEYS:
        return b"".join(_stroke(_KEYS[character]))
    plain = character.lower() if character.isascii() and character.isupper() else _WITH_SHIFT.get(character)
    if plain is not None:
        return _key(_SHIFT, 1) + b"".join(_stroke(_KEYS[plain])) + _key(_SHIFT, 0)
    number = str(int.from_bytes(character.encode("gb18030"), "big"))
    return _key(_ALT, 1) + b"".join(key for digit in number for key in _stroke(_PAD[digit])) + _key(_ALT, 0)


def _stroke(code: int) -> Iterator[bytes]:
    yield _key(code, 1)
    yield _key(code, 0)


def _key(code: int, value: int) -> bytes:
    """Returns a key's events with the scan code before it and the report's end behind it, as HID keyboards have."""
    return _event(_MSC_SCAN, 4, 0x70000 + code) + _event(_KEY, code, value) + _event(_SYN, 0, 0)


def _event(kind: int, code: int, value: int) -> bytes:
    seconds, rest = divmod(time.time(), 1)
    return struct.pack("@llHHi", int(seconds), int(rest * 1e6), kind, code, value)
