"""How far one is: in words, and as a bar."""

from kiosk.pages.language import _
from screens.layout import Part, TextPart
from screens.layout.ground import fill
from screens.layout.mirroring import is_mirrored, side_by_side
from screens.theme import Colour, ScreenTheme, Type

_BAR = 3.0  # mm


class Progress(Part):
    """The question's number, and how many there are; nothing where there is but one."""

    def __init__(self, theme: ScreenTheme) -> None:
        super().__init__(theme)
        self._number, self._count = 1, 1
        self._words = TextPart(theme, "", colour=Colour.MUTED)
        self.add_widget(self._words)

    def show(self, number: int, count: int) -> None:
        self._number, self._count = number, max(number, count)
        if self.is_placed:
            self.place(*self.pos, *self.size)

    def height_at(self, width: float) -> float:
        return float(self.theme.line(Type.BODY) + self.theme.mm(2 * _BAR))

    def least_at(self, width: float) -> float:
        return self.height_at(width)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        several = self._count > 1
        words = _("Question {number} of {count}").format(number=self._number, count=self._count) if several else ""
        self._words.set(words)
        bar = self.theme.mm(_BAR)
        self._words.place(x, y + 2 * bar, width, height - 2 * bar)
        self.canvas.before.clear()
        if several:
            with self.canvas.before:
                fill(self, Colour.LINE, x, y, width, bar)
                done = width * self._number / self._count
                (left, wide), _rest = side_by_side(x, width, done, mirrored=is_mirrored())
                fill(self, Colour.DEEP, left, y, wide, bar)
