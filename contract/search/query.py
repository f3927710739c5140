"""A query in parts: what is typed, without what says nothing of the matter, as characters, words and letters."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contract.search.spelling import is_han

_STOP_WORDS = tomllib.loads(Path(__file__).with_name("stop_words.toml").read_text("utf-8"))
_PHRASES = sorted(_STOP_WORDS["phrases"], key=len, reverse=True)  # 怎么办 before 怎么
_WEAK = frozenset(_STOP_WORDS["characters"])
_LETTERS: tuple[str, ...] = tuple(_STOP_WORDS["letters"])
_ENGLISH = frozenset(_STOP_WORDS["words"])
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Query:
    """`characters`: what is written in Chinese, in runs; `words`: what is written in Latin letters."""

    characters: tuple[str, ...]
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.characters or self.words)


def parse_query(typed: str) -> Query:
    """Returns the query without stop words, unless nothing else is left."""
    text = normalise(typed)
    without = text
    for phrase in _PHRASES:
        without = without.replace(phrase, " ")
    return _parted(without) or _parted(text)


def _parted(text: str) -> Query:
    runs = re.findall(r"[^\W\d_a-z]+|[a-z0-9]+", text)
    chinese = tuple(run for run in runs if is_han(run[0]))
    return Query(chinese, tuple(run for run in runs if not is_han(run[0])))


def normalise(text: str) -> str:
    """Returns full-width and capital letters as plain ones."""
    return unicodedata.normalize("NFKC", text).lower()


def strip_stop_letters(letters: str) -> str:
    """Returns letters without 申请, 怎么, … at either end, spelt or as initials."""
    for stop in _LETTERS:
        if letters.endswith(stop) and len(letters) > len(stop) + 1:
            return letters.removesuffix(stop)
        if letters.startswith(stop) and len(letters) > len(stop) + 1:
            return letters.removeprefix(stop)
    return letters


def list_units(run: str) -> Iterator[str]:
    """Yields the characters and pairs of characters of a Chinese run; a weak character counts in a pair alone."""
    yield from (character for character in run if character not in _WEAK)
    yield from (run[at : at + 2] for at in range(len(run) - 1))


def list_words(text: str) -> Iterator[str]:
    """Yields the English words, in the singular, without those that say nothing."""
    for word in _WORD.findall(normalise(text)):
        if word not in _ENGLISH:
            yield singular(word)


def singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
