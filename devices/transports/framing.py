"""The framing of a USB reader as data: how the bytes of its frames lie in packets and reports.

`stream`: one bulk pipe each way, nothing around the bytes. `pipes`: each frame's header over one pair of pipes, its
body over another. `reports`: HID reports of one size, each with what a vendor puts before the bytes.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

_LONGEST_MESSAGE = 4096  # bytes: a longer length is a misread one

Endpoint = Annotated[int, Field(ge=0x01, le=0x8F)]
Hex = Annotated[str, Field(pattern=r"^([0-9A-Fa-f]{2} ?)*$")]


class _Framing(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stream(_Framing):
    kind: Literal["stream"] = "stream"


class Pipes(_Framing):
    """A header begins with `header_start`; its last `length_bytes` are the body's length, big-endian. Endpoints by
    address: from the device with bit 80."""

    kind: Literal["pipes"] = "pipes"
    header_start: Hex = "AA AA AA 96 69"
    header_bytes: int = Field(default=7, ge=1, le=64)
    length_bytes: Literal[1, 2] = 2
    header_out: Endpoint = 0x02
    body_out: Endpoint = 0x06
    header_in: Endpoint = 0x81
    body_in: Endpoint = 0x85

    def body_length(self, header: bytes) -> int | None:
        """Returns the body's length; None for what is no header."""
        if not header.startswith(bytes.fromhex(self.header_start)):
            return None
        return int.from_bytes(header[-self.length_bytes :], "big")


class Reports(_Framing):
    """One report: `report_id` where reports are numbered, `header_out` or `header_in`, the length, the bytes, padding.

    `length_of` "message": header and length stand in the first report of a message alone, and the length counts the
    message's bytes over all its reports; "report": in each report, for its own. The number there is `length_extra`
    higher than the bytes it counts (a vendor may count header or length too).
    """

    kind: Literal["reports"] = "reports"
    report_bytes: int = Field(default=64, ge=8, le=1024)
    report_id: int | None = Field(default=None, ge=1, le=255)
    header_out: Hex = ""
    header_in: Hex = ""
    length_bytes: Literal[0, 1, 2] = 1
    length_order: Literal["big", "little"] = "big"
    length_extra: int = Field(default=0, ge=-7, le=64)
    length_of: Literal["report", "message"] = "report"
    padding: int = Field(default=0, ge=0, le=255)

    @model_validator(mode="after")
    def _check_room(self) -> Self:
        headers = max(len(bytes.fromhex(header)) for header in (self.header_out, self.header_in))
        if (self.report_id is not None) + headers + self.length_bytes >= self.report_bytes:
            raise ValueError("header and length leave no room in a report")
        if self.length_of == "message" and not self.length_bytes:
            raise ValueError("a message without a length has no end")
        return self


Framing = Annotated[Stream | Pipes | Reports, Field(discriminator="kind")]


class ReportCoder:
    """Bytes to reports and back. Decoding keeps count over the reports of one message; `reset` forgets it."""

    def __init__(self, framing: Reports) -> None:
        self._framing = framing
        self._id = b"" if framing.report_id is None else bytes((framing.report_id,))
        self._header_out, self._header_in = bytes.fromhex(framing.header_out), bytes.fromhex(framing.header_in)
        self._left = 0

    def reset(self) -> None:
        self._left = 0

    def encode(self, data: bytes) -> list[bytes]:
        framing, reports, rest = self._framing, list[bytes](), data
        whole = framing.length_of == "message"
        while rest:
            head = self._id
            if not (whole and reports):
                room = framing.report_bytes - len(head) - len(self._header_out) - framing.length_bytes
                head += self._header_out + self._length(len(rest) if whole else min(room, len(rest)))
            room = framing.report_bytes - len(head)
            reports.append((head + rest[:room]).ljust(framing.report_bytes, bytes((framing.padding,))))
            rest = rest[room:]
        return reports

    def _length(self, count: int) -> bytes:
        framing = self._framing
        length = max(0, min(count + framing.length_extra, (1 << 8 * framing.length_bytes) - 1))
        return length.to_bytes(framing.length_bytes, framing.length_order)

    def decode(self, report: bytes) -> bytes:
        """Returns the bytes in a report: all of it where it is not framed so, for the reader of them to refuse."""
        return report[self.locate(report)]

    def locate(self, report: bytes) -> slice:
        """Returns where the bytes lie that `decode` returns."""
        place = self._continue_message(report) if self._left else self._begin_message(report)
        return place if place is not None else slice(0, len(report))

    def _continue_message(self, report: bytes) -> slice | None:
        if not report.startswith(self._id):
            return None
        place = slice(len(self._id), min(len(report), len(self._id) + self._left))
        self._left -= place.stop - place.start
        return place

    def _begin_message(self, report: bytes) -> slice | None:
        framing, head = self._framing, self._id + self._header_in
        start = len(head) + framing.length_bytes
        if not report.startswith(head) or len(report) < start:
            return None
        if not framing.length_bytes:
            return slice(start, len(report))
        length = int.from_bytes(report[len(head) : start], framing.length_order) - framing.length_extra
        whole = framing.length_of == "message"
        if not 0 <= length <= (_LONGEST_MESSAGE if whole else len(report) - start):
            return None
        stop = min(len(report), start + length)
        self._left = length - (stop - start) if whole else 0
        return slice(start, stop)


class FramingFile(BaseModel):
    """A technician's own framing, as TOML."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    framing: Framing


def read_framing(path: Path) -> Framing:
    """Returns the framing in the file. Raises ValueError that says what is wrong with the file."""
    try:
        return TypeAdapter(FramingFile).validate_python(tomllib.loads(path.read_text("utf-8"))).framing
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path}: {error}") from None
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise ValueError(f"{path}: {wrong}") from None
