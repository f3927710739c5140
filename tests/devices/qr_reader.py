"""Reads a QR code from paper, dot by dot and without forgiving anything (ISO/IEC 18004): no module may be torn."""

from collections.abc import Iterator

from PIL import Image
from qrcode import base, util

_FORMAT_MASK = 0x5412
_QUIET = 4


def read_qr(paper: Image.Image) -> str:
    """Returns the text of the one code on white paper, of which ink is 1. Raises ValueError where it is not sharp, or
    its quiet zone is not white."""
    box = paper.getbbox()
    if box is None:
        raise ValueError("no code")
    code = paper.crop(box)
    module = next(x for x in range(code.width) if not code.getpixel((x, 0))) // 7
    _check_quiet(paper, box, module * _QUIET)
    matrix = _modules(code, module)
    version = (len(matrix) - 17) // 4
    bits = _format_bits(matrix) ^ _FORMAT_MASK
    level, mask = bits >> 13, util.mask_func(bits >> 10 & 7)
    places = _data_places(version)
    stream = [matrix[row][column] ^ bool(mask(row, column)) for row, column in places]
    words = [_number(stream[at : at + 8]) for at in range(0, len(stream) - 7, 8)]
    return _text(_in_order(words, version, level), version)


def _check_quiet(paper: Image.Image, box: tuple[int, int, int, int], quiet: int) -> None:
    """Above and below there may be other things on paper: the caller cuts those away."""
    if min(box[0], box[1], paper.width - box[2], paper.height - box[3]) < quiet:
        raise ValueError(f"the quiet zone is narrower than {quiet} dots: {box} of {paper.size}")


def _modules(code: Image.Image, module: int) -> list[list[bool]]:
    count = code.width // module
    if code.size != (count * module, count * module) or (count - 17) % 4:
        raise ValueError(f"{code.size} are no code of modules of {module} dots")
    matrix = []
    for row in range(count):
        cells = [code.crop((c * module, row * module, (c + 1) * module, (row + 1) * module)) for c in range(count)]
        dots = [set(cell.tobytes()) for cell in (cell.convert("L") for cell in cells)]
        if any(len(each) > 1 for each in dots):
            raise ValueError("a module is torn")
        matrix.append([each != {0} for each in dots])
    return matrix


def _format_bits(matrix: list[list[bool]]) -> int:
    places = [(8, 0), (8, 1), (8, 2), (8, 3), (8, 4), (8, 5), (8, 7), (8, 8), (7, 8), (5, 8), (4, 8), (3, 8), (2, 8)]
    return _number([matrix[row][column] for row, column in [*places, (1, 8), (0, 8)]])


def _number(bits: list[bool]) -> int:
    return int("".join("1" if bit else "0" for bit in bits), 2)


def _data_places(version: int) -> list[tuple[int, int]]:
    count = 17 + 4 * version
    taken = set(_function_places(version, count))
    places = []
    upwards = True
    for right in (column if column > 6 else column - 1 for column in range(count - 1, 0, -2)):
        for row in reversed(range(count)) if upwards else range(count):
            places += [(row, column) for column in (right, right - 1) if (row, column) not in taken]
        upwards = not upwards
    return places


def _function_places(version: int, count: int) -> Iterator[tuple[int, int]]:
    """Yields finders with their separators and format, timing, alignment, version."""
    corners = [(range(9), range(9)), (range(9), range(count - 8, count)), (range(count - 8, count), range(9))]
    centres = [(row, column) for row in util.pattern_position(version) for column in util.pattern_position(version)]
    for row, column in centres:
        if (row, column) not in ((6, 6), (6, count - 7), (count - 7, 6)):
            corners.append((range(row - 2, row + 3), range(column - 2, column + 3)))
    if version >= 7:
        corners += [(range(6), range(count - 11, count - 8)), (range(count - 11, count - 8), range(6))]
    for rows, columns in corners:
        yield from ((row, column) for row in rows for column in columns)
    yield from ((6, place) for place in range(count))
    yield from ((place, 6) for place in range(count))


def _in_order(words: list[int], version: int, level: int) -> list[int]:
    """Returns the data words of the blocks that they were dealt out to."""
    sizes = [block.data_count for block in base.rs_blocks(version, level)]
    blocks: list[list[int]] = [[] for _ in sizes]
    source = iter(words)
    for place in range(max(sizes)):
        for block, size in zip(blocks, sizes, strict=True):
            if place < size:
                block.append(next(source))
    return [word for block in blocks for word in block]


def _text(words: list[int], version: int) -> str:
    bits = "".join(f"{word:08b}" for word in words)
    if bits[:4] != "0100":
        raise ValueError("not in bytes")
    start = 12 if version < 10 else 20
    count = int(bits[4:start], 2)
    return bytes(int(bits[at : at + 8], 2) for at in range(start, start + 8 * count, 8)).decode()
