"""A small font of the characters of one paper, out of Debian's Noto Sans CJK (package fonts-noto-cjk, SIL OFL 1.1).

The whole face has 65,000 glyphs: parsing and subsetting it takes a PDF library seconds. Here it is opened once for a
process, and the outlines that a paper needs are drawn into a new one.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from hub.certificates.faults import PaperFault

_COLLECTIONS = Path("/usr/share/fonts/opentype/noto")
_FACE = "Noto Sans CJK SC"
_MOST_FACES = 10
WEIGHTS = ("Regular", "Bold")
_reading = Lock()


class FontMissing(PaperFault):
    """The machine has not the font."""


def write_small_font(weight: str, characters: Iterable[str], path: Path) -> None:
    """Writes a TrueType font with these characters and no others; those that the face lacks are left out. One thread at
    a time: the face is read from its file as need be. Raises FontMissing."""
    with _reading:
        _write(weight, characters, path)


def _write(weight: str, characters: Iterable[str], path: Path) -> None:
    face = _open_face(weight)
    glyphs = face["cmap"].getBestCmap()
    cmap = {ord(character): glyphs[ord(character)] for character in characters if ord(character) in glyphs}
    names = [".notdef", *sorted(set(cmap.values()) - {".notdef"})]
    builder = FontBuilder(face["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(cmap)
    builder.setupGlyf({name: _outline(weight, name) for name in names})
    builder.setupHorizontalMetrics({name: face["hmtx"][name] for name in names})
    builder.setupHorizontalHeader(ascent=face["hhea"].ascent, descent=face["hhea"].descent)
    builder.setupNameTable({"familyName": "Paper", "styleName": weight, "psName": f"Paper-{weight}"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, sCapHeight=733, usWeightClass=face["OS/2"].usWeightClass)
    builder.setupPost()
    builder.save(str(path))


@lru_cache(maxsize=4000)
def _outline(weight: str, name: str) -> Any:
    """With quadratic curves, at most one unit of a thousand off. Papers have most of their characters in common."""
    pen = TTGlyphPen(None)
    _glyph_set(weight)[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
    return pen.glyph()


@cache
def _glyph_set(weight: str) -> Any:
    return _open_face(weight).getGlyphSet()


@cache
def _open_face(weight: str) -> TTFont:
    path = _COLLECTIONS / f"NotoSansCJK-{weight}.ttc"
    try:
        for number in range(_MOST_FACES):
            face = TTFont(path, fontNumber=number, lazy=True, recalcBBoxes=False, recalcTimestamp=False)
            if face["name"].getBestFamilyName() == _FACE:
                return face
    except (OSError, ValueError) as error:
        raise FontMissing(f"{path}: {type(error).__name__}") from error
    raise FontMissing(f"{path}: no face named {_FACE}")
