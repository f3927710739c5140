"""The hidden gesture that opens the technician's pages: hold the upper left corner, then the lower right one, each
for two seconds.

A resident's tap on the upper left corner reaches the page when the finger is lifted; all other taps reach it at once.
"""

from enum import Enum, auto
from math import dist
from time import monotonic
from typing import Any

HOLD_SECONDS = 2.0
NEXT_SECONDS = 8.0  # from the first corner's release to the press on the second
CORNER = 32.0  # millimetres
_STEADY = 12.0  # millimetres that a held finger may move


class Lifted(Enum):
    """The kind of a touch, once the finger is lifted."""

    TAP = auto()
    FIRST = auto()
    OPEN = auto()


class HiddenGesture:
    """Watches the corners of a widget; pages rebuilt in the meantime do not disturb it."""

    def __init__(self, px_per_mm: float) -> None:
        self._corner, self._steady = CORNER * px_per_mm, _STEADY * px_per_mm
        self._held: Any = None  # the touch on a corner
        self._second = False  # whether that is the second corner
        self._since = 0.0
        self._second_until = 0.0

    def press(self, touch: Any, place: Any) -> bool:
        """Returns whether the touch is on a corner of `place` (a widget) that counts now; then `lift` must follow."""
        second = monotonic() < self._second_until and self._lower_right(touch.pos, place)
        if self._held is not None or not (second or self._upper_left(touch.pos, place)):
            return False
        self._held, self._second, self._since = touch, second, monotonic()
        return True

    def lift(self, touch: Any) -> Lifted:
        """Returns what the touch taken by `press` was."""
        self._held = None
        steady = dist(touch.opos, touch.pos) < self._steady
        long = steady and monotonic() - self._since >= HOLD_SECONDS
        self._second_until = monotonic() + NEXT_SECONDS if long and not self._second else 0.0
        if not long:
            return Lifted.TAP
        return Lifted.OPEN if self._second else Lifted.FIRST

    def _upper_left(self, at: tuple[float, float], place: Any) -> bool:
        return bool(at[0] < place.x + self._corner and at[1] > place.top - self._corner)

    def _lower_right(self, at: tuple[float, float], place: Any) -> bool:
        return bool(at[0] > place.right - self._corner and at[1] < place.y + self._corner)
