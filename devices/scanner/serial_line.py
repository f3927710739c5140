"""QR and bar code scanners on a serial line (RS-232 or USB-CDC), which send each code with a mark at its end. What a
code says is passed on untouched: it may be a token that only a back end can read, and it is never logged."""

import codecs
import time
from collections import deque

from pydantic import BaseModel, ConfigDict, Field, field_validator

from devices.base import Condition, DeviceError, Fault, Status, UnplugSeen
from devices.scanner.codes import CodeParser
from devices.transports import Transport, open_transport
from devices.tried import simulated

TRIED = (simulated("serial_line"),)

_REST_SECONDS = 1.0  # for so long in mid-code: its rest will not come
_KEPT = 8  # codes that nobody has asked for
_WAIT_SECONDS = 0.3


class Settings(BaseModel):
    """`end_marks`: what the scanner sends behind a code, any of them; `encoding`: of the text, by Python's name;
    `max_length`: bytes that a code has at most. Anything else that comes is dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    end_marks: tuple[str, ...] = Field(default=("\r\n", "\r", "\n"), min_length=1, max_length=8)
    encoding: str = "utf-8"
    max_length: int = Field(default=1024, ge=1, le=8192)

    @field_validator("end_marks")
    @classmethod
    def _are_some(cls, marks: tuple[str, ...]) -> tuple[str, ...]:
        if not all(mark and mark.isascii() for mark in marks):
            raise ValueError("an end mark is one or more characters of ASCII")
        return marks

    @field_validator("encoding")
    @classmethod
    def _is_known(cls, name: str) -> str:
        try:
            "".encode(name)
            return codecs.lookup(name).name
        except LookupError:
            raise ValueError(f"there is no text encoding {name!r}") from None


class Driver:
    unplug_seen = UnplugSeen.PORT
    rest_seconds = 0.0  # it waits on its line

    def __init__(self, port: str, settings: Settings) -> None:
        self._port = port
        marks = [mark.encode("ascii") for mark in settings.end_marks]
        self._parser = CodeParser(marks, settings.encoding, settings.max_length)
        self._line: Transport | None = None
        self._codes: deque[str] = deque(maxlen=_KEPT)
        self._last_came = 0.0

    def open(self) -> None:
        """Raises DeviceError(disconnected). What was scanned before is dropped."""
        self._forget()
        self._line = open_transport(self._port)
        self._line.discard()

    def close(self) -> None:
        line, self._line = self._line, None
        self._forget()
        if line is not None:
            line.close()

    def status(self) -> Status:
        """A scanner cannot be asked how it is: all that is known is that its line is there."""
        self._take()
        return Status(Condition.CONNECTED, detail="the line is open; a scanner cannot be asked")

    def poll(self) -> str | None:
        """As `Scanner.poll`; codes come one at a time, the oldest first."""
        self._take(0.0 if self._codes else _WAIT_SECONDS)
        return self._codes.popleft() if self._codes else None

    def _take(self, within: float = 0.0) -> None:
        """Reads what came in, or comes within that many seconds. Raises DeviceError(disconnected)."""
        if self._line is None:
            raise DeviceError(Fault.DISCONNECTED, "the scanner is not open")
        for _ in range(16):  # a line that never stops talking does not hold us here
            data, within = self._line.read(4096, within), 0.0
            if not data:
                break
            now = time.monotonic()
            if self._parser.pending and now - self._last_came > _REST_SECONDS:
                self._parser.drop()
            self._last_came = now
            self._codes.extend(self._parser.feed(data))

    def _forget(self) -> None:
        self._parser.drop()
        self._codes.clear()
