"""Parts that hold one other part: on a card, replaceable, at a fixed width."""

from screens.layout.base import Part
from screens.layout.ground import Ground
from screens.layout.measured import remembered
from screens.theme import RADIUS, Colour, ScreenTheme


class CardBox(Part):
    """A rounded ground with one part on it."""

    def __init__(
        self,
        theme: ScreenTheme,
        part: Part,
        *,
        ground: Colour = Colour.SURFACE,
        edge: Colour | None = None,
        pad: float | None = None,
        radius: float = RADIUS,
    ) -> None:
        super().__init__(theme)
        self.part, self.ground, self.edge = part, ground, edge
        self.pad = theme.mm(6) if pad is None else pad
        self.radius = theme.mm(radius)
        self.add_widget(part)

    @remembered
    def height_at(self, width: float) -> float:
        return self.part.height_at(width - 2 * self.pad) + 2 * self.pad

    @remembered
    def least_at(self, width: float) -> float:
        return self.part.least_at(width - 2 * self.pad) + 2 * self.pad

    @remembered
    def width_wanted(self) -> float:
        return self.part.width_wanted() + 2 * self.pad

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.canvas.before.clear()
        with self.canvas.before:
            Ground(self, self.ground, self.edge, self.radius)
        pad = self.pad
        self.part.place(x + pad, y + pad, width - 2 * pad, height - 2 * pad)


class Holder(Part):
    """Holds one part that may be replaced by another."""

    def __init__(self, theme: ScreenTheme) -> None:
        super().__init__(theme)
        self.part: Part | None = None

    def hold(self, part: Part) -> None:
        """Replaces the held part by this one; the previous one gives up its parts."""
        if self.part:
            self.remove_widget(self.part)
            self.part.clear_widgets()
        self.part = part
        self.add_widget(part)
        if self.is_placed:
            part.place(*self.pos, *self.size)

    def let_go(self) -> None:
        """Holds nothing any more; the part stays as it is."""
        if self.part:
            self.remove_widget(self.part)
            self.part = None

    def wipe_part(self) -> None:
        """Wipes the held part, before another replaces it for good."""
        if self.part:
            self.part.wipe()
            self.let_go()

    def wipe(self) -> None:
        super().wipe()
        self.part = None

    @remembered
    def height_at(self, width: float) -> float:
        return self.part.height_at(width) if self.part else 0.0

    @remembered
    def least_at(self, width: float) -> float:
        return self.part.least_at(width) if self.part else 0.0

    @remembered
    def width_wanted(self) -> float:
        return self.part.width_wanted() if self.part else 0.0

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        if self.part:
            self.part.place(*self.pos, *self.size)  # in whole pixels, as a part that replaces it later


class Wide(Part):
    """Sets a part to a fixed width: this many pixels, or more where `at_least` and the part wants it."""

    def __init__(self, theme: ScreenTheme, part: Part, width: float, *, at_least: bool = False) -> None:
        super().__init__(theme)
        self.part, self._width, self._at_least = part, width, at_least
        if part.parent:
            part.parent.remove_widget(part)
        self.add_widget(part)

    @remembered
    def width_wanted(self) -> float:
        return max(self._width, self.part.width_wanted()) if self._at_least else self._width

    @remembered
    def height_at(self, width: float) -> float:
        return self.part.height_at(width)

    @remembered
    def least_at(self, width: float) -> float:
        return self.part.least_at(width)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.part.place(x, y, width, height)
