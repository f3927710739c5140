"""Reads ESC/POS as a printer does, byte by byte, and works its print head. Knows nothing of the driver."""

from collections.abc import Callable, Generator, Set

from devices.simulators.printing.head import Head

Bytes = Generator[None, int, bytes]
Reading = Generator[None, int, None]

# How many parameter bytes follow a command that this printer takes and that changes nothing it models
_SKIPPED = {
    0x1B: {**dict.fromkeys(b" -GMRt{Vr=", 1), **dict.fromkeys(b"cp$\\", 2)},
    0x1C: {**dict.fromkeys(b"-WC", 1), ord("p"): 2},
    0x1D: {**dict.fromkeys(b"BHhwf", 1), **dict.fromkeys(b"LWP", 2)},
}


def interpret(head: Head, answer: Callable[[bytes], None], knows: Set[str]) -> Reading:
    """A coroutine that is sent one byte after the other. `knows`: "process_ids" where this model answers GS ( H,
    "identifies" where it answers GS I."""
    while True:
        byte = yield
        if byte == 0x0A:
            head.new_line()
        elif byte == 0x10:
            yield from _real_time()
        elif byte == 0x1B:
            yield from _escape(head)
        elif byte == 0x1C:
            yield from _kanji(head)
        elif byte == 0x1D:
            yield from _group(head, answer, knows)
        elif byte >= 0x80 and head.kanji:
            head.character(bytes((byte, (yield))))
        elif byte >= 0x20:
            head.character(bytes((byte,)))


def _take(count: int) -> Bytes:
    taken = bytearray()
    for _ in range(count):
        taken.append((yield))
    return bytes(taken)


def _number() -> Generator[None, int, int]:
    return int.from_bytes((yield from _take(2)), "little")


def _real_time() -> Reading:
    """Obeyed when it came in; here only passed over."""
    kind = yield
    if kind in (0x04, 0x05):
        yield
    elif kind == 0x14:
        function = yield
        yield from _take(7 if function == 8 else 2)


def _escape(head: Head) -> Reading:
    command = yield
    match chr(command):
        case "@":
            head.initialise()
        case "i":
            head.cut(None)
        case "!":
            style = yield
            head.size((style >> 5 & 1) + 1, (style >> 4 & 1) + 1)
            head.bold = bool(style & 8)
        case "E":
            head.bold = bool((yield) & 1)
        case "a":
            head.align = (yield) % 48
        case "d":
            head.feed((yield) * head.spacing)
        case "J":
            head.feed((yield))
        case "3" | "2":
            head.spacing = (yield) if command == ord("3") else 30
        case "*":
            yield from _column_image(head)
        case _:
            yield from _take(_SKIPPED[0x1B].get(command, 0))


def _column_image(head: Head) -> Reading:
    mode = yield
    count = yield from _number()
    tall = 3 if mode in (32, 33) else 1
    data = yield from _take(count * tall)
    head.column_image(data, tall)


def _kanji(head: Head) -> Reading:
    command = yield
    match chr(command):
        case "&":
            head.kanji = True
        case ".":
            head.kanji = False
        case "!":
            style = yield
            head.kanji_size((style >> 2 & 1) + 1, (style >> 3 & 1) + 1)
        case "S":
            head.kanji_space = sum((yield from _take(2)))
        case _:
            yield from _take(_SKIPPED[0x1C].get(command, 0))


def _group(head: Head, answer: Callable[[bytes], None], knows: Set[str]) -> Reading:
    command = yield
    match chr(command):
        case "!":
            size = yield
            head.size((size >> 4 & 7) + 1, (size & 7) + 1)
        case "b":
            head.smooth = bool((yield) & 1)
        case "V":
            mode = yield
            head.cut((yield) if mode >= 65 else None)
        case "r":
            if (yield) in (1, 49):
                answer(bytes((head.paper_sensor(),)))
        case "I" if "identifies" in knows:
            yield from _identify(answer)
        case "a":
            head.automatic_status((yield))
        case "v" | "e":
            yield from (_raster if command == ord("v") else _ejector)(head)
        case "(":
            yield from _function(head, answer, "process_ids" in knows)
        case _:
            yield from _take(_SKIPPED[0x1D].get(command, 0))


def _ejector(head: Head) -> Reading:
    """Of presenters. n=3 has a length, n=32 a length and a time."""
    which = yield
    parameters = yield from _take({3: 1, 32: 2}.get(which, 0))
    head.ejector(which, parameters[0] if parameters else 0)


def _identify(answer: Callable[[bytes], None]) -> Reading:
    which = yield
    texts = {0x41: b"1.00", 0x42: b"SIMULATOR", 0x43: b"SIM-80"}
    if which in texts:
        answer(b"_" + texts[which] + b"\0")
    elif which in (1, 2, 3, 49, 50, 51):
        answer(b"\x03")


def _raster(head: Head) -> Reading:
    yield from _take(2)
    across = yield from _number()
    rows = yield from _number()
    for _ in range(rows):
        head.raster_row((yield from _take(across)))
    head.raster_done()


def _function(head: Head, answer: Callable[[bytes], None], process_ids: bool) -> Reading:
    family = yield
    length = yield from _number()
    data = yield from _take(length)
    if family == ord("k"):
        _qr(head, data)
    elif family == ord("H") and data[:2] == b"00" and length == 6 and process_ids:
        answer(b"7\x22" + data[2:] + b"\0")


def _qr(head: Head, data: bytes) -> None:
    match data[:2]:
        case b"1C":
            head.qr_size = data[2] if len(data) > 2 and 1 <= data[2] <= 16 else head.qr_size
        case b"1E":
            head.qr_level = data[2] - 48 if len(data) > 2 and 48 <= data[2] <= 51 else head.qr_level
        case b"1P":
            head.qr_data = data[3:]
        case b"1Q":
            head.print_qr()
