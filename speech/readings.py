"""Chinese as espeak-ng reads it: in pinyin with tones; what is written in Latin letters stays beside it."""

import re
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).with_name("pinyin.txt")  # written by tools/tone_table.py
_HAN = re.compile("[\u4e00-\u9fff]+")
_PAUSES = str.maketrans("，、。；：？！“”‘’（）《》【】…—·", ",,.;:?!" + " " * 13)
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*")


def read_out(text: str) -> str:
    """Returns 请您 as `qing3 nin2`; digits stay."""
    return " ".join(_HAN.sub(lambda han: f" {' '.join(_syllables(han[0]))} ", text).translate(_PAUSES).split())


def part_by_script(text: str) -> list[tuple[str, bool]]:
    """Returns the text in parts, each with whether it is Latin: another voice speaks that."""
    parts, at = list[tuple[str, bool]](), 0
    for latin in _LATIN.finditer(text):
        parts += [(text[at : latin.start()], False), (latin[0], True)]
        at = latin.end()
    return [(part, is_latin) for part, is_latin in [*parts, (text[at:], False)] if re.search(r"\w", part)]


def _syllables(han: str) -> list[str]:
    characters, words = _readings()
    syllables, at = list[str](), 0
    while at < len(han):
        word = words.get(han[at : at + 2])
        syllables += word.split() if word else [characters.get(han[at], "")]
        at += 2 if word else 1
    return syllables


@lru_cache(maxsize=1)
def _readings() -> tuple[dict[str, str], dict[str, str]]:
    """Returns the readings of single characters, and of words of two."""
    single, words = _TABLE.read_text("utf-8").split("\n\n")
    rows = (line.split() for line in single.splitlines())
    characters = {character: syllable for syllable, of_it in rows for character in of_it}
    return characters, dict(line.split(" ", 1) for line in words.splitlines())
