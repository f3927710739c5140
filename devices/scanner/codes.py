"""From a scanner's bytes to codes: pure, so that it can be tried with any bytes."""

from collections.abc import Sequence

from devices.scanner.code_text import NotText, read_code
from devices.scanner.raw_scan import KEPT_BYTES, RawScan, ScanFinding


class CodeParser:
    """Feed it what comes in. Codes end with one of the marks, or when `end` is called; what cannot be a code is dropped
    up to its mark."""

    def __init__(
        self, marks: Sequence[bytes], encoding: str, max_length: int, *, further: Sequence[str] = (), code_id: int = 0
    ) -> None:
        """`max_length` in bytes; `further`: encodings that are tried next; `code_id`: characters before each code."""
        self._marks = sorted(marks, key=len, reverse=True)
        self._encodings = (encoding, *further)
        self._most = max_length
        self._code_id = code_id
        self._come = bytearray()
        self._dropped = 0  # bytes of the code that has begun and is too long
        self._raw: RawScan | None = None

    @property
    def pending(self) -> bool:
        """Returns whether a code has begun."""
        return bool(self._come) or self._dropped > 0

    def feed(self, data: bytes) -> list[str]:
        """Returns the codes that are whole with these bytes."""
        self._come += data
        codes = []
        while (end := self._next_mark()) is not None:
            place, mark = end
            piece = bytes(self._come[:place])
            del self._come[: place + len(mark)]
            codes += self._finish(piece)
        if len(self._come) > self._most:
            rest = max(map(len, self._marks))  # a mark may have begun
            self._dropped += len(self._come) - rest
            del self._come[:-rest]
        return codes

    def end(self) -> list[str]:
        """Returns the code that has begun, which no mark will end: the line is quiet."""
        piece = bytes(self._come)
        self._come.clear()
        return self._finish(piece, ScanFinding.NO_END_MARK)

    def drop(self) -> None:
        """Forgets the beginning of a code: the rest of it will not come."""
        self._come.clear()
        self._dropped = 0

    def take_raw(self) -> RawScan | None:
        """Returns what came last, once."""
        raw, self._raw = self._raw, None
        return raw

    def _next_mark(self) -> tuple[int, bytes] | None:
        """Returns where the first mark is, and which: the longest where several begin there."""
        positions = [(self._come.find(mark), mark) for mark in self._marks]
        return min((end for end in positions if end[0] >= 0), key=lambda end: end[0], default=None)

    def _finish(self, piece: bytes, *findings: ScanFinding) -> list[str]:
        """Returns the code of these bytes; none for what is no text, or too long: noise, a wrong baud rate."""
        count, self._dropped = len(piece) + self._dropped, 0
        code = ""
        if count > self._most:
            findings = (ScanFinding.TOO_LONG,)
        else:
            try:
                code, code_findings = read_code(piece, self._encodings, self._code_id)
                findings = (*findings, *code_findings)
            except NotText as error:
                findings = (*findings, error.finding)
        if code or piece.strip(b"\0\2\3 "):
            self._raw = RawScan(piece[:KEPT_BYTES], count, code or None, findings)
        return [code] if code else []
