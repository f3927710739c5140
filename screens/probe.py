"""What an outside robot needs to work the kiosk with real clicks: what can be tapped now, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

from kivy.uix.widget import Widget

from screens.parts import Button, Scroller, Text


@dataclass(frozen=True, slots=True)
class Target:
    """A button. The rectangle is in window pixels from the top left, as X counts: x, y, width, height."""

    text: str
    key: str
    enabled: bool
    rect: tuple[int, int, int, int]
    least_mm: float


def targets(root: Widget) -> list[Target]:
    """All that can be tapped under `root`, and whose middle can be seen."""
    return [_target(button) for button in _all(root, Button) if _visible(button)]


def texts(root: Widget) -> list[Text]:
    """Every text under `root`, seen or scrolled away."""
    return list(_all(root, Text))


def _target(button: Button) -> Target:
    left, low = button.to_window(*button.pos)
    window = button.get_root_window()
    top = window.height - low - button.height
    rect = (round(left), round(top), round(button.width), round(button.height))
    return Target(button.text, button.key, button.enabled, rect, button.least)


def _visible(button: Button) -> bool:
    x, y = button.to_window(*button.center)
    parent = button.parent
    while isinstance(parent, Widget):
        if isinstance(parent, Scroller):
            left, low = parent.to_window(*parent.pos)
            if not (left <= x <= left + parent.width and low <= y <= low + parent.height):
                return False
        parent = parent.parent if parent.parent is not parent else None
    return True


def _all(root: Widget, kind: type[Widget]) -> Iterator[Widget]:
    for child in reversed(root.children):
        if isinstance(child, kind):
            yield child
        yield from _all(child, kind)
