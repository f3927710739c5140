"""A small font of the characters of one paper, out of Debian's Noto Sans CJK (package fonts-noto-cjk, SIL OFL 1.1), and
for rare characters of names out of Hanazono Mincho (fonts-hanazono, SIL OFL 1.1).

The whole face has 65,000 glyphs: parsing and subsetting it takes a PDF library seconds. Here it is opened once for a
process, and the outlines that a paper needs are drawn into a new one.
"""

import logging
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from hub.certificates.faults import PaperFault

log = logging.getLogger(__name__)

_COLLECTIONS = Path("/usr/share/fonts/opentype/noto")
_FACE = "Noto Sans CJK SC"
_RARE_FOLDER = Path("/usr/share/fonts/truetype/hanazono")
_RARE = ("HanaMinA", "HanaMinB")  # for what the face lacks, in one weight
_EM = 1000  # units of the small font
_MOST_FACES = 10
WEIGHTS = ("Regular", "Bold")
_reading = Lock()


class FontMissing(PaperFault):
    """The machine has not the font."""


def write_small_font(weight: str, characters: Iterable[str], path: Path) -> None:
    """Writes a TrueType font with these characters and no others; those that no face has are left out. One thread at
    a time: the faces are read from their files as need be. Raises FontMissing."""
    with _reading:
        _write(weight, characters, path)


def spell_out(text: str) -> str:
    """Returns the text with the code points of characters that no face has in their place: nothing on a paper is left
    out unseen. Raises FontMissing."""
    with _reading:
        return "".join(map(_spell, text))


def _spell(character: str) -> str:
    if character.isspace() or _find_glyph(WEIGHTS[0], character):
        return character
    log.warning("no font has U+%04X, which stands on a paper", ord(character))
    return f"〔U+{ord(character):04X}〕"


def _write(weight: str, characters: Iterable[str], path: Path) -> None:
    face = _open_face(weight)
    glyphs = {c: glyph for c in characters if (glyph := _find_glyph(weight, c))}
    sources = {".notdef": (weight, ".notdef"), **{_name(glyph): glyph for glyph in glyphs.values()}}
    builder = FontBuilder(_EM, isTTF=True)
    builder.setupGlyphOrder(list(sources))
    builder.setupCharacterMap({ord(c): _name(glyph) for c, glyph in glyphs.items()})
    builder.setupGlyf({name: _outline(*glyph) for name, glyph in sources.items()})
    builder.setupHorizontalMetrics({name: _metrics(*glyph) for name, glyph in sources.items()})
    builder.setupHorizontalHeader(ascent=face["hhea"].ascent, descent=face["hhea"].descent)
    builder.setupNameTable({"familyName": "Paper", "styleName": weight, "psName": f"Paper-{weight}"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, sCapHeight=733, usWeightClass=face["OS/2"].usWeightClass)
    builder.setupPost()
    builder.save(str(path))


def _find_glyph(weight: str, character: str) -> tuple[str, str] | None:
    """Returns the first face that has the character, and the glyph's name there."""
    for face in (weight, *_RARE):
        if name := _characters(face).get(ord(character)):
            return face, name
    return None


def _name(glyph: tuple[str, str]) -> str:
    face, name = glyph
    return f"{face}.{name}" if face in _RARE else name


def _metrics(face: str, name: str) -> tuple[int, int]:
    """Returns the advance width and the left side bearing."""
    width, bearing = _open_face(face)["hmtx"][name]
    return round(width * _scale(face)), round(bearing * _scale(face))


def _scale(face: str) -> float:
    return float(_EM / _open_face(face)["head"].unitsPerEm)


@lru_cache(maxsize=4000)
def _outline(face: str, name: str) -> Any:
    """Returns the outline in quadratic curves, at most one unit of a thousand off. Papers have most of their characters
    in common."""
    pen = TTGlyphPen(None)
    scale = _scale(face)
    _glyph_set(face)[name].draw(
        TransformPen(Cu2QuPen(pen, max_err=1.0, reverse_direction=True), (scale, 0, 0, scale, 0, 0))
    )
    return pen.glyph()


@cache
def _glyph_set(face: str) -> Any:
    return _open_face(face).getGlyphSet()


@cache
def _characters(face: str) -> dict[int, str]:
    """Returns the names of its glyphs by code point; none of a rare face that is not installed."""
    try:
        cmap: dict[int, str] = _open_face(face)["cmap"].getBestCmap()
    except FontMissing:
        if face in _RARE:
            return {}
        raise
    return cmap


@cache
def _open_face(face: str) -> TTFont:
    if face in _RARE:
        return _open(_RARE_FOLDER / f"{face}.ttf")
    path = _COLLECTIONS / f"NotoSansCJK-{face}.ttc"
    for number in range(_MOST_FACES):
        opened = _open(path, number)
        if opened["name"].getBestFamilyName() == _FACE:
            return opened
    raise FontMissing(f"{path}: no face named {_FACE}")


def _open(path: Path, number: int = -1) -> TTFont:
    """Opens a face. Raises FontMissing."""
    try:
        return TTFont(path, fontNumber=number, lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    except (OSError, ValueError) as error:
        raise FontMissing(f"{path}: {type(error).__name__}") from error
