"""Which font has a character. Set-up writes what each font covers (tools/fonts.py); it is read when it is needed."""

import json
import logging
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache

from languages.registry import FALLBACK_FONTS, FONTS, LOCALES, Locale
from screens.kivy_setup import FONTS as FOLDER

log = logging.getLogger(__name__)

_COVERAGE = FOLDER / "coverage.json"
_UNSEEN = ("Cc", "Cf", "Mn", "Me", "Zs")  # categories of characters that are drawn with the one before them


def is_attached(character: str) -> bool:
    """Returns whether it has no place of its own: a mark over or below a letter, a space, a sign that is not seen."""
    return unicodedata.category(character) in _UNSEEN


@lru_cache(maxsize=4096)
def find_font(character: str, tag: str) -> str | None:
    """Returns the first font that has the character: the language's own, its fallbacks, then all others. None, on
    record with the code point, where none has it."""
    locale = LOCALES[tag]
    for font in _order(locale):
        if _covers(font, ord(character)):
            return font
    log.warning("no font has U+%04X", ord(character))
    return None


def _order(locale: Locale) -> tuple[str, ...]:
    return tuple(dict.fromkeys((locale.font, *locale.fallback_fonts, *FONTS, *FALLBACK_FONTS)))


def _covers(font: str, code: int) -> bool:
    """Returns whether the font covers it; True where its coverage is not on record."""
    ranges = _coverage().get(font)
    if ranges is None:
        return font in FONTS
    at = bisect_right(ranges, (code, 0x110000)) - 1
    return at >= 0 and ranges[at][0] <= code <= ranges[at][1]


@cache
def _coverage() -> dict[str, list[tuple[int, int]]]:
    """Returns the ranges of code points of each font, both ends included."""
    try:
        table: dict[str, list[tuple[int, int]]] = json.loads(_COVERAGE.read_text())
    except (OSError, ValueError) as error:
        log.warning("what the fonts cover is not on record: %s", type(error).__name__)
        return {}
    return {font: [(first, last) for first, last in ranges] for font, ranges in table.items()}
