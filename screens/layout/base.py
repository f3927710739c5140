"""The base of all parts."""

from collections.abc import Callable
from typing import Any

from kivy.uix.widget import Widget

from screens.theme import ScreenTheme

_PLAIN = {"__no_builder": True}
Box = tuple[int, int, int, int]  # pixels: left, bottom, right, top


class Part(Widget):  # type: ignore[misc]  # Kivy has no types
    """A widget placed in a rectangle of pixels, the origin at the bottom left as everywhere in Kivy. It draws nothing
    outside that."""

    frame = 1  # number of the frame that is drawn next, of all parts
    box: Box | None = None  # where it was placed
    _changed_in = 0  # the frame before which its shape, or what it holds, changed last
    _left: Box | None = None  # what it covered before that, and covers no longer
    _drawn_as: tuple[object, ...] | None = None
    _follow: Callable[[int], None] | None = None

    def __init__(self, theme: ScreenTheme) -> None:
        super().__init__(size_hint=(None, None), **_PLAIN)  # no kv rules: faster, and names are ours
        self.theme = theme

    def height_at(self, width: float) -> float:
        """Returns the height this part wants at that width."""
        return 0.0

    def least_at(self, width: float) -> float:
        """Returns the least height it can do with at that width, where there is less than it wants."""
        return self.height_at(width)

    def width_wanted(self) -> float:
        """Returns the width this part wants."""
        return 0.0

    def place(self, x: float, y: float, width: float, height: float) -> None:
        """Takes this rectangle and draws."""
        left, low, wide, high = round(x), round(y), round(width), round(height)
        box = (left, low, left + wide, low + high)
        if box != self.box:
            self._note_change(self.box)
            self.box = box
        self.pos = (left, low)
        self.size = (wide, high)

    def add_widget(self, widget: Widget, *args: Any, **options: Any) -> None:
        self._note_change(None)
        super().add_widget(widget, *args, **options)

    def remove_widget(self, widget: Widget, *args: Any, **options: Any) -> None:
        self._note_change(widget.box if isinstance(widget, Part) else None)
        super().remove_widget(widget, *args, **options)

    def inc_disabled(self, count: int = 1) -> None:
        """Does nothing: no part uses Kivy's `disabled`, which it passes on to all that is added or removed."""

    def dec_disabled(self, count: int = 1) -> None:
        """Does nothing, as `inc_disabled`."""

    @property
    def is_placed(self) -> bool:
        """Returns whether it has a place on the page: until then Kivy says that it is 100 pixels wide."""
        return self.box is not None and self.width > 1 and self.height > 1

    def has_changed(self) -> bool:
        """Returns whether its shape, or what it holds, is another than in the frame that is shown."""
        return self._changed_in == Part.frame

    def list_boxes(self) -> list[Box | None]:
        """Returns where it is, and what it covered in the frame that is shown and may cover no longer."""
        return [self.box, self._left] if self.has_changed() and self._left else [self.box]

    def is_to_be_drawn(self, *look: object) -> bool:
        """Returns whether it was drawn otherwise, or elsewhere; from then on it counts as drawn so."""
        before, self._drawn_as = self._drawn_as, (*look, self.box)
        return before != self._drawn_as

    @property
    def raised(self) -> int:
        """Returns how many pixels above where it was placed the scrollers around it show it."""
        return round(float(self.to_window(*self.pos)[1] - self.y))

    def follow_by(self, follow: Callable[[int], None]) -> None:
        """Has this called with how many pixels up it is moved, whenever a scroller around it moves it."""
        self._follow = follow

    def moved(self, up: int) -> None:
        """Reports that it is drawn that many pixels above where it was placed."""
        if self._follow:
            self._follow(up)
        self.move_all(up)

    def move_all(self, up: int) -> None:
        """Reports that to all that it holds."""
        for child in self.children:
            if isinstance(child, Part):
                child.moved(up)

    def puts_off(self, part: "Part") -> bool:
        """Returns whether this part inside need not be drawn yet, as nobody sees it: what is around it decides, and has
        it drawn later."""
        return isinstance(self.parent, Part) and self.parent.puts_off(part)

    def draw(self) -> None:
        """Draws what was put off."""

    def may_tap(self, part: "Part", moment: float, place: tuple[float, float]) -> bool:
        """Returns whether a tap on this part inside counts: what is around it decides. The finger came down at this
        moment of Kivy's clock, at this place in the window."""
        return not isinstance(self.parent, Part) or self.parent.may_tap(part, moment, place)

    def wipe(self) -> None:
        """Drops all that is drawn and held, so that nothing of a resident remains."""
        for child in list(self.children):
            if isinstance(child, Part):
                child.wipe()
        self.clear_widgets()
        for canvas in (self.canvas.before, self.canvas, self.canvas.after):
            canvas.clear()
        self._drawn_as = self._follow = None

    def _note_change(self, left: Box | None) -> None:
        """Stores that its shape changes, or what it holds, and that this box is left."""
        before = self._left if self.has_changed() else None
        self._left = around(before, left) if before and left else before or left
        self._changed_in = Part.frame


def around(one: Box, other: Box) -> Box:
    """Returns the smallest box that holds both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


class Gap(Part):
    """Empty space of a height and width in pixels."""

    def __init__(self, theme: ScreenTheme, height: float = 0.0, width: float = 0.0) -> None:
        super().__init__(theme)
        self._size = (width, height)

    def height_at(self, width: float) -> float:
        return self._size[1]

    def width_wanted(self) -> float:
        return self._size[0]
