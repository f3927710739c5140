"""Documents for printers, independent of any printer's commands."""

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"


class QrWay(StrEnum):
    """The ways of a QR code on paper: by the printer's own command, or drawn as an image."""

    NATIVE = "native"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Line:
    """Text, wrapped to the paper's width. `size` multiplies height and width, 1 to 8."""

    text: str
    size: int = 1
    bold: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Pair:
    """A label at the left and its value at the right, on one line where both fit, else on two."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, centred. `module_mm` is the size of one module; `way` counts before the printer's own way."""

    data: str
    module_mm: float = 0.75
    way: QrWay | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int = 1


Block = Line | Pair | Rule | Qr | Feed


@dataclass(frozen=True, slots=True)
class Document:
    """One job: it is printed whole and cut, or not at all. `title` is for the log and never personal."""

    title: str
    blocks: tuple[Block, ...]
