"""Captures of a card reader without the card: whatever the module said of a card is overwritten, and its frames stay
whole, so that a replay reads a made-up person's card."""

from collections.abc import Iterator

from devices.captures import Capture, Passage
from devices.card_reader.frames import PREAMBLE, check_byte
from devices.card_reader.resident_card import ADDRESS_BYTES, TEXT_BYTES
from devices.transports.framing import Framing, Pipes, ReportCoder, Reports

_MODULE_ID_BYTES = 16  # the one answer with data that is not a card's
_FIELDS = ((0, "样本"), (30, "1"), (32, "01"), (36, "19900101"), (52, "某地"), (122, "110101199001011237"))
_DATES = ((158, "某局"), (188, "20200101"), (204, "20400101"))

Place = tuple[int, int]
"""The index of a passage and of a byte in it."""


def mask_capture(capture: Capture, framing: Framing | None) -> Capture:
    """Returns the capture with a made-up card. Raises ValueError where the bytes from the device are not all framed so:
    what cannot be read cannot be masked."""
    datas = [bytearray(passage.data) for passage in capture.passages]
    places = list(_places(capture.passages, framing))
    stream = bytes(datas[at][byte] for at, byte in places)
    for place, new in _masked(stream):
        at, byte = places[place]
        datas[at][byte] = new
    masked = [
        Passage(passage.time, passage.to_device, passage.endpoint, bytes(data))
        for passage, data in zip(capture.passages, datas, strict=True)
    ]
    return capture.with_passages(masked).with_notes(masked="yes")


def _places(passages: tuple[Passage, ...], framing: Framing | None) -> Iterator[Place]:
    """Yields the bytes from the device that belong to its stream, in order."""
    coder = ReportCoder(framing) if isinstance(framing, Reports) else None
    ends = {framing.header_in, framing.body_in} if isinstance(framing, Pipes) else None
    for at, passage in enumerate(passages):
        if passage.to_device:
            if coder:
                coder.reset()
            continue
        if ends is not None and passage.endpoint not in ends:
            raise ValueError("what came from another endpoint cannot be masked")
        inside = coder.locate(passage.data) if coder else slice(0, len(passage.data))
        yield from ((at, byte) for byte in range(inside.start, inside.stop))


def _masked(stream: bytes) -> Iterator[tuple[int, int]]:
    """Yields the places of bytes in the stream and what is to stand there."""
    place = 0
    while place < len(stream):
        length = int.from_bytes(stream[place + 5 : place + 7], "big")
        frame = stream[place : place + 7 + length]
        if not frame.startswith(PREAMBLE) or len(frame) < 7 + length or length < 4 or check_byte(frame[5:]):
            raise ValueError("not all that came is whole frames of a SAM-V module: it cannot be masked")
        if len(frame) - 11 != _MODULE_ID_BYTES:
            yield from enumerate(_mask_frame(frame), start=place)
        place += len(frame)


def _mask_frame(frame: bytes) -> bytes:
    head, data = frame[:10], frame[10:-1]
    body = head[5:] + _mask_data(data)
    return head[:5] + body + bytes((check_byte(body),))


def _mask_data(data: bytes) -> bytes:
    if len(data) == ADDRESS_BYTES:
        return "某地".ljust(ADDRESS_BYTES // 2).encode("utf-16-le")
    head = _head_bytes(data)
    return data[:head] + _made_up_text() + bytes(len(data) - head - TEXT_BYTES) if head else bytes(len(data))


def _head_bytes(data: bytes) -> int:
    """Returns the number of bytes of the lengths before a card's text, without or with fingerprints; 0 for other
    data."""
    lengths = [int.from_bytes(data[at : at + 2], "big") for at in (0, 2, 4)]
    if lengths[0] != TEXT_BYTES:
        return 0
    heads = {4 + sum(lengths[:2]): 4, 6 + sum(lengths): 6}
    return heads.get(len(data), 0)


def _made_up_text() -> bytes:
    text = bytearray(" ".encode("utf-16-le") * (TEXT_BYTES // 2))
    for place, word in (*_FIELDS, *_DATES):
        encoded = word.encode("utf-16-le")
        text[place : place + len(encoded)] = encoded
    return bytes(text)
