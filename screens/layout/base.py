"""The base of all parts."""

from kivy.uix.widget import Widget

from screens.theme import ScreenTheme

_PLAIN = {"__no_builder": True}


class Part(Widget):  # type: ignore[misc]  # Kivy has no types
    """A widget placed in a rectangle of pixels, the origin at the bottom left as everywhere in Kivy."""

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
        self.pos = (round(x), round(y))
        self.size = (round(width), round(height))

    def moves(self) -> bool:
        """Returns whether something around it moves it without placing it again, as a scroller does."""
        return isinstance(self.parent, Part) and self.parent.moves()

    def may_tap(self, button: "Part", moment: float, place: tuple[float, float]) -> bool:
        """Returns whether a tap on this button inside counts: what is around it decides. The finger came down at this
        moment of Kivy's clock, at this place in the window."""
        return not isinstance(self.parent, Part) or self.parent.may_tap(button, moment, place)

    def wipe(self) -> None:
        """Drops all that is drawn and held, so that nothing of a resident remains."""
        for child in list(self.children):
            if isinstance(child, Part):
                child.wipe()
        self.clear_widgets()
        for canvas in (self.canvas.before, self.canvas, self.canvas.after):
            canvas.clear()


class Gap(Part):
    """Empty space of a height and width in pixels."""

    def __init__(self, theme: ScreenTheme, height: float = 0.0, width: float = 0.0) -> None:
        super().__init__(theme)
        self._wanted = (width, height)

    def height_at(self, width: float) -> float:
        return self._wanted[1]

    def width_wanted(self) -> float:
        return self._wanted[0]
