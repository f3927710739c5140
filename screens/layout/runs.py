"""A line of text in runs, each of one font, script and direction, in the order in which they are seen.

Most texts need none of that: one call draws them. SDL knows neither directions nor a second font.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from languages.registry import FONTS, LOCALES
from screens.layout.fonts import find_font, is_attached

# What the languages' own fonts have, and is read from the left: a test holds it.
_PLAIN = (
    "\n\u0020-\u007e\u00a0-\u00ff\u2010-\u2016\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2025-\u2027\u2030\u2032\u2033\u2035\u2039\u203a\u2190-\u2193\u2460-\u2473\u25cb\u25cf\u3000-\u3029"
    "\u3041-\u3096\u30a1-\u30fe\u3400-\u4db5\u4e00-\u9fea\uff01-\uff5e"
)
_CONTROLS = ("LRI", "RLI", "FSI", "PDI", "LRE", "RLE", "LRO", "RLO", "PDF", "BN")  # that we do not follow
_FROM_THE_RIGHT = ("R", "AL", "AN")
_is_plain = re.compile(f"[{_PLAIN}]*").fullmatch
_SCRIPTS = (  # ISO 15924, of those that are shaped
    (re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]"), "Arab"),
    (re.compile("[\u0f00-\u0fff]"), "Tibt"),
    (re.compile("[\u1800-\u18af]"), "Mong"),
)
USUAL_SCRIPT = "Latin"  # Kivy's word for "none in particular"


@dataclass(frozen=True, slots=True)
class TextRun:
    """In the order of reading; `direction` is HarfBuzz's."""

    text: str
    font: str
    script: str = USUAL_SCRIPT
    direction: str = "ltr"


def is_plain(text: str, tag: str) -> bool:
    """Returns whether the text is one run of the language's own font."""
    locale = LOCALES[tag]
    return locale.font in FONTS and locale.direction == "ltr" and _is_plain(text) is not None


@lru_cache(maxsize=512)
def split_runs(line: str, tag: str) -> tuple[TextRun, ...]:
    """Returns the runs of a line, from the left to the right of the screen. A character that no font has stands as its
    code point."""
    if is_plain(line, tag):
        return (TextRun(line, LOCALES[tag].font),) if line else ()
    levels = _levels(line, LOCALES[tag].direction)
    pieces = list(zip(line, levels, _fonts(line, tag), _scripts(line), strict=True))
    runs = [
        (key[0], _run(key, "".join(character for character, *_ in group)))
        for key, group in groupby(pieces, key=lambda piece: piece[1:])
    ]
    return tuple(_visual_order(runs))


def spelled(character: str) -> str:
    """Returns what stands for a character that no font has."""
    return f"[U+{ord(character):04X}]"


def _run(key: tuple[int, str | None, str], text: str) -> TextRun:
    level, font, script = key
    direction = "rtl" if level % 2 else "ltr"
    if font is None:
        return TextRun("".join(map(spelled, text)), _any_font())
    return TextRun(text, font, script, direction)


def _any_font() -> str:
    return next(iter(LOCALES.values())).font


def _levels(line: str, direction: str) -> list[int]:
    """Returns the embedding level of each character, by UAX #9: odd ones are read from the right. Signs that would
    change the direction do nothing; a character that Python does not know is a letter. A line without a letter that is
    read from the right, as a masked number, keeps its order."""
    kinds = [unicodedata.bidirectional(character) for character in line]
    if not any(kind in _FROM_THE_RIGHT for kind in kinds):
        return [0] * len(line)
    base = 1 if direction == "rtl" else 0
    from bidi import algorithm as bidi

    line = "".join("|" if kind in _CONTROLS else c if kind else "A" for c, kind in zip(line, kinds, strict=True))
    storage = bidi.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    bidi.get_embedding_levels(line, storage)
    bidi.explicit_embed_and_overrides(storage)
    bidi.resolve_weak_types(storage)
    bidi.resolve_neutral_types(storage, False)
    bidi.resolve_implicit_levels(storage, False)
    return [character["level"] for character in storage["chars"]]


def _fonts(line: str, tag: str) -> Iterator[str | None]:
    before = LOCALES[tag].font
    for character in line:
        font = before if is_attached(character) else find_font(character, tag)
        before = font or LOCALES[tag].font
        yield font


def _scripts(line: str) -> Iterator[str]:
    script = USUAL_SCRIPT
    for character in line:
        if not is_attached(character):
            script = next((name for pattern, name in _SCRIPTS if pattern.match(character)), USUAL_SCRIPT)
        yield script


def _visual_order(runs: Sequence[tuple[int, TextRun]]) -> Iterator[TextRun]:
    """Yields runs by UAX #9, rule L2: from the highest level down to the lowest odd one, what is of it or higher is
    turned round."""
    order = list(runs)
    for level in range(max((level for level, _ in order), default=0), 0, -1):
        turned: list[tuple[int, TextRun]] = []
        for high, group in groupby(order, key=lambda run: run[0] >= level):
            members = list(group)
            turned += reversed(members) if high else members
        order = turned
    return (run for _, run in order)
