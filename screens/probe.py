"""The probe's view of the page for an outside robot that uses real clicks: what can be tapped now, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

from kivy.uix.widget import Widget

from screens.layout import Button, Scroller, TextPart


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
    return [target_of(button) for button in buttons(root) if is_seen(button)]


def buttons(root: Widget) -> list[Button]:
    """Returns every button under `root`, itself included, in reading order, visible or scrolled away."""
    return [*([root] if isinstance(root, Button) else []), *_all(root, Button)]


def texts(root: Widget) -> list[TextPart]:
    """Returns every text under `root`, visible or scrolled away."""
    return list(_all(root, TextPart))


def target_of(button: Button) -> ProbedButton:
    left, low = button.to_window(*button.pos)
    window = button.get_root_window()
    top = window.height - low - button.height
    rect = (round(left), round(top), round(button.width), round(button.height))
    return ProbedButton(button.text, button.key, button.enabled, button.ready, rect, button.least)


def is_seen(button: Button) -> bool:
    """Returns whether its middle is visible in every scroller around it."""
    x, y = button.to_window(*button.center)
    parent = button.parent
    while isinstance(parent, Widget):
        if isinstance(parent, Scroller) and not parent.shows(x, y):
            return False
        parent = parent.parent if parent.parent is not parent else None
    return True


def _all(root: Widget, kind: type[Widget]) -> Iterator[Widget]:
    for child in reversed(root.children):
        if isinstance(child, kind):
            yield child
        yield from _all(child, kind)
