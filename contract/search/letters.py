"""Search by typed letters: initials or syllables of the pinyin, starting at any syllable; and with mistakes."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest

from contract.search.spelling import fold, list_starts

_FEWEST_FOR_MISTAKES = 4  # letters
_LONGEST_SYLLABLE = 6  # zhuang
_MOST_FITS = 500  # spellings: one letter fits thousands, and says nothing of which
_CANDIDATES = 40  # spellings whose distance is measured
_LAST = "\U0010ffff"  # stands behind every letter
_LATER = 0.8  # a match from a later syllable on counts that much


def matches(letters: str, pinyin: str) -> bool:
    """Returns whether `letters` ("lsjz", "linshi", "linsj") match `pinyin` ("lin shi jiu zhu") from some syllable on.

    A syllable is matched by its first letters, one or more; in a full spelling only the last may be unfinished.
    """
    typed = letters.lower().replace(" ", "")
    return not typed or any(_matches(typed, start) for start in list_starts(pinyin.split()))


def _matches(typed: str, syllables: tuple[str, ...]) -> bool:
    if not typed:
        return True
    if not syllables:
        return False
    head, rest = syllables[0], syllables[1:]
    common = next(
        (at for at, (a, b) in enumerate(zip(typed, head, strict=False)) if a != b), min(len(typed), len(head))
    )
    return any(_matches(typed[count:], rest) for count in range(common, 0, -1))


@dataclass(frozen=True, slots=True)
class _Start:
    """A spelling from one of its syllables on."""

    document: int
    syllables: tuple[str, ...]
    first: bool


class LetterIndex:
    """`spellings`: document and syllables of each name that can be typed in letters."""

    def __init__(self, spellings: Iterable[tuple[int, tuple[str, ...]]]) -> None:
        once = dict.fromkeys(spellings)
        starts = [
            _Start(document, start, len(start) == len(syllables))
            for document, syllables in once
            for start in list_starts(syllables)
        ]
        self._full = sorted((("".join(start.syllables), at) for at, start in enumerate(starts)))
        self._initials = sorted((("".join(s[0] for s in start.syllables), at) for at, start in enumerate(starts)))
        self._by_initials: dict[str, list[int]] = defaultdict(list)
        self._by_pair: dict[str, list[int]] = defaultdict(list)
        self._folded = [fold("".join(start.syllables)) for start in starts]
        for at, start in enumerate(starts):
            if len(start.syllables) > 1:
                self._by_initials[start.syllables[0][0] + start.syllables[1][0]].append(at)
            if start.first:
                for pair in _pairs(self._folded[at]):
                    self._by_pair[pair].append(at)
        self._starts = starts
        self._documents = [start.document for start in starts]
        self._worth = [1.0 if start.first else _LATER for start in starts]

    def score(self, letters: str) -> dict[int, float]:
        """Returns by document how well its best spelling fits, from 0 to 1; nothing for no letters."""
        return self._by_document(self._exact(letters) or self._mixed(letters)) if letters else {}

    def score_mistaken(self, letters: str) -> dict[int, float]:
        """Returns the same for letters that fit nothing as they are."""
        return self._by_document(self._mistaken(letters, max(1, (len(letters) - 1) // 3)))

    def score_alike(self, letters: str) -> dict[int, float]:
        """Returns the same for what differs in nothing but sounds that many do not tell apart."""
        return self._by_document(self._mistaken(letters, 0))

    def _by_document(self, fits: Iterable[tuple[float, int]]) -> dict[int, float]:
        scores: dict[int, float] = {}
        for fit, at in fits:
            document, score = self._documents[at], fit * self._worth[at]
            if score > scores.get(document, 0.0):
                scores[document] = score
        return scores

    def _exact(self, letters: str) -> list[tuple[float, int]]:
        fits = [(1.0 if whole == letters else 0.9, at) for whole, at in _prefixed(self._full, letters)]
        fits += [(0.95 if whole == letters else 0.8, at) for whole, at in _prefixed(self._initials, letters)]
        return fits

    def _mixed(self, letters: str) -> list[tuple[float, int]]:
        """Returns matches of some syllables whole and some by their first letters; the second one begins within those
        of the first."""
        seconds = dict.fromkeys(letters[1 : _LONGEST_SYLLABLE + 1])
        alike = (at for second in seconds for at in self._by_initials.get(letters[0] + second, ()))
        return [(0.75, at) for at in alike if _matches(letters, self._starts[at].syllables)]

    def _mistaken(self, letters: str, bound: int) -> list[tuple[float, int]]:
        """Returns matches in which at most `bound` letters are mistaken, besides sounds that many do not tell apart."""
        if len(letters) < _FEWEST_FOR_MISTAKES:
            return []
        typed = fold(letters)
        pairs = _pairs(typed)
        shared = Counter(at for pair in pairs for at in self._by_pair.get(pair, ()))
        alike = [(count, at) for at, count in shared.items() if count >= len(pairs) // 3]
        fits = []
        for _count, at in nlargest(_CANDIDATES, alike):
            away = distance_within(typed, self._folded[at])
            if away <= bound:
                fits.append((0.7 - 0.6 * away / len(typed), at))
        return fits


def _prefixed(ordered: list[tuple[str, int]], prefix: str) -> list[tuple[str, int]]:
    first = bisect_left(ordered, (prefix, -1))
    end = bisect_left(ordered, (f"{prefix}{_LAST}", -1), first)
    return ordered[first : min(end, first + _MOST_FITS)]


def _pairs(letters: str) -> set[str]:
    return {letters[at : at + 2] for at in range(len(letters) - 1)}


def distance_within(typed: str, text: str) -> int:
    """Returns the smallest number of letters that were mistyped, left out or put in, if `typed` stands somewhere in
    `text`.

    By Myers' bit vectors (1999): a column of the table is two numbers, of as many bits as `typed` has letters.
    """
    places: dict[str, int] = defaultdict(int)
    for at, letter in enumerate(typed):
        places[letter] |= 1 << at
    every = (1 << len(typed)) - 1
    last = 1 << (len(typed) - 1)
    rises, falls, distance = every, 0, len(typed)
    least = distance
    for letter in text:
        same = places.get(letter, 0)
        across = (((same & rises) + rises) ^ rises) | same
        up, down = falls | ~(across | rises), rises & across
        distance += bool(up & last) - bool(down & last)
        least = min(least, distance)
        up, down = up << 1, down << 1
        rises, falls = (down | ~(same | falls | up)) & every, up & (same | falls) & every
    return least
