"""A list of short texts with control characters, as it is typed on the keyboard on the screen: `CR+LF CR LF`.

Texts are parted by spaces, the pieces of one by `+`: the name of a control character, `0x1D` for any, or what it says.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

PATTERN = "[ -~]+"
_NAMES = {
    "NUL": "\x00", "STX": "\x02", "ETX": "\x03", "EOT": "\x04", "TAB": "\t", "LF": "\n", "CR": "\r", "ESC": "\x1b",
    "GS": "\x1d", "RS": "\x1e", "SP": " ",
}  # fmt: skip
_CALLED = {character: name for name, character in _NAMES.items()}
_BY_NUMBER = re.compile("0x([0-9A-Fa-f]{2})")


def render(marks: Sequence[str]) -> str:
    """Returns ASCII texts as they are typed."""
    return " ".join("+".join(_pieces(mark)) for mark in marks)


def read(text: str) -> list[str]:
    return ["".join(_parse_piece(piece) for piece in mark.split("+")) for mark in text.split()]


def _pieces(mark: str) -> Iterator[str]:
    for plain, run in groupby(mark, lambda character: "!" <= character <= "~" and character != "+"):
        characters = list(run)
        piece = "".join(characters)
        if plain and _parse_piece(piece) == piece:
            yield piece
        else:
            yield from (_CALLED.get(character, f"0x{ord(character):02X}") for character in characters)


def _parse_piece(piece: str) -> str:
    if number := _BY_NUMBER.fullmatch(piece):
        return chr(int(number[1], 16))
    return _NAMES.get(piece.upper(), piece)
