"""The settings that all scanners share, and the codes that have come and wait to be asked for."""

import codecs
import time
from collections import deque

from pydantic import BaseModel, ConfigDict, Field, field_validator

from devices.base import Condition, Status
from devices.scanner.codes import CodeParser
from devices.scanner.raw_scan import DROPPED, RawScan

_KEPT = 8  # codes that nobody has asked for
_ALWAYS = ("\t", "\x03")
_LEAST_WAIT = 0.02  # what is on its way just now is no quiet


class CodeSettings(BaseModel):
    """`end_marks`: what the scanner sends behind a code, any of them, besides TAB and ETX, which no code holds;
    `quiet_seconds`: as long as no code ended with a mark, it ends when nothing came for so long, never for 0;
    `encoding`: of the text, by Python's name, and `further_encodings` where it is none; `max_length`: bytes that a code
    has at most; `code_id_length`: characters that the scanner puts before each code to tell its kind (AIM identifiers
    such as `]Q1` are recognised and need no setting). Anything else that comes is dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    end_marks: tuple[str, ...] = Field(default=("\r\n", "\r", "\n"), min_length=1, max_length=8)
    quiet_seconds: float = Field(default=0.1, ge=0, le=2)
    encoding: str = "utf-8"
    further_encodings: tuple[str, ...] = Field(default=("gb18030",), max_length=4)
    max_length: int = Field(default=1024, ge=1, le=8192)
    code_id_length: int = Field(default=0, ge=0, le=4)

    @field_validator("end_marks")
    @classmethod
    def _are_some(cls, marks: tuple[str, ...]) -> tuple[str, ...]:
        if not all(mark and mark.isascii() for mark in marks):
            raise ValueError("an end mark is one or more characters of ASCII")
        return marks

    @field_validator("encoding", "further_encodings")
    @classmethod
    def _are_encodings(cls, names: str | tuple[str, ...]) -> str | tuple[str, ...]:
        return _encoding(names) if isinstance(names, str) else tuple(_encoding(name) for name in names)


def _encoding(name: str) -> str:
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except LookupError:
        raise ValueError(f"there is no text encoding {name!r}") from None


def make_parser(settings: CodeSettings) -> CodeParser:
    marks = [mark.encode("ascii") for mark in (*settings.end_marks, *_ALWAYS)]
    further = [name for name in settings.further_encodings if name != settings.encoding]
    return CodeParser(marks, settings.encoding, settings.max_length, further=further, code_id=settings.code_id_length)


class CodeQueue:
    """The codes of one scanner, the oldest first."""

    def __init__(self, parser: CodeParser, quiet_seconds: float) -> None:
        self._parser = parser
        self._quiet_seconds = quiet_seconds
        self._codes: deque[str] = deque(maxlen=_KEPT)
        self._last_came = 0.0
        self._raw: RawScan | None = None
        self._verdict = ""

    def __len__(self) -> int:
        return len(self._codes)

    def next(self) -> str | None:
        return self._codes.popleft() if self._codes else None

    def wait(self, within: float) -> float:
        """Returns how long to read: not beyond the quiet that ends a code which has begun."""
        if not (self._quiet_seconds and self._parser.pending):
            return within
        return min(within, max(_LEAST_WAIT, self._last_came + self._quiet_seconds - time.monotonic()))

    def add(self, data: bytes, rest_seconds: float) -> None:
        """Takes what came; b"" for nothing. A code that began more than `rest_seconds` ago is not gone on with."""
        now = time.monotonic()
        if data:
            if self._parser.pending and now - self._last_came > rest_seconds:
                self._parser.drop()
            self._last_came = now
            self._take_marked(self._parser.feed(data), rest_seconds)
        elif self._quiet_seconds and self._parser.pending and now - self._last_came >= self._quiet_seconds:
            self._codes.extend(self._parser.end())
        raw = self._parser.take_raw()
        if raw:
            self._raw, self._verdict = raw, _verdict(raw)

    def _take_marked(self, codes: list[str], rest_seconds: float) -> None:
        """Takes bytes of a scanner that sends end marks: a pause is no end, unless it is so long that the rest will not
        come."""
        if codes and self._quiet_seconds:
            self._quiet_seconds = max(self._quiet_seconds, rest_seconds)
        self._codes.extend(codes)

    def forget(self) -> None:
        self._parser.drop()
        self._codes.clear()
        self._raw, self._verdict = None, ""

    def take_raw(self) -> RawScan | None:
        raw, self._raw = self._raw, None
        return raw

    def status(self) -> Status:
        """Returns the status. A scanner cannot be asked how it is: all that is known is that it is there, and what came
        of it last."""
        detail = "the line is open; a scanner cannot be asked"
        return Status(Condition.CONNECTED, detail=f"{detail}; {self._verdict}" if self._verdict else detail)


def _verdict(raw: RawScan) -> str:
    """Returns the last scan's verdict without its content, as logs show it."""
    reasons = [finding for finding in raw.findings if finding in DROPPED]
    return f"the last {raw.count} bytes were dropped: {reasons[0]}" if reasons else ""
