"""The probe's view of the page for an outside robot that uses real clicks: what can be tapped now, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from kivy.uix.widget import Widget

from screens.layout import Button, Part, Scroller, Tappable, TextPart

WindowBox = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class ProbedButton:
    """A button. The rectangle is in window pixels from the top left, as X counts: x, y, width, height. `ready`: whether
    a tap would count now."""

    text: str
    key: str
    enabled: bool
    ready: bool
    rect: tuple[int, int, int, int]
    least_mm: float


def targets(root: Widget) -> list[ProbedButton]:
    """Returns everything tappable under `root` whose middle is visible."""
    return [target_of(part) for part, _box in list_visible(root) if isinstance(part, Button)]


def buttons(root: Widget) -> list[Button]:
    """Returns every button under `root`, itself included, in reading order, visible or scrolled away."""
    return [*([root] if isinstance(root, Button) else []), *_all(root, Button)]


def list_visible(root: Widget) -> list[tuple[Tappable, WindowBox]]:
    """Returns all on which a tap does something and whose middle is visible in every scroller around it, in reading
    order, with its box in the window."""
    own = [(root, _box(root, 0))] if isinstance(root, Tappable) else []
    return [*own, *_find_visible(root, 0, (-inf, -inf, inf, inf))]


def texts(root: Widget) -> list[TextPart]:
    """Returns every text under `root`, visible or scrolled away."""
    return list(_all(root, TextPart))


def target_of(button: Button) -> ProbedButton:
    left, low = button.to_window(*button.pos)
    window = button.get_root_window()
    top = window.height - low - button.height
    rect = (round(left), round(top), round(button.width), round(button.height))
    return ProbedButton(button.text, button.key, button.enabled, button.ready, rect, button.least)


def _find_visible(root: Widget, up: int, view: WindowBox) -> Iterator[tuple[Tappable, WindowBox]]:
    """`up`: pixels that scrollers move it; `view`: what of the window they show."""
    for child in reversed(root.children):
        box = _box(child, up)
        if isinstance(child, Tappable) and _has_middle_of(view, box):
            yield child, box
        if isinstance(child, Scroller):
            inner = (max(view[0], box[0]), max(view[1], box[1]), min(view[2], box[2]), min(view[3], box[3]))
            yield from _find_visible(child, up + round(child.offset), inner)
        elif child.children:
            yield from _find_visible(child, up, view)


def _box(widget: Widget, up: int) -> WindowBox:
    left, low = widget.pos
    width, height = widget.size
    return left, low + up, left + width, low + up + height


def window_box(part: Part) -> WindowBox:
    """Returns the box of any part in the window."""
    return _box(part, part.raised)


def _has_middle_of(view: WindowBox, box: WindowBox) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return view[0] <= x <= view[2] and view[1] <= y <= view[3]


def _all(root: Widget, kind: type[Widget]) -> Iterator[Widget]:
    waiting = [*root.children]  # of children the last one is read first
    while waiting:
        part = waiting.pop()
        if isinstance(part, kind):
            yield part
        waiting += part.children
