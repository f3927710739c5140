"""Draw what the printer's memory lacks: rare characters, in cells of 24 dots (half as wide for ASCII)."""

import logging
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from languages.registry import DEFAULT, LOCALES

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

log = logging.getLogger(__name__)

CELL = 24  # dots, both ways, at size 1
_INK = 96  # of 255: thinner would lose the thin strokes of a dense character
_BASELINE, _ASCII_BASELINE = 0.87, 0.8  # of the cell's height; as printers' own characters stand
_DIGITS = {
    "0": "75557", "1": "26227", "2": "71747", "3": "71717", "4": "55711", "5": "74717", "6": "74757", "7": "71122",
    "8": "75757", "9": "75717", "A": "25755", "B": "65656", "C": "34443", "D": "65556", "E": "74647", "F": "74644",
}  # fmt: skip


def font_file() -> Path:
    """Returns the font for drawn characters: in KIOSK_FONT_DIR, or where set-up leaves it in the checkout."""
    return _folder() / LOCALES[DEFAULT].regular


def _folder() -> Path:
    folder = os.environ.get("KIOSK_FONT_DIR")
    return Path(folder) if folder else Path(__file__).parents[3] / ".cache" / "fonts"


@lru_cache(maxsize=256)
def draw(character: str, size: int = 1, bold: bool = False) -> "Image":
    """Returns a picture of mode "1", ink is 1: size × 24 dots high and as wide, half as wide for ASCII.

    Raises OSError where the font is missing.
    """
    from PIL import Image, ImageChops

    side = CELL * size
    cell = Image.new("L", (side // 2 if character.isascii() else side, side), 0)
    font = next((font for font in _fonts(side) if _has(font, character)), None)
    if font:
        _write(cell, character, font)
    else:
        log.warning("no font has U+%04X, which is printed as its code point", ord(character))
        cell.paste(_code_box(character).resize(cell.size))
    inked = cell.point([0] * _INK + [255] * (256 - _INK)).convert("1")
    for _ in range(size if bold else 0):  # strokes a dot wider to the right, at each size's scale
        beside = Image.new("1", inked.size)
        beside.paste(inked, (1, 0))
        inked = ImageChops.logical_or(inked, beside)
    return inked


def line(text: str, size: int, bold: bool) -> "Image":
    """Returns the pictures of these characters beside each other."""
    from PIL import Image

    cells = [draw(character, size, bold) for character in text]
    picture = Image.new("1", (max(1, sum(cell.width for cell in cells)), CELL * size))
    left = 0
    for cell in cells:
        picture.paste(cell, (left, 0))
        left += cell.width
    return picture


def _write(cell: "Image", character: str, font: "FreeTypeFont") -> None:
    """Draws the character centred, and narrower where it is wider than its cell."""
    from PIL import Image, ImageDraw

    wide = Image.new("L", (max(cell.width, round(font.getlength(character))), cell.height), 0)
    base = cell.height * (_ASCII_BASELINE if character.isascii() else _BASELINE)
    ImageDraw.Draw(wide).text((wide.width / 2, base), character, fill=255, font=font, anchor="ms")
    cell.paste(wide.resize(cell.size) if wide.width > cell.width else wide)


def columns(picture: "Image") -> bytes:
    """Returns the dots of a picture column by column, top to bottom, eight to a byte: the order of `ESC *`."""
    from PIL.Image import Transpose

    return picture.transpose(Transpose.TRANSPOSE).tobytes()


def _fonts(side: int) -> Iterator["FreeTypeFont"]:
    """Yields the language's own font, then its fallbacks, as far as they are there. Raises OSError where its own is
    missing."""
    yield _font(font_file(), side)
    for family in LOCALES[DEFAULT].fallback_fonts:
        file = _folder() / f"{family}-Regular.ttf"
        if file.exists():
            yield _font(file, side)


@lru_cache(maxsize=8)
def _font(file: Path, side: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(file, side)


def _has(font: "FreeTypeFont", character: str) -> bool:
    return bytes(font.getmask(character)) != bytes(font.getmask("\uffff")) or character.isspace()


def _code_box(character: str) -> "Image":
    """Returns a frame with the code point in it, for a character that no font has: never a false one, never a
    "?"."""
    from PIL import Image, ImageDraw

    box = Image.new("L", (CELL, CELL), 0)
    pen = ImageDraw.Draw(box)
    pen.rectangle((0, 0, CELL - 1, CELL - 1), outline=255)
    for place, digit in enumerate(f"{ord(character):06X}"):
        left, top = 2 + place % 3 * 7, 2 + place // 3 * 11
        for y, bits in enumerate(_DIGITS[digit]):
            for x in range(3):
                if int(bits) >> 2 - x & 1:
                    pen.rectangle((left + 2 * x, top + 2 * y, left + 2 * x + 1, top + 2 * y + 1), fill=255)
    return box
