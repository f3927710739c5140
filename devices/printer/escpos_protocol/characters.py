"""The encoding of one character: one byte, two bytes, or a drawing."""

import unicodedata

_SUBSTITUTES = {"¥": "￥", "\t": " ", "\u00a0": " ", "\u2022": "·", "\u2027": "·", "\u30fb": "·"}
_WESTERN = str.maketrans("“”‘’–", "\"\"''-")  # else as wide as a Han character
_FIRST_EAST_ASIAN = "\u2e80"
_UNSEEN = {"Cc", "Cf", "Cs", "Mn", "Me", "Zl", "Zp"}


def clean(text: str) -> str:
    """Returns one line of text that can be seen: no control, format or combining characters, no lone surrogates.

    So no text can ever become a command: GBK's own bytes are never below 0x40, ASCII's printable ones never below 0x20.
    """
    if any(unicodedata.combining(character) for character in text):
        text = unicodedata.normalize("NFC", text)
    if all(character < _FIRST_EAST_ASIAN for character in text):
        text = text.translate(_WESTERN)
    return "".join(_visible(_SUBSTITUTES.get(character, character)) for character in text)


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Zs":
        return character if character in " \u3000" else " "
    return "" if category in _UNSEEN else character


def code(character: str) -> bytes | None:
    """Returns the bytes of a character that every Chinese printer has in its memory, or None: then it must be drawn.

    GB18030's one- and two-byte part, less the code points outside GBK: 䶮 is FE9F in GB18030 but missing in many a
    printer, as are the characters of private use.
    """
    if character.isascii():
        return character.encode("ascii")
    try:
        encoded = character.encode("gbk")
    except UnicodeEncodeError:
        return None
    return encoded if len(encoded) == 2 else None


def width(text: str) -> int:
    """Returns the columns on paper: an ASCII character takes one, any other two."""
    return sum(1 if character.isascii() else 2 for character in text)
