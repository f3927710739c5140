"""Reads ESC/POS as a printer does, byte by byte, and works its print head. Knows nothing of the driver.

Each command of Epson's command reference is obeyed, or passed over by its length where nothing that it changes is
modelled: page mode prints its lines one below the other."""

from collections.abc import Callable, Mapping, Set

from devices.simulators.printing import graphics
from devices.simulators.printing.command_lengths import ESC, FS, GS, PARAMETERS
from devices.simulators.printing.head import Head
from devices.simulators.printing.reading import Reading, take, take_number, take_until

Answer = Callable[[bytes], None]
_CUTS = {0, 1, ord("0"), ord("1")}
_CUTS_AFTER_FEED = {65, 66, 97, 98, 103, 104}
_PREFIXES = {ESC: "ESC", FS: "FS", GS: "GS"}


def interpret(head: Head, answer: Answer, knows: Set[str], unknown: Set[str] = frozenset()) -> Reading:
    """Returns a coroutine that is sent one byte after the other. `knows`: "process_ids" where this model answers GS (
    H, "identifies" where it answers GS I. `unknown`: commands, as "GS ( k", that it prints as text."""
    while True:
        byte = yield
        if not head.selected:
            yield from _meant_for_another(byte, head)
        elif byte in (0x0A, 0x0C):
            head.new_line()
        elif byte == 0x09:
            head.tab()
        elif byte == 0x10:
            yield from _real_time()
        elif byte in _PREFIXES:
            yield from _command(byte, head, answer, knows, unknown)
        elif byte >= 0x80 and head.kanji:
            head.character(bytes((byte, (yield))))
        elif byte >= 0x20:
            head.character(bytes((byte,)))


def _meant_for_another(byte: int, head: Head) -> Reading:
    """Skips the bytes for a display, from ESC = until ESC = again."""
    if byte == ESC and (yield) == ord("="):
        head.select((yield))


def _real_time() -> Reading:
    """Skips a real-time command, which was obeyed when it came in."""
    kind = yield
    if kind == 0x04:
        if (yield) in (7, 8, 18):
            yield
    elif kind == 0x05:
        yield
    elif kind == 0x14:
        yield from take({3: 5, 7: 1, 8: 7}.get((yield), 2))


def _command(prefix: int, head: Head, answer: Answer, knows: Set[str], unknown: Set[str]) -> Reading:
    sign = yield
    name = f"{_PREFIXES[prefix]} {chr(sign)}"
    if name in unknown:
        head.character(bytes((sign,)))
    elif name in _AT_ONCE:
        _AT_ONCE[name](head)
    elif name in _WITH_BYTE:
        _WITH_BYTE[name](head, (yield))
    elif name in _READERS:
        yield from _READERS[name](head)
    elif name in _QUESTIONS and (name != "GS I" or "identifies" in knows):
        yield from _QUESTIONS[name](head, answer)
    elif sign == ord("("):
        yield from _function(_PREFIXES[prefix], head, answer, knows, unknown)
    else:
        yield from take(PARAMETERS[prefix].get(sign, 0))


def _cut(head: Head) -> Reading:
    """GS V."""
    mode = yield
    if mode in _CUTS_AFTER_FEED:
        head.cut((yield))
    elif mode in _CUTS:
        head.cut(None)


def _move(head: Head) -> Reading:
    """ESC $, from the left margin."""
    head.go_to((yield from take_number()))


def _move_on(head: Head) -> Reading:
    """ESC \\, from where the next character stands; to the left where negative."""
    dots = yield from take_number()
    head.go_to(head.at + dots - 0x10000 * (dots >= 0x8000))


def _set_tabs(head: Head) -> Reading:
    """ESC D: up to 32 columns, and a zero."""
    head.tabs = tuple((yield from take_until(0, 33)))


def _set_margin(head: Head) -> Reading:
    """GS L."""
    head.margin = min((yield from take_number()), head.sheet.dots - 1)


def _set_area(head: Head) -> Reading:
    """GS W."""
    head.area_width = yield from take_number()


def _set_kanji_space(head: Head) -> Reading:
    """FS S."""
    head.kanji_space = sum((yield from take(2)))


def _define_characters(_: Head) -> Reading:
    """ESC &: for each code from c1 to c2 its width, then its columns of that many bytes."""
    tall, first, last = yield from take(3)
    for _code in range(first, last + 1):
        yield from take((yield) * tall)


def _user_memory(_: Head) -> Reading:
    """FS g 1 writes that many bytes, FS g 2 reads."""
    function = yield
    yield from take(5)
    count = yield from take_number()
    yield from take(count if function in (1, 49) else 0)


def _count(_: Head) -> Reading:
    """GS C 0, 1, 2, and `;`, which has five numbers in letters."""
    which = yield
    if which == ord(";"):
        for _number in range(5):
            yield from take_until(ord(";"), 6)
    else:
        yield from take({0: 2, 48: 2, 1: 6, 49: 6, 2: 2, 50: 2}.get(which, 0))


def _pulse(head: Head) -> Reading:
    """ESC p: a pin, and the time on and off."""
    yield from take(3)
    head.drawer_pulse()


def _ejector(head: Head) -> Reading:
    """GS e, of presenters. n=3 has a length, n=32 a length and a time."""
    which = yield
    parameters = yield from take({3: 1, 32: 2}.get(which, 0))
    head.ejector(which, parameters[0] if parameters else 0)


_AT_ONCE: Mapping[str, Callable[[Head], None]] = {
    "ESC @": Head.initialise,
    "ESC i": lambda head: head.cut(None),
    "ESC m": lambda head: head.cut(None),
    "ESC 2": lambda head: head.set_spacing(30),
    "FS &": lambda head: head.set_kanji(True),
    "FS .": lambda head: head.set_kanji(False),
}
_WITH_BYTE: Mapping[str, Callable[[Head, int], None]] = {
    "ESC !": Head.set_print_mode,
    "ESC E": lambda head, value: head.set_bold(bool(value & 1)),
    "ESC G": lambda head, value: head.set_bold(bool(value & 1)),
    "ESC a": lambda head, value: head.set_align(value % 48),
    "ESC d": lambda head, value: head.feed(value * head.spacing),
    "ESC J": Head.feed,
    "ESC =": Head.select,
    "ESC 3": Head.set_spacing,
    "ESC t": Head.set_code_page,
    "FS !": lambda head, style: head.kanji_size((style >> 2 & 1) + 1, (style >> 3 & 1) + 1),
    "GS !": lambda head, size: head.size((size >> 4 & 7) + 1, (size & 7) + 1),
    "GS b": lambda head, value: head.set_smooth(bool(value & 1)),
    "GS h": Head.set_code_height,
    "GS w": Head.set_code_module,
    "GS a": lambda head, mask: head.automatic_status(mask),
    "GS /": lambda head, mode: head.print_stored("download", (mode & 1) + 1, (mode >> 1 & 1) + 1),
}
_READERS: Mapping[str, Callable[[Head], Reading]] = {
    "ESC $": _move,
    "ESC \\": _move_on,
    "ESC D": _set_tabs,
    "ESC *": graphics.column_image,
    "ESC &": _define_characters,
    "ESC p": _pulse,
    "FS S": _set_kanji_space,
    "FS p": graphics.print_stored_image,
    "FS q": graphics.stored_images,
    "FS g": _user_memory,
    "GS V": _cut,
    "GS L": _set_margin,
    "GS W": _set_area,
    "GS C": _count,
    "GS e": _ejector,
    "GS v": graphics.raster,
    "GS Q": graphics.column_raster,
    "GS *": graphics.downloaded_image,
    "GS D": graphics.windows_image,
    "GS 8": graphics.large_function,
    "GS k": graphics.barcode,
}


def _tell(head: Head, answer: Answer) -> Reading:
    """GS r: 1 the paper, 2 the drawer."""
    which = yield
    if which in (1, 49):
        answer(bytes((head.paper_sensor(),)))
    elif which in (2, 50):
        answer(b"\0")


def _tell_paper(head: Head, answer: Answer) -> Reading:
    """ESC v."""
    yield from ()
    answer(bytes((head.paper_sensor(),)))


def _tell_drawer(_: Head, answer: Answer) -> Reading:
    """ESC u."""
    yield
    answer(b"\0")


def _identify(_: Head, answer: Answer) -> Reading:
    """GS I."""
    which = yield
    texts = {0x41: b"1.00", 0x42: b"SIMULATOR", 0x43: b"SIM-80"}
    if which in texts:
        answer(b"_" + texts[which] + b"\0")
    elif which in (1, 2, 3, 49, 50, 51):
        answer(b"\x03")


_QUESTIONS: Mapping[str, Callable[[Head, Answer], Reading]] = {
    "ESC u": _tell_drawer,
    "ESC v": _tell_paper,
    "GS r": _tell,
    "GS I": _identify,
}


def _function(prefix: str, head: Head, answer: Answer, knows: Set[str], unknown: Set[str]) -> Reading:
    """ESC (, FS (, GS (: a family, and its parameters by their length."""
    family = yield
    name = f"{prefix} ( {chr(family)}"
    if name in unknown:
        head.character(b"(")
        head.character(bytes((family,)))
        return
    data = yield from take((yield from take_number()))
    if name == "GS ( k":
        graphics.symbol(head, data)
    elif name == "GS ( L":
        graphics.graphics_function(head, data)
    elif name == "GS ( H" and data[:2] == b"00" and len(data) == 6 and "process_ids" in knows:
        answer(b"7\x22" + data[2:] + b"\0")
