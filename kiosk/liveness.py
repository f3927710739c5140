"""Signs of life: a part of the program beats, and the watchdog looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic


class Liveness:
    """The time since a part of the program last showed life. One thread beats, another looks."""

    def __init__(self) -> None:
        self.begun = False  # whether it has beaten at all
        self._since = monotonic()
        self._waiting = False

    def beat(self) -> None:
        self.begun = True
        self._since = monotonic()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Suspends the count in the block, which waits for people, who may take for ever."""
        self._waiting = True
        self.beat()
        try:
            yield
        finally:
            self.beat()
            self._waiting = False

    @property
    def silent(self) -> float:
        """Returns the seconds since it last showed life."""
        return 0.0 if self._waiting else monotonic() - self._since
