"""A document into a job: the bytes for one kind of printer, in pieces that each hold whole commands."""

from collections.abc import Iterator
from dataclasses import dataclass

from devices.documents import Align, Block, Document, Feed, Line, Pair, Qr, QrWay, Rule
from devices.printer.escpos_protocol import commands
from devices.printer.escpos_protocol.characters import clean, code
from devices.printer.escpos_protocol.wrapping import side_by_side, wrap

_COLUMN = 12  # dots
_DOTS_PER_MM = 8
# Bytes that a QR code of versions 1 to 25 holds at level M (ISO/IEC 18004, table 7)
_QR_BYTES = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412,
             450, 504, 560, 624, 666, 711, 779, 857, 911, 997)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperFormat:
    """576 dots across are paper 80 mm wide, 384 are 58 mm. A printer without a cutter feeds to the tear bar; one that
    cuts from side to side has a presenter. `drawn`: it has neither Chinese nor QR codes of its own; `qr`: how it prints
    these. `initialise`: what a job begins with, of commands that it knows."""

    dots: int = 576
    cutter: bool = True
    whole_cut: bool = False
    drawn: bool = False
    qr: QrWay = QrWay.NATIVE
    initialise: bytes = commands.INITIALISE

    @property
    def columns(self) -> int:
        return self.dots // _COLUMN

    @property
    def end(self) -> bytes:
        """Returns the bytes that end a job."""
        if not self.cutter:
            return commands.TEAR_OFF
        return commands.CUT_WHOLE if self.whole_cut else commands.CUT


def build(document: Document, paper: PaperFormat) -> list[bytes]:
    """Returns the whole job. Raises ValueError for what cannot be printed, OSError where a font is needed and
    missing."""
    if paper.drawn:
        from devices.printer.escpos_protocol.drawing import drawn

        return [commands.RESET, *drawn(document, paper.dots, paper.columns), paper.end]
    pieces = [paper.initialise]
    for block in document.blocks:
        pieces += _block(block, paper)
    return [*pieces, paper.end]


def _block(block: Block, paper: PaperFormat) -> Iterator[bytes]:
    match block:
        case Line():
            yield from _line(block, paper)
        case Pair():
            for text in side_by_side(block.label, block.value, paper.columns):
                yield _plain(text)
        case Rule():
            yield _plain("─" * (paper.columns // 2))
        case Qr() if (block.way or paper.qr) is QrWay.DRAWN:
            from devices.printer.escpos_protocol.drawing import drawn_qr

            yield from drawn_qr(block, paper.dots)
        case Qr():
            yield commands.style(1, False, True) + commands.FEED_DOTS + b"\x10" + _qr(block, paper)
        case Feed():
            yield commands.style(1, False, False) + b"\n" * min(max(block.lines, 0), 40)


def _line(line: Line, paper: PaperFormat) -> Iterator[bytes]:
    size = min(max(line.size, 1), 8)
    style = commands.style(size, line.bold, line.align is Align.CENTER)
    for text in wrap(line.text, paper.columns // size):
        if size > 1 and any(code(character) is None for character in text):
            yield style
            yield from _drawn(text, size, line.bold)
        else:
            yield style + _inline(text, line.bold) + b"\n"


def _plain(text: str) -> bytes:
    return commands.style(1, False, False) + _inline(text, False) + b"\n"


def _inline(text: str, bold: bool) -> bytes:
    """Returns the text as bytes; each character that the printer lacks as an image of its own within the line."""
    return b"".join(code(character) or _drawn_cell(character, bold) for character in text)


def _drawn_cell(character: str, bold: bool) -> bytes:
    from devices.printer.escpos_protocol import glyphs

    return commands.inline_image(glyphs.columns(glyphs.draw(character, 1, bold)))


def _drawn(text: str, size: int, bold: bool) -> Iterator[bytes]:
    """Yields a line of large text as an image: an inline one is 24 dots high whatever the size of the text."""
    from devices.printer.escpos_protocol import glyphs

    picture = glyphs.line(text, size, bold)
    yield from commands.rasters(picture.tobytes(), (picture.width + 7) // 8)
    yield commands.FEED_DOTS + b"\x08"


def _qr(qr: Qr, paper: PaperFormat) -> bytes:
    data = clean(qr.data).encode()
    version = next((version for version, room in enumerate(_QR_BYTES, 1) if len(data) <= room), None)
    if version is None or not data:
        raise ValueError(f"no QR code holds {len(data)} bytes")
    most = paper.dots // (17 + 4 * version + 8)  # with a quiet zone of four modules on either side
    return commands.qr(data, min(max(round(qr.module_mm * _DOTS_PER_MM), 1), most, 16)) + b"\n"


def windows(pieces: list[bytes], size: int) -> Iterator[bytes]:
    """Yields the pieces together in portions of at most `size` bytes (more only where one piece alone is longer)."""
    portion = b""
    for piece in pieces:
        if portion and len(portion) + len(piece) > size:
            yield portion
            portion = b""
        portion += piece
    if portion:
        yield portion
