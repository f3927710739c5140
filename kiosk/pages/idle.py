"""The time since somebody touched a page, and the warning."""

from math import ceil
from time import monotonic

from kiosk.pages.replies import Surface, TimedOut


class IdleWatch:
    """Warns on the surface after `idle` seconds without a touch, for `warning` seconds."""

    def __init__(self, surface: Surface, idle: float, warning: float) -> None:
        self._surface = surface
        self._idle = idle
        self._warning = warning
        self._since = monotonic()
        self._shown: int | None = None

    def look(self) -> float:
        """Warns where it is time to; returns the seconds until the next look. Raises TimedOut."""
        silent = monotonic() - self._since
        left = self._idle + self._warning - silent
        if left <= 0:
            raise TimedOut
        if silent < self._idle:
            return self._idle - silent
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
