"""The bytes of a scanner as they came, and what was made of it: for the technician who sets the scanner up."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

KEPT_BYTES = 256
"""So many at most are kept of one scan."""


class ScanFinding(StrEnum):
    """An oddity of a scan; nothing is where there is none."""

    NO_TEXT = "no_text"  # most of its bytes are no characters: the line's speed or its parity
    OTHER_ENCODING = "other_encoding"  # text for the most part, but not in an encoding that is tried
    CONTROLS = "controls"  # characters that no code holds
    TOO_LONG = "too_long"
    NO_END_MARK = "no_end_mark"  # taken once the line was quiet
    IDENTIFIER = "identifier"  # a prefix or an identifier stood before it and was taken off
    ESCAPES = "escapes"  # ECI escapes were taken out
    UPPER_CASE = "upper_case"  # one of our own codes in capitals


DROPPED = {ScanFinding.NO_TEXT, ScanFinding.OTHER_ENCODING, ScanFinding.CONTROLS, ScanFinding.TOO_LONG}


@dataclass(frozen=True, slots=True, repr=False)
class RawScan:
    """`data`: its first KEPT_BYTES bytes, of `count`; `code` None where nothing was made of them. It may be personal:
    it has no repr, and is never logged."""

    data: bytes
    count: int
    code: str | None
    findings: tuple[ScanFinding, ...] = ()

    def __repr__(self) -> str:
        return f"<RawScan of {self.count} bytes>"


@runtime_checkable
class HasRawScan(Protocol):
    def raw_scan(self) -> RawScan | None:
        """Returns what came last, once."""
