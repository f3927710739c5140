"""From a scanner's bytes to codes: pure, so that it can be tried with any bytes."""

import unicodedata
from collections.abc import Sequence

_IN_CODES = frozenset("\x04\x1d\x1e")  # ISO/IEC 15434 and GS1 part their fields with these


class CodeParser:
    """Feed it what comes in. Codes end with one of the marks; what cannot be a code is dropped up to its mark."""

    def __init__(self, marks: Sequence[bytes], encoding: str, max_length: int) -> None:
        """`max_length` in bytes."""
        self._marks = sorted(marks, key=len, reverse=True)
        self._encoding = encoding
        self._most = max_length
        self._come = bytearray()
        self._too_long = False

    @property
    def pending(self) -> bool:
        """Is there the beginning of a code?"""
        return bool(self._come) or self._too_long

    def feed(self, data: bytes) -> list[str]:
        """The codes that are whole with these bytes."""
        self._come += data
        codes = []
        while (end := self._next_mark()) is not None:
            place, mark = end
            piece, whole = bytes(self._come[:place]), not self._too_long
            del self._come[: place + len(mark)]
            self._too_long = False
            code = self._read(piece) if whole else None
            if code:
                codes.append(code)
        if len(self._come) > self._most:
            del self._come[: -max(map(len, self._marks))]  # a mark may have begun
            self._too_long = True
        return codes

    def drop(self) -> None:
        """Forget the beginning of a code: the rest of it will not come."""
        self._come.clear()
        self._too_long = False

    def _next_mark(self) -> tuple[int, bytes] | None:
        """Returns where the first mark is, and which: the longest where several begin there."""
        found = [(self._come.find(mark), mark) for mark in self._marks]
        return min((end for end in found if end[0] >= 0), key=lambda end: end[0], default=None)

    def _read(self, piece: bytes) -> str | None:
        """None for what is no text, or too long: noise, a wrong baud rate."""
        if len(piece) > self._most:
            return None
        try:
            text = piece.decode(self._encoding)
        except UnicodeDecodeError:
            return None
        clean = all(unicodedata.category(c) != "Cc" or c in _IN_CODES for c in text)
        return text if clean and text.strip() else None
