"""Which characters an answer may hold: all that people write with, rare Han too, and none that only looks like it."""

import re
import unicodedata
from enum import StrEnum

# The supplementary and tertiary ideographic planes: Han only, and Unicode adds to them faster than Python does.
_HAN_PLANES = range(0x20000, 0x40000)
_PICTURES = (
    range(0x2300, 0x2400),  # clocks, keys
    range(0x2600, 0x27C0),  # miscellaneous symbols, dingbats
    range(0x2B00, 0x2C00),  # arrows and stars
    range(0xFE00, 0xFE10),  # variation selectors, which turn signs into emoji
    range(0x1F000, 0x1FC00),  # pictographs
)
_PLAIN = re.compile("[ -~\u4e00-\u9fff]*")  # what nearly every answer consists of: looked at in one go
_KEYCAP = 0x20E3
_REPLACEMENT = 0xFFFD  # stands for bytes that could not be decoded


class CharacterProblem(StrEnum):
    CONTROL = "control"  # not visible: controls, format characters such as those that turn the direction of writing
    EMOJI = "emoji"
    UNKNOWN = "unknown_character"  # private use, surrogates, not assigned, what stands for bytes that are none


_PROBLEMS = {
    "Cc": CharacterProblem.CONTROL,
    "Cf": CharacterProblem.CONTROL,
    "Zl": CharacterProblem.CONTROL,
    "Zp": CharacterProblem.CONTROL,
    "Cs": CharacterProblem.UNKNOWN,
    "Cn": CharacterProblem.UNKNOWN,
    "Co": CharacterProblem.UNKNOWN,
}


def character_problem(text: str, *, newlines: bool = False, private_use: bool = False) -> CharacterProblem | None:
    """Returns the first thing wrong with the characters. `private_use`: cards hold rare ones as private use."""
    if _PLAIN.fullmatch(text):
        return None
    for character in text:
        problem = _problem_of(character, newlines, private_use)
        if problem is not None:
            return problem
    return None


def _problem_of(character: str, newlines: bool, private_use: bool) -> CharacterProblem | None:
    point = ord(character)
    if newlines and character == "\n":
        return None
    if point == _KEYCAP or any(point in pictures for pictures in _PICTURES):
        return CharacterProblem.EMOJI
    if point == _REPLACEMENT:
        return CharacterProblem.UNKNOWN
    if point in _HAN_PLANES:
        return CharacterProblem.UNKNOWN if point & 0xFFFE == 0xFFFE else None
    if private_use and 0xE000 <= point <= 0xF8FF:
        return None
    return _PROBLEMS.get(unicodedata.category(character))
