"""Which way a page runs: from the right where the language is read from there."""

from kiosk.pages.language import language
from languages.registry import LOCALES


def is_mirrored() -> bool:
    return LOCALES[language()].direction == "rtl"


def side_by_side(x: float, width: float, first: float, *, mirrored: bool) -> tuple[tuple[float, float], ...]:
    """Returns the left edges and widths of two parts that share a width, the first `first` pixels wide."""
    second = width - first
    if mirrored:
        return (x + second, first), (x, second)
    return (x, first), (x + first, second)
