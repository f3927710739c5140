"""From the kernel's input events (`struct input_event`, linux/input.h) to the text that a scanner types on the keyboard
of the United States: pure, so that it can be tried with any bytes."""

import struct

EVENT = struct.Struct("@llHHi")  # seconds, microseconds, type, code, value
_SYN, _KEY = 0, 1
_SYN_DROPPED = 3
_RELEASED, _PRESSED = 0, 1
LOST = b"\xff"
"""Stands where events were lost: no encoding of text has it, so that the code is dropped."""

_CONTROL, _SHIFT, _ALT = {29, 97}, {42, 54}, {56, 100}
_ENTERS, _TAB = {28, 96}, 15
_ROWS = (  # the first key's code, and the characters of it and the next, without and with shift
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
_NUMBERS = dict(zip(range(71, 84), "789-456+1230.", strict=True)) | {55: "*", 98: "/"}
_PLAIN = {first + at: key for first, plain, _shifted in _ROWS for at, key in enumerate(plain)} | _NUMBERS
_SHIFTED = {first + at: key for first, _plain, shifted in _ROWS for at, key in enumerate(shifted)} | _NUMBERS


class KeyDecoder:
    """Feed it what was read from the device. Enter comes out as a carriage return, Tab as a tab, Control and a letter
    as that control character; Alt and a number on the number pad as the bytes of that number, as scanners type what is
    on no key."""

    def __init__(self) -> None:
        self._come = b""
        self._held: set[int] = set()
        self._number = ""

    def feed(self, data: bytes) -> bytes:
        """Returns the text that these events type."""
        data = self._come + data
        whole = len(data) - len(data) % EVENT.size
        self._come = data[whole:]
        events = EVENT.iter_unpack(data[:whole])
        return b"".join(self._event(kind, code, value) for _seconds, _micros, kind, code, value in events)

    def _event(self, kind: int, code: int, value: int) -> bytes:
        if (kind, code) == (_SYN, _SYN_DROPPED):
            self._held.clear()
            self._number = ""
            return LOST
        if kind != _KEY:
            return b""
        if value == _PRESSED:
            self._held.add(code)
            return self._press(code)
        if value == _RELEASED:
            self._held.discard(code)
            return self._take_number() if code in _ALT else b""
        return b""  # a scanner never holds a key down

    def _press(self, code: int) -> bytes:
        if self._held & _ALT:
            self._number += _NUMBERS.get(code, "") if code not in _ALT else ""
            return b""
        if code in _ENTERS:
            return b"\r"
        if code == _TAB:
            return b"\t"
        character = (_SHIFTED if self._held & _SHIFT else _PLAIN).get(code, "")
        if self._held & _CONTROL and character:
            return bytes((ord(character) & 0x1F,))
        return character.encode("ascii")

    def _take_number(self) -> bytes:
        number, self._number = self._number, ""
        if not number.isdecimal() or int(number) > 0xFFFFFFFF:
            return b""
        return int(number).to_bytes(max(1, (int(number).bit_length() + 7) // 8), "big")
