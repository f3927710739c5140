"""The text on a resident identity card's chip: 256 bytes UTF-16LE, in one of four layouts told by the character at
byte 248 (space: citizen; J: Hong Kong, Macao, Taiwan resident; I: foreigner, 2017; Y: foreigner, 2023)."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from devices.base import Card, CardKind
from devices.card_reader.nations import NATIONS

TEXT_BYTES = 256
ADDRESS_BYTES = 70
_WITHOUT_FINGERS, _WITH_FINGERS = 4, 6  # bytes of lengths before the text
_SEXES = {"0": "未知", "1": "男", "2": "女", "9": "未说明"}  # GB/T 2261.1
_TYPE_AT = 248
_WITHOUT_END = "长期"


def parse_base_information(payload: bytes) -> bytes:
    """Returns the 256 bytes of text in the answer to "read base information": lengths (2 bytes each, big-endian) of
    text and photo, text, photo; or those of text, photo and fingerprints, text, photo, fingerprints, which some modules
    send unasked. Raises ValueError where the lengths are not those of what came."""
    lengths = [int.from_bytes(payload[at : at + 2], "big") for at in (0, 2, 4)]
    for head, parts in ((_WITHOUT_FINGERS, lengths[:2]), (_WITH_FINGERS, lengths)):
        if lengths[0] == TEXT_BYTES and len(payload) == head + sum(parts):
            return payload[head : head + TEXT_BYTES]
    raise ValueError(f"{len(payload)} bytes came, with a text of {lengths[0]}, a photo of {lengths[1]}")


def parse_card(text: bytes) -> Card | None:
    """Returns the card of these 256 bytes; what cannot be read in it is None. None where the type is unknown and the
    text is laid out like no card we know. Raises ValueError for any other number of bytes."""
    if len(text) != TEXT_BYTES:
        raise ValueError(f"a card's text has {TEXT_BYTES} bytes, not {len(text)}")
    layout = _LAYOUTS.get(_cut(text, _TYPE_AT, 2))
    return layout(text) if layout else _unknown(text)


def parse_address(text: bytes) -> str | None:
    """Returns the newest address (70 bytes)."""
    return _cut(text, 0, ADDRESS_BYTES) or None


def _citizen(text: bytes) -> Card:
    return _like_citizen(text, CardKind.CITIZEN, NATIONS.get(_cut(text, 32, 4)))


def _hk_mo_tw(text: bytes) -> Card:
    return _like_citizen(text, CardKind.HK_MO_TW_RESIDENT, None)


def _like_citizen(text: bytes, kind: CardKind, nation: str | None) -> Card:
    valid_from, valid_to = _validity(text)
    return Card(
        kind,
        name=_cut(text, 0, 30),
        number=_cut(text, 122, 36),
        sex=_SEXES.get(_cut(text, 30, 2)),
        nation=nation,
        birth=_date(_cut(text, 36, 16)),
        address=_cut(text, 52, 70) or None,
        authority=_cut(text, 158, 30) or None,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _foreigner_2017(text: bytes) -> Card:
    valid_from, valid_to = _validity(text)
    return Card(
        CardKind.FOREIGNER_2017,
        name=_cut(text, 0, 120) or _cut(text, 158, 30),
        number=_cut(text, 122, 30),
        sex=_SEXES.get(_cut(text, 120, 2)),
        nation=_cut(text, 152, 6) or None,
        birth=_date(_cut(text, 220, 16)),
        authority=_cut(text, 240, 8) or None,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _foreigner_2023(text: bytes) -> Card:
    """Returns the card of a foreigner of 2023. The English name continues from the first part to the second; a space
    may stand at the seam."""
    valid_from, valid_to = _validity(text)
    return Card(
        CardKind.FOREIGNER_2023,
        name=_strip(_decode(text[52:122]) + _decode(text[220:242])) or _cut(text, 0, 30),
        number=_cut(text, 122, 36),
        sex=_SEXES.get(_cut(text, 30, 2)),
        nation=_cut(text, 242, 6) or None,
        birth=_date(_cut(text, 36, 16)),
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _unknown(text: bytes) -> Card | None:
    """Returns name and number of a card of an unknown type, where these stand as on a citizen's card; else None."""
    name, number = _cut(text, 0, 30), _cut(text, 122, 36)
    if not name or not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return None
    return Card(CardKind.UNKNOWN, name=name, number=number)


_LAYOUTS: dict[str, Callable[[bytes], Card]] = {
    "": _citizen,
    "J": _hk_mo_tw,
    "I": _foreigner_2017,
    "Y": _foreigner_2023,
}


def _decode(piece: bytes) -> str:
    return piece.decode("utf-16-le", errors="replace")


def _strip(text: str) -> str:
    """Returns the text without the padding at its right and without control characters, which no card has in its
    text."""
    return "".join(c for c in text.rstrip(" \0") if unicodedata.category(c) != "Cc")


def _cut(text: bytes, start: int, length: int) -> str:
    return _strip(_decode(text[start : start + length]))


def _date(text: str) -> date | None:
    """Returns a date written yyyymmdd, or None."""
    if not re.fullmatch(r"[0-9]{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _validity(text: bytes) -> tuple[date | None, date | None]:
    """Returns the dates from and to, in the same place on all cards. `to` None means without end, so where it cannot be
    read, both are None."""
    valid_to = _cut(text, 204, 16)
    if valid_to == _WITHOUT_END:
        return _date(_cut(text, 188, 16)), None
    last = _date(valid_to)
    return (_date(_cut(text, 188, 16)) if last else None), last
