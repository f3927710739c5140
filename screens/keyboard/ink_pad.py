"""The surface that one writes on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kiosk.pages.language import _
from screens.handwriting import Stroke
from screens.layout import TextPart
from screens.stroke_pad import Point, StrokePad
from screens.theme import Colour, ScreenTheme

_WANTED, _LEAST = 45.0, 30.0  # mm
_STEP = 0.5  # mm between two points of a stroke


@dataclass(frozen=True, slots=True)
class Ink:
    """What stands on a pad of that size, in millimetres."""

    strokes: tuple[Stroke, ...] = ()
    width: float = 1.0
    height: float = 1.0

    def fitted(self, width: float, height: float) -> "Ink":
        """Returns it as large as before, or smaller where the pad is."""
        scale = min(1.0, width / self.width, height / self.height)
        strokes = tuple(tuple((x * scale, y * scale) for x, y in stroke) for stroke in self.strokes)
        return Ink(strokes, width, height)


class InkPad(StrokePad):
    """Its points are millimetres from the top left. `on_written` is called when the pen is lifted."""

    pen = 0.8
    step = _STEP

    def __init__(self, theme: ScreenTheme, on_written: Callable[[], None]) -> None:
        super().__init__(theme)
        self._on_written = on_written
        words = _("Write here, several characters side by side")
        self._hint = TextPart(theme, words, colour=Colour.MUTED, align="center")
        self.add_widget(self._hint)

    def height_at(self, width: float) -> float:
        return float(self.theme.mm(_WANTED))

    def least_at(self, width: float) -> float:
        return float(self.theme.mm(_LEAST))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        ink = self.ink
        super().place(x, y, width, height)
        pad = self.theme.mm(4)
        self._hint.place(x + pad, y + pad, width - 2 * pad, height - 2 * pad)
        self.show(ink)

    @property
    def ink(self) -> Ink:
        """Returns what stands on it."""
        return Ink(tuple(map(tuple, self._strokes)), *(side / self.theme.px_per_mm for side in self.size))

    def show(self, ink: Ink) -> None:
        """Shows this in place of what was there, fitted to its size."""
        wide, high = (side / self.theme.px_per_mm for side in self.size)
        self._strokes = [list(stroke) for stroke in ink.fitted(wide, high).strokes]
        self._draw()

    def undo(self) -> None:
        """Takes back the last stroke."""
        if self._strokes:
            self._strokes.pop()
            self._draw()

    def find_point(self, touch: Any) -> Point:
        x = min(max(touch.x, self.x), self.right) - self.x
        y = self.top - min(max(touch.y, self.y), self.top)
        return round(x / self.theme.px_per_mm, 2), round(y / self.theme.px_per_mm, 2)

    def find_pixels(self, point: Point) -> list[float]:
        return [self.x + point[0] * self.theme.px_per_mm, self.top - point[1] * self.theme.px_per_mm]

    def begin_stroke(self) -> None:
        self._show_hint()

    def end_stroke(self) -> None:
        if len(self._strokes[-1]) == 1:  # a dot has to be seen, and read
            x, y = self._strokes[-1][0]
            self.extend((x + _STEP, y + _STEP))
        self._on_written()

    def _draw(self) -> None:
        self.draw_strokes()
        self._show_hint()

    def _show_hint(self) -> None:
        self._hint.set(self._hint.text, Colour.SURFACE if self._strokes else Colour.MUTED)
