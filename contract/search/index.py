"""The index: entries in, ranked keys out."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from contract.search.bm25 import Bm25
from contract.search.letters import LetterIndex, distance_within
from contract.search.query import (
    Query,
    list_units,
    list_words,
    normalise,
    parse_query,
    strip_stop_letters,
)
from contract.search.spelling import is_han, spell

_NAME, _WORD = 1.5, 1.0  # how much a unit of a name counts, and one of an everyday word
_WHOLE = 1.0  # a name or word that is all of the query counts that much more, in parts of the best score
_LEAST = 0.2  # the part of a query that an entry has at least
_LEAST_APART = 0.5  # the same for one that has single characters of it alone
_TAIL = 0.25  # what scores less than this part of the best is left out
_HOMOPHONES = 0.6  # spelt by its sound, a query counts that much
_GUESSED = 0.7  # an English word that was mistyped or is unfinished
_UNLIKELY = 0.4  # what may be English counts that much as pinyin, for who types English
_LONGEST_SPELT = 16  # characters: a sentence is not typed by its sound
_FEWEST_LETTERS = 3  # of a word that is taken for another


@dataclass(frozen=True, slots=True)
class Searchable:
    """Something that can be found. `names` and `words` are in any language; `spellings` hold pinyin by syllable where
    it is known better than the characters tell. `rank`: among equals, and by how much it is put back (1: not at all).
    """

    key: str
    names: tuple[str, ...]
    words: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    rank: float = 1.0


class SearchIndex:
    """Built once for a catalogue, and then only read."""

    def __init__(self, entries: Iterable[Searchable]) -> None:
        self.entries = tuple(entries)
        self._chinese = Bm25(_units(entry, _list_chinese_units) for entry in self.entries)
        self._english = Bm25(_units(entry, list_words) for entry in self.entries)
        self._english_words = sorted(self._english.units)
        self._letters = LetterIndex(
            (at, syllables) for at, entry in enumerate(self.entries) for syllables in _list_spellings(entry)
        )
        self._whole: dict[str, list[int]] = defaultdict(list)
        for at, entry in enumerate(self.entries):
            for phrase in {_plain(phrase) for phrase in (*entry.names, *entry.words)}:
                self._whole[phrase].append(at)

    def search(self, typed: str, *, in_letters: bool = False) -> list[str]:
        """Returns the keys of what fits, the best first; nothing for an empty query. `in_letters`: who types reads a
        language that is written in letters, so that what may be a word of it hardly is pinyin."""
        query = parse_query(typed)
        scores = self._scores(query, _UNLIKELY if in_letters else 1.0)
        for at in self._whole.get(_plain(typed), ()) or self._whole.get("".join(query.characters), ()):
            scores[at] = scores.get(at, 0.0) + _WHOLE
        ranked = {at: score * self.entries[at].rank for at, score in scores.items()}
        least = _TAIL * max(ranked.values(), default=0.0)
        order = sorted(ranked, key=lambda at: (-ranked[at], at))
        return [self.entries[at].key for at in order if ranked[at] >= least]

    def _scores(self, query: Query, pinyin: float) -> dict[int, float]:
        """Returns by entry a score of 0 to about 1 for each script of the query, added. `pinyin`: how much counts what
        is that."""
        by_characters = self._by_characters(query.characters)
        by_letters = self._by_letters(query.words, pinyin)
        if by_characters or by_letters:
            return _added(by_characters, by_letters)
        return self._by_sound(query.characters)

    def _by_characters(self, runs: Iterable[str]) -> dict[int, float]:
        units = [*chain.from_iterable(map(list_units, runs))]
        scores, covered = self._chinese.score(units)
        together, _ = self._chinese.score(unit for unit in units if len(unit) > 1)
        fit = {at for at, part in covered.items() if part >= (_LEAST if at in together else _LEAST_APART)}
        return _share({at: scores[at] for at in fit}, covered)

    def _by_sound(self, runs: Iterable[str]) -> dict[int, float]:
        """Returns scores for characters that sound like the right ones."""
        spelt = [spell(run) for run in runs if len(run) > 1]
        letters = "".join(chain.from_iterable(spelt))
        scores = self._letters.score(letters) or self._letters.score_alike(letters)
        return {at: _HOMOPHONES * score for at, score in scores.items()}

    def _by_letters(self, words: tuple[str, ...], pinyin: float) -> dict[int, float]:
        """Returns scores as pinyin and as English; only what is neither can have been mistyped."""
        letters = "".join(words)
        if not letters:
            return {}
        stripped = strip_stop_letters(letters)
        as_pinyin = self._letters.score(letters)
        if not as_pinyin and stripped != letters:
            as_pinyin = self._letters.score(stripped)
        as_english = self._by_english(words, self._find_begun)
        if as_pinyin or as_english:
            weight = pinyin if as_english else 1.0
            return _added({at: weight * score for at, score in as_pinyin.items()}, as_english)
        return _added(self._letters.score_mistaken(letters), self._by_english(words, self._find_near))

    def _by_english(self, words: Iterable[str], find: Callable[[str], list[str]]) -> dict[int, float]:
        """Returns scores as English. `find`: the words to take for one that is not there."""
        typed = [*chain.from_iterable(map(list_words, words))]
        whole = [word for word in typed if word in self._english]
        unsure = [find(word) or [word] for word in typed if word not in self._english]
        scores, covered = self._english.score(whole, unsure)
        part = 1.0 if whole else _GUESSED
        shared = _share({at: score for at, score in scores.items() if whole or covered[at]}, covered)
        return {at: part * score for at, score in shared.items()}

    def _find_begun(self, word: str) -> list[str]:
        """Returns the words that begin with the typed letters, an "e" at their end aside: house, housing."""
        if len(word) < _FEWEST_LETTERS:
            return []
        return self._list_beginning(word) or self._list_beginning(word.removesuffix("e"))

    def _list_beginning(self, word: str) -> list[str]:
        first = bisect_left(self._english_words, word)
        last = bisect_left(self._english_words, word + "\x7f")
        return self._english_words[first:last]

    def _find_near(self, word: str) -> list[str]:
        """Returns the words that a mistyped one is nearest to."""
        bound = 1 if len(word) < 8 else 2
        alike = [each for each in self._english_words if each[0] == word[:1] and abs(len(each) - len(word)) <= bound]
        return [each for each in alike if len(each) > _FEWEST_LETTERS and distance_within(word, each) <= bound]


def _added(*parts: Mapping[int, float]) -> dict[int, float]:
    scores: dict[int, float] = defaultdict(float)
    for part in parts:
        for at, score in part.items():
            scores[at] += score
    return scores


def _share(scores: Mapping[int, float], covered: Mapping[int, float]) -> dict[int, float]:
    """Returns the scores as a part of the best, by how much of the query the best has."""
    best = max(scores, key=lambda at: scores[at], default=None)
    if best is None or not scores[best]:
        return {}
    return {at: score / scores[best] * max(covered[best], 0.5) for at, score in scores.items()}


def _units(entry: Searchable, parse: Callable[[str], Iterable[str]]) -> dict[str, float]:
    units: dict[str, float] = {}
    for phrases, weight in ((entry.words, _WORD), (entry.names, _NAME)):
        for phrase in phrases:
            for unit in parse(phrase):
                units[unit] = max(units.get(unit, 0.0), weight)
    return units


def _list_chinese_units(phrase: str) -> Iterable[str]:
    return chain.from_iterable(map(list_units, _runs(phrase)))


def _runs(phrase: str) -> Iterable[str]:
    """Returns the runs of Chinese characters."""
    return "".join(character if is_han(character) else " " for character in phrase).split()


def _list_spellings(entry: Searchable) -> Iterable[tuple[str, ...]]:
    yield from (tuple(spelling.split()) for spelling in entry.spellings if spelling)
    short = (phrase for phrase in (*entry.names, *entry.words) if len(phrase) <= _LONGEST_SPELT)
    yield from (syllables for phrase in short if (syllables := spell(phrase)))


def _plain(phrase: str) -> str:
    return "".join(character for character in normalise(phrase) if character.isalnum())
