"""Text: wrapped as Chinese is set, then drawn as textures."""

from collections.abc import Callable

from kivy.graphics import Color, Rectangle

from kiosk.pages.language import language
from languages.registry import LOCALES
from screens.layout import text_picture
from screens.layout.base import Part
from screens.layout.measured import remembered
from screens.layout.text_picture import Style, TextPicture
from screens.theme import Colour, ScreenTheme, Type
from screens.wrap import balanced, pieces, settled

_STEPS = tuple(Type)


def measure(em: int, *, bold: bool) -> Callable[[str], float]:
    """Returns a function that returns the width of one character in pixels."""
    return text_picture.advances(language(), em, bold).__getitem__


def width_of(text: str, em: int, *, bold: bool) -> float:
    """Returns the width of a line in pixels."""
    return sum(map(measure(em, bold=bold), text))


class TextPart(Part):
    """Some text in one size. Where its box is too low for it, or too narrow for a word, it steps down the type scale
    rather than be cut off."""

    def __init__(
        self,
        theme: ScreenTheme,
        text: str,
        size: Type = Type.BODY,
        *,
        bold: bool = False,
        colour: Colour = Colour.INK,
        align: str = "left",
        valign: str = "middle",
    ) -> None:
        super().__init__(theme)
        self.text, self.type, self.bold, self.colour = text, size, bold, colour
        self.align, self.valign = align, valign
        self.drawn: tuple[float, float] = (0.0, 0.0)  # what the texture took, in pixels
        self._picture: TextPicture | None = None
        self._made_of: tuple[str, float, float] | None = None
        self._broken: dict[tuple[str, float, Type], list[str]] = {}

    @remembered
    def height_at(self, width: float) -> float:
        return len(self._lines(width, self.type)) * self.theme.line(self.type) if self.text else 0.0

    @remembered
    def least_at(self, width: float) -> float:
        size = self._least_type()
        return len(self._lines(width, size)) * self.theme.line(size) if self.text else 0.0

    @remembered
    def width_wanted(self) -> float:
        em = self.theme.em(self.type)
        return max(width_of(line, em, bold=self.bold) for line in self.text.split("\n")) + 2

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._draw()

    def set(self, text: str, colour: Colour | None = None) -> None:
        """Shows another text in the same place."""
        if (text, colour or self.colour) != (self.text, self.colour):
            self.text, self.colour = text, colour or self.colour
            self._broken.clear()
            if self.box:
                self._draw()

    def wipe(self) -> None:
        self.text, self._picture, self._made_of = "", None, None
        self._broken.clear()
        super().wipe()

    def _least_type(self) -> Type:
        """Returns a step down the scale; what is only read stays as large as it is."""
        return self.type if self.type in (Type.SMALL, Type.BODY) else _STEPS[_STEPS.index(self.type) - 1]

    def _lines(self, width: float, size: Type) -> list[str]:
        lines = self._broken.get((self.text, width, size))
        if lines is None:
            lines = self._broken[(self.text, width, size)] = self._break(width, size)
        return lines

    def _break(self, width: float, size: Type) -> list[str]:
        em = self.theme.em(size)
        broken = balanced if self.align == "center" else settled
        return broken(self.text, max(width, em), measure(em, bold=self.bold))

    def _fitting(self) -> tuple[Type, list[str]]:
        for size in reversed(_STEPS[: _STEPS.index(self.type) + 1]):
            lines = self._lines(self.width, size)
            fits = len(lines) * self.theme.line(size) <= self.height + self.theme.mm(1)
            if fits and (len(lines) == 1 or not self._breaks_a_word(size)):
                break
        return size, lines

    def _breaks_a_word(self, size: Type) -> bool:
        em = self.theme.em(size)
        return any(width_of(piece.rstrip(), em, bold=self.bold) > self.width for piece in pieces(self.text))

    def _draw(self) -> None:
        if not self.is_to_be_drawn(self.text, self.colour):
            return
        self.canvas.clear()
        if not self.text or self.width < 1:
            return
        if self._picture is None or self._made_of != (self.text, self.width, self.height):
            self._picture, self._made_of = self._render(), (self.text, self.width, self.height)
        wide, high = self.drawn = self._picture.size
        left = {"left": 0.0, "center": (self.width - wide) / 2, "right": self.width - wide}[self._side()]
        low = {"top": self.height - high, "middle": (self.height - high) / 2, "bottom": 0.0}[self.valign]
        with self.canvas:
            Color(*self.theme.rgba(self.colour))
            for piece in self._picture.pieces:
                at = (round(self.x + left + piece.x), round(self.y + low + piece.y))
                Rectangle(texture=piece.texture, pos=at, size=piece.texture.size)

    def _side(self) -> str:
        """Returns where the lines stand: what begins at the left begins at the right where one reads from there."""
        if LOCALES[language()].direction == "ltr":
            return self.align
        return {"left": "right", "right": "left"}.get(self.align, self.align)

    def _render(self) -> TextPicture:
        size, lines = self._fitting()
        return text_picture.render(lines, Style(language(), self.theme.em(size), self.bold), self._side())
