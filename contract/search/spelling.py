"""Pinyin of characters, by a table of their commonest readings."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("pinyin.txt")
_ACCENTS = tuple(pair.split(">") for pair in ["zh>z", "ch>c", "sh>s", "ang>an", "eng>en", "ing>in"])


@cache
def _syllables() -> dict[str, str]:
    lines = (line.split() for line in _TABLE.read_text("utf-8").splitlines())
    return {character: syllable for syllable, characters in lines for character in characters}


def spell(text: str) -> tuple[str, ...]:
    """Returns the syllables of the text's Chinese characters; none where one of them is not in the table."""
    characters = [character for character in text if is_han(character)]
    syllables = [_syllables().get(character, "") for character in characters]
    return tuple(syllables) if all(syllables) else ()


def is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


def fold(letters: str) -> str:
    """Returns the letters with what many speakers do not tell apart made the same: zh and z, ang and an."""
    for spoken, typed in _ACCENTS:
        letters = letters.replace(spoken, typed)
    return letters


def list_starts(syllables: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Returns the syllables from each on."""
    whole = tuple(syllables)
    return (whole[at:] for at in range(len(whole)))
