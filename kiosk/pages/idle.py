"""The time since somebody touched a page, and the warning."""

from math import ceil
from time import monotonic

from kiosk.pages.replies import Surface, TimedOut


class IdleWatch:
    """Warns on the surface after `idle` seconds without a touch, for `warning` seconds, each `patience` times."""

    def __init__(self, surface: Surface, idle: float, warning: float, patience: float = 1.0) -> None:
        self._surface = surface
        self.patience = patience
        self._idle = idle
        self._warning = warning
        self._since = monotonic()
        self._shown: int | None = None

    def look(self) -> float:
        """Warns where it is time to; returns the seconds until the next look. Raises TimedOut."""
        silent = monotonic() - self._since
        idle, warning = self._idle * self.patience, self._warning * self.patience
        left = idle + warning - silent
        if left <= 0:
            raise TimedOut
        if silent < idle:
            return idle - silent
        if ceil(left) != self._shown:
            self._shown = ceil(left)
            self._surface.warn(self._shown)
        return left - (ceil(left) - 1)

    def touched(self) -> None:
        self._since = monotonic()
        self.take_away()

    def take_away(self) -> None:
        if self._shown is not None:
            self._shown = None
            self._surface.warn(None)
