"""The focus of a tactile keypad: the button that "confirm" taps, and the ring around it."""

from collections.abc import Callable, Iterator

from kivy.graphics import Color, Line

from screens.focus_geometry import Box, Direction, nearest
from screens.frame import Frame
from screens.layout import Button, Holder, Part, Scroller
from screens.layout.button import PRIMARY
from screens.probe import buttons
from screens.theme import RADIUS, Colour, ScreenTheme

_RIM, _RING, _AIR = 0.5, 0.9, 0.4  # mm: half the widths of the light rim and of the ring, and the air within
_SLACK = 2.0  # mm that neighbours may overlap


class Focus(Part):
    """Appears at the first key and disappears at a touch. Pages rebuild their buttons, so it looks its own up each
    time."""

    def __init__(self, theme: ScreenTheme) -> None:
        super().__init__(theme)
        self.shown = False
        self.on_layer: Callable[[bool], None] = lambda _: None  # called as `begin` is
        self.on_moved: Callable[[], None] = _do_nothing
        self.on_tapped: Callable[[], None] = _do_nothing
        self._stage: Part | None = None
        self._layer: Part | None = None
        self._button: Button | None = None
        self._key, self._box = "", (0.0, 0.0, 0.0, 0.0)
        self._new = True  # whether it still has to move to the page's first button

    @property
    def button(self) -> Button | None:
        """Returns the button that has the focus."""
        targets = self._targets()
        if self._new:
            self._take(self._first())
        elif self._button not in targets:
            self._button = _like(targets, self._key, self._box)
        return self._button

    def on(self, stage: Part) -> None:
        """Draws the ring over this part."""
        self._stage = stage

    def begin(self, layer: Part | None, *, again: bool = False) -> None:
        """Moves the focus to this part of the screen. `again`: it shows the same page, rebuilt."""
        self._layer = layer
        stays = again and not self._new and any(target.key == self._key for target in self._targets())
        self._new = not stays
        self.refresh()
        self.on_layer(again)

    def appear(self) -> bool:
        """Shows the ring; returns False if it was there already."""
        if self.shown or not self._targets():
            return False
        self.shown = True
        self.refresh()
        self.on_moved()
        return True

    def hide(self) -> None:
        if self.shown:
            self.shown = False
            self.refresh()

    def drop(self) -> None:
        """Releases every reference to a closed page."""
        self._layer = self._button = None
        self.refresh()

    def move(self, direction: Direction) -> None:
        """Moves right and left through all of the page in reading order, up and down to the nearest button there,
        else on in reading order."""
        here, targets = self.button, self._targets()
        if here is None:
            return
        step = 1 if direction.forward else -1
        beyond = None if direction.sideways else self._find_nearest(here, targets, direction)
        self._take(beyond or targets[(targets.index(here) + step) % len(targets)])
        self.refresh()
        self.on_moved()

    def _find_nearest(self, here: Button, targets: list[Button], direction: Direction) -> Button | None:
        for group in _groups(here, [target for target in targets if target is not here]):
            place = nearest(box_of(here), [box_of(b) for b in group], direction, self.theme.mm(_SLACK))
            if place is not None:
                return group[place]
        return None

    def tap(self) -> None:
        """Taps the button as a finger would. If another field opens by it, the focus moves there."""
        layer, button = self._layer, self.button
        opened = self._opened()
        if button:
            button.tap()
        if layer is self._layer and self._opened() is not opened:
            entry = _begin_of(layer)
            if entry and self.button not in buttons(entry):
                self._take(self._first())
        self.refresh()
        if layer is self._layer:
            self.on_tapped()

    def let_go(self) -> None:
        """Takes the release of the key that tapped the button."""
        if self._button:
            self._button.let_go()

    def refresh(self) -> None:
        """Draws the ring at its button's place, above everything else."""
        self.canvas.clear()
        if self.parent:
            self.parent.remove_widget(self)
        button = self.button if self.shown else None
        if button and self._stage:
            self._take(button)
            self._stage.add_widget(self)
            self._draw(self._stage)

    def _targets(self) -> list[Button]:
        return [button for button in buttons(self._layer) if button.enabled] if self._layer else []

    def _take(self, button: Button | None) -> None:
        self._button, self._new = button, False
        if button:
            _reveal(button)
            self._key, self._box = button.key, box_of(button)

    def _first(self) -> Button | None:
        """Returns the first button in the page's body that can be seen, else its primary action."""
        body = _begin_of(self._layer)
        inside = [button for button in (buttons(body) if body else []) if button.enabled and _is_visible(button, [])]
        targets = self._targets()
        primary = [button for button in targets if button.look is PRIMARY]
        return next(iter([*inside, *primary, *targets]), None)

    def _opened(self) -> Part | None:
        """Returns the page's open editor, if it has one."""
        body = _begin_of(self._layer)
        return body.part if isinstance(body, Holder) else None

    def _draw(self, stage: Part) -> None:
        mm = self.theme.px_per_mm
        left, low, right, top = self._box
        with self.canvas:
            for colour, half, out in (
                (Colour.FOCUS, _RING, _AIR + 2 * _RIM + _RING),
                (Colour.ON_DEEP, _RIM, _AIR + _RIM),
            ):
                Color(*self.theme.rgba(colour))
                edge = (out - half) * mm
                x, y = max(left - edge, stage.x + half * mm), max(low - edge, stage.y + half * mm)
                wide, high = min(right + edge, stage.right - half * mm) - x, min(top + edge, stage.top - half * mm) - y
                Line(rounded_rectangle=(x, y, wide, high, RADIUS * mm), width=half * mm)


def box_of(button: Button) -> Box:
    """Returns a button's box in the window, including what is scrolled away."""
    left, low = button.to_window(*button.pos)
    return left, low, left + button.width, low + button.height


def _groups(here: Button, others: list[Button]) -> Iterator[list[Button]]:
    """Yields candidates in order of preference: in the same scroller, visible, all."""
    around = _scrollers(here)
    if around:
        yield [other for other in others if _scrollers(other)[:1] == around[:1]]
    yield [other for other in others if _is_visible(other, around)]
    yield others


def _scrollers(part: Part) -> list[Scroller]:
    """Returns the scrollers around a part, from the inside out."""
    scrollers = []
    parent = part.parent
    while isinstance(parent, Part):
        if isinstance(parent, Scroller):
            scrollers.append(parent)
        parent = parent.parent
    return scrollers


def _is_visible(button: Button, around: list[Scroller]) -> bool:
    """Returns whether its middle is visible in each scroller that does not hold both."""
    left, low, right, top = box_of(button)
    return all(s.shows((left + right) / 2, (low + top) / 2) for s in _scrollers(button) if s not in around)


def _reveal(button: Button) -> None:
    part: Part = button
    for scroller in _scrollers(button):
        scroller.reveal(part)
        part = scroller


def _begin_of(layer: Part | None) -> Part | None:
    frame = next((part for part in layer.walk(restrict=True) if isinstance(part, Frame)), None) if layer else None
    return frame.begin if frame else None


def _like(targets: list[Button], key: str, box: Box) -> Button | None:
    """Returns the button of that key, else the nearest to the previous place."""
    left, low, right, top = box
    same = [target for target in targets if key and target.key == key]

    def far(button: Button) -> float:
        other = box_of(button)
        return float(abs(other[0] + other[2] - left - right) + abs(other[1] + other[3] - low - top))

    return min(same or targets, key=far, default=None)


def _do_nothing() -> None: ...
