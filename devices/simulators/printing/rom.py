"""The printer's own characters and pictures, as dots: images of mode "1" in which ink is 1."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from languages.registry import DEFAULT, LOCALES

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

_FONTS = Path(__file__).parents[3] / ".cache" / "fonts"
_INK = 110  # of 255


def decode(code: bytes, code_page: str) -> str:
    """Returns the text as a Chinese printer of the usual sort reads it: GBK in its memory, and no more; single bytes by
    their code page."""
    try:
        return code.decode("gbk" if len(code) == 2 else code_page)
    except UnicodeDecodeError:
        return "□"


@lru_cache(maxsize=2048)
def cell(character: str, width: int, size: tuple[int, int], bold: bool, smooth: bool) -> "Image":
    """Returns a cell of `width` × 24 dots, magnified: dot by dot, or drawn again where smoothing is on."""
    from PIL import Image

    times = max(size) if smooth else 1
    drawn = _draw(character, width * times, 24 * times, bold)
    return drawn.resize((width * size[0], 24 * size[1]), Image.Resampling.NEAREST)


def _draw(character: str, width: int, height: int, bold: bool) -> "Image":
    from PIL import Image, ImageDraw

    font = text_font(height, bold=bold)
    natural = max(round(font.getlength(character)), 1)
    picture = Image.new("L", (max(natural, width), height), 0)
    base = height * (0.8 if character.isascii() else 0.87)
    ImageDraw.Draw(picture).text((picture.width / 2, base), character, fill=255, font=font, anchor="ms")
    if natural > width:
        picture = picture.resize((width, height))
    return picture.point([0] * _INK + [255] * (256 - _INK)).convert("1")


@lru_cache(maxsize=16)
def text_font(height: int, *, bold: bool = False) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(_FONTS / (LOCALES[DEFAULT].bold if bold else LOCALES[DEFAULT].regular), height)


def blank(width: int) -> "Image":
    from PIL import Image

    return Image.new("1", (width, 1))


def columns(data: bytes, tall: int) -> "Image":
    """Returns a column image: `tall` bytes for each column, from top to bottom."""
    from PIL import Image

    picture = Image.new("1", (len(data) // tall, 8 * tall))
    for place, byte in enumerate(data):
        for bit in range(8):
            if byte >> 7 - bit & 1:
                picture.putpixel((place // tall, place % tall * 8 + bit), 1)
    return picture


def rows(data: list[bytes]) -> "Image":
    from PIL import Image

    return Image.frombytes("1", (len(data[0]) * 8, len(data)), b"".join(data))


@lru_cache(maxsize=64)
def qr(data: bytes, module: int, level: int) -> "Image | None":
    """Returns the QR code; None where none holds the data."""
    from PIL import Image
    from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
    from qrcode.exceptions import DataOverflowError
    from qrcode.main import QRCode

    levels = (ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q, ERROR_CORRECT_H)
    code = QRCode(error_correction=levels[level], border=0)
    code.add_data(data, optimize=0)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError):
        return None
    matrix = code.get_matrix()
    picture = Image.new("1", (len(matrix), len(matrix)))
    picture.putdata([1 if dot else 0 for row in matrix for dot in row])
    return picture.resize((len(matrix) * module, len(matrix) * module), Image.Resampling.NEAREST)


def bars(data: bytes, module: int, height: int) -> "Image | None":
    """Returns bars that stand for a code, of as many modules as a bar code of these bytes has; no reader can read
    them."""
    from PIL import Image

    if not data:
        return None
    pattern = [bit for byte in data for bit in (*(byte >> place & 1 for place in range(8)), 1, 0, 0)]
    picture = Image.new("1", (len(pattern), 1))
    picture.putdata(pattern)
    return picture.resize((len(pattern) * module, height), Image.Resampling.NEAREST)


def magnified(picture: "Image", across: int, down: int) -> "Image":
    """Returns each dot that many dots wide and high."""
    from PIL import Image

    if across == down == 1:
        return picture
    return picture.resize((picture.width * across, picture.height * down), Image.Resampling.NEAREST)


def placed(cells: list[tuple[int, "Image"]]) -> "Image":
    """Returns the cells in one line, each from its place, on one base."""
    from PIL import Image

    width, height = max(left + cell.width for left, cell in cells), max(cell.height for _, cell in cells)
    picture = Image.new("1", (width, height))
    for left, cell in cells:
        picture.paste(cell, (left, height - cell.height))
    return picture
