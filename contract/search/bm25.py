"""BM25 over units of text: characters and pairs of characters, or words."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from math import log

_K1, _B = 1.2, 0.3  # B is low: an item does not lose by having many names


class Bm25:
    """`documents`: of each document, by number, its units and how much each counts."""

    def __init__(self, documents: Iterable[Mapping[str, float]]) -> None:
        lengths: list[float] = []
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, units in enumerate(documents):
            lengths.append(sum(units.values()))
            for unit, weight in units.items():
                postings[unit].append((number, weight))
        self._count = len(lengths)
        mean = sum(lengths) / self._count if self._count else 1.0
        norms = [_K1 * (1 - _B + _B * length / (mean or 1.0)) for length in lengths]
        self._postings = {
            unit: [(number, weight * (_K1 + 1) / (weight + norms[number])) for number, weight in rows]
            for unit, rows in postings.items()
        }

    def __contains__(self, unit: str) -> bool:
        return unit in self._postings

    @property
    def units(self) -> Iterable[str]:
        return self._postings.keys()

    def rarity(self, *alternatives: str) -> float:
        """Returns the inverse document frequency of a unit, or of several that are taken for one; that of one document
        for what no document has."""
        having = {number for unit in alternatives for number, _gain in self._postings.get(unit, ())}
        frequency = len(having) or 1
        return log(1 + (self._count - frequency + 0.5) / (frequency + 0.5))

    def score(
        self, units: Iterable[str], unsure: Iterable[Collection[str]] = ()
    ) -> tuple[dict[int, float], dict[int, float]]:
        """Returns by document its score, and the part of the query's weight (0 to 1) that it has. `unsure`: units of
        which one is meant, and the best counts."""
        scores: dict[int, float] = defaultdict(float)
        covered: dict[int, float] = defaultdict(float)
        total = 0.0
        for alternatives, times in Counter([*((unit,) for unit in units), *map(tuple, unsure)]).items():
            weight = self.rarity(*alternatives) * times
            total += weight
            for number, gain in self._gains(alternatives).items():
                scores[number] += weight * gain
                covered[number] += weight
        return scores, {number: part / total for number, part in covered.items()}

    def _gains(self, alternatives: Iterable[str]) -> dict[int, float]:
        gains: dict[int, float] = {}
        for unit in alternatives:
            for number, gain in self._postings.get(unit, ()):
                gains[number] = max(gain, gains.get(number, 0.0))
        return gains
