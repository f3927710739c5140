"""A row of the benchmark."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Samples:
    """At least seven measurements of one thing, in one unit."""

    values: tuple[float, ...]
    more_is_better: bool = False

    def __post_init__(self) -> None:
        if len(self.values) < 7:
            raise ValueError(f"{len(self.values)} measurements are too few: a row needs at least 7")

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """Returns the value that nineteen of twenty measurements reach."""
        return percentile(self.values, 5 if self.more_is_better else 95)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: our measurement, Chromium's where there is one, and the limit."""

    name: str
    unit: str
    ours: Samples
    bar: str
    ok: bool
    peer: Samples | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours.median / self.peer.median if self.peer else None


def beside_peer(name: str, unit: str, ours: Samples, peer: Samples, most: float) -> Row:
    """Returns a row whose limit is that many times the peer's median."""
    return Row(name, unit, ours, f"≤ {most:g} × peer", ours.median <= most * peer.median, peer)


def percentile(values: Sequence[float], percent: float) -> float:
    """Returns the nearest-rank percentile: a measured value."""
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]
