"""Where the focus goes: the nearest thing in a direction."""

from collections.abc import Sequence
from enum import Enum

Box = tuple[float, float, float, float]  # left, bottom, right, top, in pixels
_ASIDE = 3.0  # a pixel to the side counts as so many ahead


class Direction(Enum):
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"

    @property
    def forward(self) -> bool:
        """As one reads: down and to the right."""
        return self in (Direction.DOWN, Direction.RIGHT)


def nearest(at: Box, others: Sequence[Box], direction: Direction, slack: float) -> int | None:
    """The place in `others` of what lies next that way, overlapping `at` by `slack` pixels at most; None where there
    is nothing."""
    here = _turned(at, direction)
    ahead = [(_far(here, there), place) for place, there in _ahead(here, others, direction, slack)]
    return min(ahead)[1] if ahead else None


def _ahead(here: Box, others: Sequence[Box], direction: Direction, slack: float) -> list[tuple[int, Box]]:
    turned = [(place, _turned(box, direction)) for place, box in enumerate(others)]
    return [(place, box) for place, box in turned if box[0] >= here[2] - slack]


def _turned(box: Box, direction: Direction) -> Box:
    """So that the direction becomes "to the right"."""
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
