"""For how long a visit waited for the hub in vain just now: that shortens what its next page waits."""

from math import inf
from time import monotonic

JUST_NOW = 10.0  # seconds


class VainWaits:
    """Those of one visit. Safe to use from several threads."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._last = -inf

    def add(self, seconds: float, answered_at: float) -> None:
        self._seconds = self.since(answered_at) + seconds
        self._last = monotonic()

    def since(self, answered_at: float) -> float:
        """Returns the seconds since the hub last answered, at that time of `monotonic`; those of just now alone."""
        return self._seconds if self._last > max(answered_at, monotonic() - JUST_NOW) else 0.0
