"""Faults of a page's layout."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from screens.theme import TOUCH, TOUCH_SMALL

SLACK_MM = 0.5
Box = tuple[float, float, float, float]  # left, bottom, right, top


def faults(stage: Any) -> list[str]:
    """In words, each part that leaves its place, meets another, is cut off, or is too small for a finger."""
    slack = stage.theme.mm(SLACK_MM)
    found = [fault for part in parts_of(stage) for fault in _part_faults(part, slack)]
    return [*found, *_target_faults(stage, slack)]


def parts_of(part: Any) -> Iterator[Any]:
    yield part
    for child in part.children:
        yield from parts_of(child)


def _part_faults(part: Any, slack: float) -> Iterator[str]:
    from screens.layout import Scroller, TextPart

    if part.width < -slack or part.height < -slack:
        yield f"{name_of(part)} has no room: {part.size}"
    if isinstance(part, TextPart) and part.text and not _holds(part, part.drawn, slack):
        yield f"{name_of(part)} is cut off: {part.drawn} in {part.size}"
    for child in part.children:
        if not _within(child, part, slack, tall=isinstance(part, Scroller)):
            yield f"{name_of(child)} {_box(child)} leaves {name_of(part)} {_box(part)}"
    for one, other in combinations(part.children, 2):
        if _meet(_box(one), _box(other), slack):
            yield f"{name_of(one)} {_box(one)} meets {name_of(other)} {_box(other)}"


def _target_faults(stage: Any, slack: float) -> Iterator[str]:
    from screens.probe import targets

    for target in targets(stage):
        width, height = target.rect[2:]
        least = TOUCH if target.least_mm >= TOUCH else TOUCH_SMALL
        if height < stage.theme.mm(least) - slack or width < stage.theme.mm(TOUCH_SMALL) - slack:
            yield f"button {target.text!r} is small: {width} x {height}"


def _holds(text: Any, drawn: tuple[float, float], slack: float) -> bool:
    return bool(drawn[0] <= text.width + slack + 1 and drawn[1] <= text.height + 2 * slack + 2)


def _within(part: Any, around: Any, slack: float, *, tall: bool) -> bool:
    left, low, right, top = _box(part)
    outer = _box(around)
    wide_enough = left >= outer[0] - slack and right <= outer[2] + slack
    return wide_enough and (tall or (low >= outer[1] - slack and top <= outer[3] + slack))


def _meet(one: Box, other: Box, slack: float) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return across > slack and along > slack


def _box(part: Any) -> Box:
    return part.x, part.y, part.right, part.top


def name_of(part: Any) -> str:
    words = getattr(part, "text", "") or getattr(part, "name", "")
    return f"{type(part).__name__} {words[:30]!r}" if words else type(part).__name__
