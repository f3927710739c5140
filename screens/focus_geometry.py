"""Geometry of the focus: the nearest box in a direction."""

from collections.abc import Sequence
from enum import Enum

Box = tuple[float, float, float, float]  # left, bottom, right, top, in pixels
_ASIDE = 3.0  # weight of a pixel to the side, against one ahead


class Direction(Enum):
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"

    @property
    def forward(self) -> bool:
        """Returns whether it follows the reading order: down or right."""
        return self in (Direction.DOWN, Direction.RIGHT)

    @property
    def sideways(self) -> bool:
        return self in (Direction.LEFT, Direction.RIGHT)


def nearest(at: Box, others: Sequence[Box], direction: Direction, slack: float) -> int | None:
    """Returns the index in `others` of the next box in the direction, overlapping `at` by `slack` pixels at most;
    None if there is none."""
    here = _turned(at, direction)
    ahead = [(_far(here, there), place) for place, there in _ahead(here, others, direction, slack)]
    return min(ahead)[1] if ahead else None


def _ahead(here: Box, others: Sequence[Box], direction: Direction, slack: float) -> list[tuple[int, Box]]:
    turned = [(place, _turned(box, direction)) for place, box in enumerate(others)]
    return [(place, box) for place, box in turned if box[0] >= here[2] - slack]


def _turned(box: Box, direction: Direction) -> Box:
    """Returns the box turned so that the direction points right."""
    left, low, right, top = box
    return {
        Direction.RIGHT: (left, low, right, top),
        Direction.LEFT: (-right, low, -left, top),
        Direction.UP: (low, left, top, right),
        Direction.DOWN: (-top, left, -low, right),
    }[direction]


def _far(here: Box, there: Box) -> float:
    ahead = max(0.0, there[0] - here[2])
    aside = max(0.0, there[1] - here[3], here[1] - there[3])
    middles = abs((there[1] + there[3]) - (here[1] + here[3])) / 2
    return ahead + _ASIDE * aside + 0.3 * middles
