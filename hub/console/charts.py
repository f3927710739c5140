"""Bar charts as SVG, drawn by the server: no script, and a table beside each says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 560, 150
_BASE, _TOP = 126, 18
_LABEL = 48  # the room of one


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    middle: int
    label: str  # under the bar; empty where there is no room
    name: str
    value: int
    tells: bool  # its value above it: where there is room, else on the first of the highest


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    unit: str
    bars: tuple[Bar, ...]
    most: int
    width: int = WIDTH
    box: int = WIDTH + 28  # with half a label on either side
    height: int = HEIGHT
    base: int = _BASE


def bar_chart(title: str, unit: str, points: Sequence[tuple[str, int]]) -> Chart:
    """Returns a bar for each point, from the left; of the labels so many as have room."""
    most = max([value for _, value in points], default=0)
    highest = next((place for place, point in enumerate(points) if point[1] == most), 0)
    step = WIDTH / max(len(points), 1)
    bars = [_bar(point, place, step, most, place == highest) for place, point in enumerate(points)]
    return Chart(title, unit, tuple(bars), most)


def _bar(point: tuple[str, int], place: int, step: float, most: int, highest: bool) -> Bar:
    name, value = point
    height = round((_BASE - _TOP) * value / most) if most else 0
    x, width = round(place * step), max(round(step * 0.72), 2)
    label = name if place % -(-_LABEL // max(int(step), 1)) == 0 else ""
    tells = value > 0 and (highest or step > _LABEL)
    return Bar(x, _BASE - height, width, height, x + width // 2, label, name, value, tells)
