"""How much paper a document takes: a print head has its life in metres, a cutter in cuts."""

import unicodedata
from dataclasses import dataclass
from math import ceil
from typing import Protocol, runtime_checkable

from devices.documents import Document, Feed, Line, Pair, Qr, Rule

COLUMNS = 48  # characters across on paper 80 mm wide
_CHARACTER_MM, _SPACING_MM = 3.0, 1.0  # 24 dots and 8 dots at 8 dots to the millimetre
_TO_THE_CUTTER_MM = 15
_QR_MODULES = 45  # with its quiet zone: version 5, as most are


@dataclass(frozen=True, slots=True)
class PaperUsage:
    """The paper and cuts that a slip used."""

    millimetres: int
    cuts: int = 1


@runtime_checkable
class MeasuresPaper(Protocol):
    """Optional method of a printer's driver."""

    def measure(self, document: Document) -> PaperUsage: ...


def estimate_usage(document: Document, columns: int = COLUMNS, cuts: int = 1) -> PaperUsage:
    """Returns about how much paper a document takes where `columns` columns are across: a print head has its life in
    metres."""
    return PaperUsage(round(sum(_height(block, columns) for block in document.blocks) + _TO_THE_CUTTER_MM), cuts)


def _height(block: object, columns: int) -> float:
    match block:
        case Line(text, size):
            return _lines(text, size, columns) * (_CHARACTER_MM * size + _SPACING_MM)
        case Pair(label, value):
            return _lines(f"{label} {value}", 1, columns) * (_CHARACTER_MM + _SPACING_MM)
        case Qr(_, module_mm):
            return _QR_MODULES * module_mm
        case Feed(lines):
            return lines * (_CHARACTER_MM + _SPACING_MM)
        case Rule():
            return _CHARACTER_MM + _SPACING_MM
    return 0.0


def _lines(text: str, size: int, columns: int) -> int:
    wide = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return max(1, ceil(wide * size / columns))
