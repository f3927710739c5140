"""Reads the commands of images and codes: bit images, raster, downloaded, stored, bar codes, two-dimensional codes."""

from devices.simulators.printing.command_lengths import BARCODES, SYMBOLS
from devices.simulators.printing.head import Head
from devices.simulators.printing.reading import Reading, take, take_number, take_until


def column_image(head: Head) -> Reading:
    """ESC *."""
    mode = yield
    count = yield from take_number()
    tall = 3 if mode in (32, 33) else 1
    head.column_image((yield from take(count * tall)), tall, wide=mode in (0, 32))


def raster(head: Head) -> Reading:
    """GS v 0."""
    _, mode = yield from take(2)
    across = yield from take_number()
    rows = yield from take_number()
    for _ in range(rows):
        head.raster_row((yield from take(across)))
    head.raster_done((mode & 1) + 1, (mode >> 1 & 1) + 1)


def column_raster(head: Head) -> Reading:
    """GS Q 0: the columns of an image, each of that many bytes."""
    _, mode = yield from take(2)
    across = yield from take_number()
    tall = yield from take_number()
    head.columns((yield from take(across * tall)), tall, (mode & 1) + 1, (mode >> 1 & 1) + 1)


def downloaded_image(head: Head) -> Reading:
    """GS *: defined here, printed by GS /."""
    across, tall = yield from take(2)
    head.stored["download"] = ((yield from take(across * tall * 8)), tall)


def stored_images(head: Head) -> Reading:
    """FS q: all of them at once, printed by FS p."""
    for number in range(1, (yield) + 1):
        across = yield from take_number()
        tall = yield from take_number()
        head.stored[f"image {number}"] = ((yield from take(across * tall * 8)), tall)


def print_stored_image(head: Head) -> Reading:
    """FS p."""
    number, mode = yield from take(2)
    head.print_stored(f"image {number}", (mode & 1) + 1, (mode >> 1 & 1) + 1)


def windows_image(head: Head) -> Reading:
    """GS D: a BMP file, whose head tells how long it is."""
    yield from take(7)
    size = int.from_bytes((yield from take(6))[2:], "little")
    yield from take(max(0, size - 6))


def large_function(head: Head) -> Reading:
    """GS 8 L: as GS ( L, with four bytes for the length."""
    yield
    graphics_function(head, (yield from take((yield from take_number(4)))))


def graphics_function(head: Head, data: bytes) -> None:
    """GS ( L: 112 and 113 put an image into the print buffer, 2 and 50 print it, 67 and 83 store one, 69 and 85 print
    one that is stored; nothing else shows on paper."""
    function = data[1] if len(data) > 1 else 0
    if function in (112, 113) and len(data) >= 10:
        _buffer(head, data[3:], "graphics", columns=function == 113)
    elif function in (2, 50):
        head.print_stored("graphics", head.graphics_scale[0], head.graphics_scale[1], forget=True)
    elif function in (67, 68, 83, 84) and len(data) >= 11:
        key = f"key {data[3:5].hex()}"
        across, down = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
        _store(head, key, data[11:], across, down, columns=function in (68, 84))
    elif function in (69, 85) and len(data) >= 6:
        head.print_stored(f"key {data[2:4].hex()}", data[4], data[5])


def _buffer(head: Head, data: bytes, name: str, *, columns: bool) -> None:
    """`data`: how wide and how high a dot is, the colour, the sizes in dots, the dots."""
    head.graphics_scale = (data[0] if data[0] in (1, 2) else 1, data[1] if data[1] in (1, 2) else 1)
    across, down = int.from_bytes(data[3:5], "little"), int.from_bytes(data[5:7], "little")
    _store(head, name, data[7:], across, down, columns=columns)


def _store(head: Head, name: str, dots: bytes, across: int, down: int, *, columns: bool) -> None:
    if columns:
        head.stored[name] = (dots, (down + 7) // 8)
    else:
        head.stored[name] = (dots, -((across + 7) // 8))


def barcode(head: Head) -> Reading:
    """GS k: up to a zero, or that many bytes."""
    kind = yield
    if kind <= 6:
        data = yield from take_until(0)
        head.print_code(BARCODES[kind], data)
    elif 65 <= kind <= 79:
        data = yield from take((yield))
        head.print_code(BARCODES[kind - 65], data)


def symbol(head: Head, data: bytes) -> None:
    """GS ( k."""
    match data[:2]:
        case b"1C":
            head.qr_size = data[2] if len(data) > 2 and 1 <= data[2] <= 16 else head.qr_size
        case b"1E":
            head.qr_level = data[2] - 48 if len(data) > 2 and 48 <= data[2] <= 51 else head.qr_level
        case b"1P":
            head.qr_data = data[3:]
        case b"1Q":
            head.print_qr()
        case _ if data[1:2] == b"P":
            head.symbols[data[:1]] = data[3:]
        case _ if data[1:2] == b"Q" and data[:1] in SYMBOLS and head.symbols.get(data[:1]):
            head.print_symbol(SYMBOLS[data[:1]], head.symbols[data[:1]])
