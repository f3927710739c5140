"""ESC/POS commands as bytes (Epson's ESC/POS Application Programming Guide; the names in brackets are Epson's)."""

from collections.abc import Iterator

INITIALISE_PLAIN = b"\x1b@\x1c&"  # ESC @; Kanji mode on (FS &)
# The same; no space around Han characters (FS S), smooth edges of large ones (GS b)
INITIALISE = INITIALISE_PLAIN + b"\x1cS\0\0\x1db\x01"
FEED_DOTS = b"\x1bJ"  # ESC J n
CUT = b"\x1dVB\x18"  # GS V 66 24: feed to the cutter and 3 mm further, cut
CUT_WHOLE = b"\x1bJ\x68\x1bi"  # ESC J 104, ESC i: the same feed, a cut from side to side
TEAR_OFF = b"\x1bd\x05"  # ESC d 5: feed to the tear bar
ANSWER_BEHIND = b"\x1dr\x01"  # GS r 1: queued; answered when all before it has been dealt with
QUERIES = b"".join(bytes((0x10, 0x04, n)) for n in (1, 2, 3, 4))  # DLE EOT n
FULL_STATUS = b"\x10\x04\x14"  # DLE EOT 20, of presenters; answered by 10 0F and four bytes
IDENTITY = tuple(b"\x1dI" + bytes((n,)) for n in (0x42, 0x43, 0x41))  # GS I: maker, model, version; each `5F … 00`
VERSION = b"\x1dI\x03"  # GS I 3, of presenters: four characters
EXIT_SLOT = b"\x1de\x06"  # GS e 6, of presenters: queued; answered by one byte of the ejector
CLEAR_ALL = bytes.fromhex("10 14 08 01 03 14 01 06 02 08")  # DLE DC4 8; answered by 37 25 00
CLEAR_BUFFERS = b"\x10\x05\x02"  # DLE ENQ 2: recover from an error, both buffers cleared
PULSE = b"\x1bp\0\x64\x64"  # ESC p 0 100 100: the drawer's first pin, 200 ms on, 200 ms off
RESET = b"\x1b@"  # ESC @

_BAND = 1536  # bytes of an image in one command
_REAL_TIME = (0x04, 0x05, 0x14)  # what makes a command of a DLE that stands before it


def answer_when_printed(process: bytes) -> bytes:
    """GS ( H 48: the printer sends `37 22 process 00` when all before it is on paper. `process`: 4 bytes of 20–7E."""
    return b"\x1d(H\x06\x0000" + process


def present(steps: int) -> bytes:
    """GS e 3 m: bring the ticket out of a presenter's exit slot."""
    return b"\x1de\x03" + bytes((steps,))


def style(size: int, bold: bool, centred: bool) -> bytes:
    """Returns the commands for size of Han (FS !) and of all (GS !, which counts where a printer knows both), bold,
    line height, place."""
    magnified = (size - 1) * 0x11
    return bytes((0x1C, 0x21, 0x0C if size > 1 else 0, 0x1D, 0x21, magnified)) + bytes(
        (0x1B, 0x45, bold, 0x1B, 0x33, min(255, 24 * size + 8), 0x1B, 0x61, centred)
    )


def inline_image(columns: bytes) -> bytes:
    """ESC * 33: 24 dots high, three bytes a column; it stands in a line of text like a character."""
    return b"\x1b*\x21" + (len(columns) // 3).to_bytes(2, "little") + harmless(columns)


def raster(rows: bytes, width: int) -> bytes:
    """GS v 0: rows of `width` bytes."""
    return b"\x1dv0\0" + width.to_bytes(2, "little") + (len(rows) // width).to_bytes(2, "little") + harmless(rows)


def rasters(rows: bytes, width: int) -> Iterator[bytes]:
    """Yields an image in bands that each are a command of their own."""
    step = _BAND // width * width
    for start in range(0, len(rows), step):
        yield raster(rows[start : start + step], width)


def qr(data: bytes, module_dots: int) -> bytes:
    """GS ( k: model 2, correction level M."""
    store = b"1P0" + data
    parts = (b"1A2\0", b"1C" + bytes((module_dots,)), b"1E1", store, b"1Q0")
    return b"".join(b"\x1d(k" + len(part).to_bytes(2, "little") + part for part in parts)


def harmless(dots: bytes) -> bytes:
    """Returns the data without accidental real-time commands, which a printer obeys even inside an image; this costs a
    dot."""
    if not any(bytes((0x10, after)) in dots for after in _REAL_TIME):
        return dots
    followers = (*dots[1:], 0)
    return bytes(
        dot | 0x20 if dot == 0x10 and after in _REAL_TIME else dot for dot, after in zip(dots, followers, strict=True)
    )
