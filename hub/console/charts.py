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
    value: int | None  # None: there is nothing to tell, which is no zero
    link: str  # to the list of what it counts; empty where there is none
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


def bar_chart(
    title: str, unit: str, points: Sequence[tuple[str, int | None]], links: Sequence[str] | None = None
) -> Chart:
    """Returns a bar for each point, from the left; of the labels so many as have room, the last one always. `links`:
    one for each point."""
    most = max([value or 0 for _, value in points], default=0)
    highest = next((place for place, point in enumerate(points) if point[1] == most), 0)
    step = WIDTH / max(len(points), 1)
    labelled = _labelled(len(points), step)
    bars = [
        _bar(point, place, step, most, highest=place == highest, label=place in labelled, link=link)
        for place, (point, link) in enumerate(zip(points, links or [""] * len(points), strict=True))
    ]
    return Chart(title, unit, tuple(bars), most)


def _labelled(count: int, step: float) -> set[int]:
    """Returns the places that have a label: the last, and before it every one that has room."""
    apart = -(-_LABEL // max(int(step), 1))
    return set(range(count - 1, -1, -apart))


def _bar(
    point: tuple[str, int | None], place: int, step: float, most: int, *, highest: bool, label: bool, link: str
) -> Bar:
    name, value = point
    height = round((_BASE - _TOP) * (value or 0) / most) if most else 0
    x, width = round(place * step), max(round(step * 0.72), 2)
    tells = bool(value) and (highest or step > _LABEL)
    return Bar(x, _BASE - height, width, height, x + width // 2, name if label else "", name, value, link, tells)
