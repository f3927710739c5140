"""A document as images alone, for a printer that has neither Chinese characters nor QR codes of its own."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from devices.documents import Align, Block, Document, Feed, Line, Pair, Qr, Rule
from devices.printer.escpos_protocol import commands, glyphs
from devices.printer.escpos_protocol.characters import clean
from devices.printer.escpos_protocol.wrapping import side_by_side, wrap

if TYPE_CHECKING:
    from PIL.Image import Image

_SPACING = 8  # dots between two lines
_DOTS_PER_MM = 8
_QUIET = 4  # modules on either side of a QR code


def drawn(document: Document, dots: int, columns: int) -> Iterator[bytes]:
    """Yields the document as images. Raises ValueError for what cannot be printed, OSError where the font is
    missing."""
    for block in document.blocks:
        if isinstance(block, Qr):
            yield commands.FEED_DOTS + bytes((2 * _SPACING,))
        for picture in _pictures(block, dots, columns):
            yield from commands.rasters(picture.tobytes(), (picture.width + 7) // 8)
            yield commands.FEED_DOTS + bytes((_SPACING,))
        if isinstance(block, Feed):
            yield (commands.FEED_DOTS + bytes((glyphs.CELL + _SPACING,))) * min(max(block.lines, 0), 40)


def drawn_qr(code: Qr, dots: int) -> Iterator[bytes]:
    """Yields a QR code alone, in the middle of paper `dots` dots wide, with its quiet zone. Raises ValueError for
    what no code holds."""
    picture, module = _qr(code, dots)
    quiet = commands.FEED_DOTS + bytes((min(255, _QUIET * module),))
    yield commands.style(1, False, False) + quiet
    whole = _across(picture, dots, centred=True)
    yield from commands.rasters(whole.tobytes(), (whole.width + 7) // 8)
    yield quiet


def _pictures(block: Block, dots: int, columns: int) -> Iterator["Image"]:
    match block:
        case Line():
            size = min(max(block.size, 1), 8)
            for text in wrap(block.text, columns // size):
                yield _across(glyphs.line(text, size, block.bold), dots, block.align is Align.CENTER)
        case Pair():
            for text in side_by_side(block.label, block.value, columns):
                yield glyphs.line(text, 1, False)
        case Rule():
            yield glyphs.line("─" * (columns // 2), 1, False)
        case Qr():
            yield _across(_qr(block, dots)[0], dots, centred=True)


def _across(picture: "Image", dots: int, centred: bool) -> "Image":
    """Returns the image in its place from the left; what is white to the right of it is not sent."""
    from PIL import Image

    if not centred:
        return picture
    left = (dots - picture.width) // 2
    whole = Image.new("1", (left + picture.width, picture.height))
    whole.paste(picture, (left, 0))
    return whole


def _qr(qr: Qr, dots: int) -> tuple["Image", int]:
    """Returns the code without its quiet zone, and the dots of a module."""
    from PIL import Image
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.exceptions import DataOverflowError
    from qrcode.main import QRCode

    data = clean(qr.data).encode()
    if not data:
        raise ValueError("no QR code holds 0 bytes")
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(data, optimize=0)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError):
        raise ValueError(f"no QR code holds {len(data)} bytes") from None
    matrix = code.get_matrix()
    module = min(max(round(qr.module_mm * _DOTS_PER_MM), 1), dots // (len(matrix) + 2 * _QUIET))
    picture = Image.new("1", (len(matrix), len(matrix)))
    picture.putdata([1 if dot else 0 for row in matrix for dot in row])
    return picture.resize((len(matrix) * module, len(matrix) * module), Image.Resampling.NEAREST), module
