"""Faults of a page's layout."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

from kiosk.pages.kinds import FINISH
from screens.theme import CAP_HEIGHT, REACH, TOUCH, TOUCH_SMALL, Colour, Type, contrast

SLACK_MM = 0.5
LEAST_CAPITALS, LARGE_CAPITALS = 4.8, 8.5  # mm
_COUNT = re.compile(r"\d+ / \d+")
_NOT_FIRST = "、。；，"
Rect = tuple[int, int, int, int]  # left, top, width, height
Box = tuple[float, float, float, float]  # left, bottom, right, top


def faults(stage: Any) -> list[str]:
    """In words, each part that leaves its place, meets another, is cut off, or is too small for a finger."""
    from screens import layout

    _draw_all(stage)
    slack = stage.theme.mm(SLACK_MM)
    found = [fault for part in parts_of(stage) for fault in _part_faults(part, slack, layout)]
    return [*found, *_target_faults(stage, slack)]


def _draw_all(stage: Any) -> None:
    """Scrolls through all of the page, as what nobody sees is not drawn."""
    from screens.layout import Scroller

    for scroller in [part for part in parts_of(stage) if isinstance(part, Scroller)]:
        begin = scroller.offset
        while scroller.share < 1 and scroller.furthest:
            scroller.turn(1)
        scroller.move_to(begin)


def parts_of(part: Any) -> Iterator[Any]:
    yield part
    for child in part.children:
        yield from parts_of(child)


def _part_faults(part: Any, slack: float, kinds: Any) -> Iterator[str]:
    """`kinds`: the module of the parts, which opens a window where it is imported too early."""
    if part.width < -slack or part.height < -slack:
        yield f"{name_of(part)} has no room: {part.size}"
    if isinstance(part, kinds.TextPart) and part.text and not _holds(part, part.drawn, slack):
        yield f"{name_of(part)} is cut off: {part.drawn} in {part.size}"
    outer, boxes = _box(part), [(child, _box(child)) for child in part.children]
    for child, box in boxes:
        if not _within(box, outer, slack, tall=isinstance(part, kinds.Scroller)):
            yield f"{name_of(child)} {box} leaves {name_of(part)} {outer}"
    for (one, box), (other, beside) in combinations(boxes, 2):
        if _meet(box, beside, slack):
            yield f"{name_of(one)} {box} meets {name_of(other)} {beside}"


def _target_faults(stage: Any, slack: float) -> Iterator[str]:
    from screens.probe import targets

    for target in targets(stage):
        width, height = target.rect[2:]
        least = TOUCH if target.least_mm >= TOUCH else TOUCH_SMALL
        if height < stage.theme.mm(least) - slack or width < stage.theme.mm(TOUCH_SMALL) - slack:
            yield f"button {target.text!r} is small: {width} x {height}"


def broken_words(stage: Any) -> list[str]:
    """In words, each text of which a word goes on in the next line; a code or an address may."""
    return [f"{name_of(text)} breaks {word}" for text in _texts(stage) for word in _broken_words(text)]


def _broken_words(part: Any) -> Iterator[str]:
    _size, lines = part._fitting()
    for line, after in pairwise(lines):
        end, beginning = re.search(r"[A-Za-z]+$", line), re.match(r"[a-z]+", after)
        if end and beginning and f"{end[0]}{beginning[0]}" in part.text:
            yield f"{end[0]}|{beginning[0]}"


def _holds(text: Any, drawn: tuple[float, float], slack: float) -> bool:
    return bool(drawn[0] <= text.width + slack + 1 and drawn[1] <= text.height + 2 * slack + 2)


def _within(box: Box, outer: Box, slack: float, *, tall: bool) -> bool:
    left, low, right, top = box
    wide_enough = left >= outer[0] - slack and right <= outer[2] + slack
    return wide_enough and (tall or (low >= outer[1] - slack and top <= outer[3] + slack))


def _meet(one: Box, other: Box, slack: float) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return across > slack and along > slack


def _box(part: Any) -> Box:
    (left, low), (width, height) = part.pos, part.size
    return left, low, left + width, low + height


def name_of(part: Any) -> str:
    words = getattr(part, "text", "") or getattr(part, "name", "")
    return f"{type(part).__name__} {words[:30]!r}" if words else type(part).__name__


def reading_faults(stage: Any) -> list[str]:
    """In words, each text that is too small, too pale, or has a line that begins with a comma."""
    return [fault for text in _texts(stage) for fault in _text_faults(text, stage.theme)]


def _texts(stage: Any) -> list[Any]:
    from screens.probe import texts

    return [text for text in texts(stage) if text.text]


def _text_faults(text: Any, theme: Any) -> Iterator[str]:
    from screens.keyboard.candidates import Candidates
    from screens.layout import CardBox

    size, lines = text._fitting()
    capitals = theme.em(size) * CAP_HEIGHT / theme.px_per_mm
    if capitals < (LARGE_CAPITALS if theme.mode.large_text else LEAST_CAPITALS) - 0.1:  # whole pixels
        yield f"{name_of(text)} has capitals of {capitals:.1f} mm"
    of_itself = isinstance(text.parent, CardBox | Candidates)  # a badge; the letters whose characters stand below
    if text.type is Type.SMALL and not (of_itself or _COUNT.fullmatch(text.text)):
        yield f"{name_of(text)} is no badge, and small"
    yield from (f"a line begins with {line[0]}: {line}" for line in lines if line[:1] and line[0] in _NOT_FIRST)
    ground = _ground_of(text)
    bar = 7 if theme.mode.high_contrast else 4.5
    ratio = contrast(text.colour, ground, high_contrast=theme.mode.high_contrast)
    if ratio < bar:
        yield f"{name_of(text)}: {text.colour.name} on {ground.name} is {ratio:.1f} : 1"


def _ground_of(text: Any) -> Colour:
    """Returns the colour that lies under a text: that of the card or button around it, else of the page, or of the
    band over it, where alone light text lies."""
    from screens.layout import Button, CardBox

    parent = text.parent
    while parent is not None and parent is not parent.parent:
        if isinstance(parent, Button):
            return parent.look.ground
        if isinstance(parent, CardBox):
            return parent.ground
        parent = parent.parent
    return Colour.DEEP if text.colour is Colour.ON_DEEP else Colour.GROUND


def _seen(button: Any) -> tuple[float, float]:
    """Returns the bottom and the top in the window of what is seen of a button, in a scroller too."""
    from screens.layout import Scroller

    low = button.to_window(*button.pos)[1]
    top, parent = low + button.height, button.parent
    while parent is not None and parent is not parent.parent:
        if isinstance(parent, Scroller):
            edge = parent.to_window(*parent.pos)[1]
            low, top = max(low, edge), min(top, edge + parent.height)
        parent = parent.parent
    return low, top


def reach_faults(stage: Any) -> list[str]:
    """In words, each control that lies too high or too low for somebody in a wheelchair."""
    from screens.layout import Button
    from screens.probe import list_visible

    theme, faults = stage.theme, []
    for button in (part for part, _box in list_visible(stage) if isinstance(part, Button)):
        bottom, top = (theme.bottom_mm + edge / theme.px_per_mm for edge in _seen(button))
        if button.key != "begin" and not (REACH[0] - 1 <= bottom and top <= REACH[1] + 1):
            faults.append(f"{button.text!r} lies {bottom:.0f} to {top:.0f} mm above the floor")
    return faults


def above_the_footer(rects: dict[str, Rect], key: str) -> Rect:
    """Returns what of a tile can be touched: a list that is longer than the page goes on below its footer."""
    x, y, width, height = rects[key]
    footer = min((rects[name][1] for name in ("cancel", "back", FINISH) if name in rects), default=y + height)
    return x, y, width, max(0, min(height, footer - y))
