"""The surface that one writes on: strokes appear under the finger."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kivy.graphics import Color, InstructionGroup, Line

from kiosk.pages.language import _
from screens.handwriting.reader import Stroke
from screens.layout import Part, TextPart
from screens.layout.ground import Ground
from screens.theme import RADIUS, Colour, ScreenTheme, Type

_WANTED, _LEAST = 45.0, 30.0  # mm
_PEN = 0.8  # mm: half as thick as a stroke is drawn
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


class InkPad(Part):
    """`on_written` is called when the pen is lifted. One finger writes at a time; a palm beside it does not."""

    def __init__(self, theme: ScreenTheme, on_written: Callable[[], None]) -> None:
        super().__init__(theme)
        self._on_written = on_written
        self._strokes: list[list[tuple[float, float]]] = []
        self._touch: Any = None
        self._lines = InstructionGroup()
        self._line: Line | None = None
        words = _("Write here, several characters side by side")
        self._hint = TextPart(theme, words, Type.SMALL, colour=Colour.MUTED, align="center")
        self.add_widget(self._hint)

    def height_at(self, width: float) -> float:
        return float(self.theme.mm(_WANTED))

    def least_at(self, width: float) -> float:
        return float(self.theme.mm(_LEAST))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        ink = self.ink
        super().place(x, y, width, height)
        self.canvas.before.clear()
        with self.canvas.before:
            Ground(self, Colour.SURFACE, Colour.EDGE, self.theme.mm(RADIUS))
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

    def wipe(self) -> None:
        self._strokes.clear()
        self._lines.clear()
        self._touch = self._line = None
        super().wipe()

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos) or touch.is_mouse_scrolling:
            return False
        if self._touch is None:
            touch.grab(self)
            self._touch = touch
            self._strokes.append([self._point(touch)])
            self._begin_line(self._strokes[-1])
            self._show_hint()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self or touch is not self._touch:
            return False
        stroke, point = self._strokes[-1], self._point(touch)
        if max(abs(point[0] - stroke[-1][0]), abs(point[1] - stroke[-1][1])) >= _STEP:
            self._extend(point)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        if touch is self._touch:
            self._touch = None
            if len(self._strokes[-1]) == 1:  # a dot has to be seen, and read
                x, y = self._strokes[-1][0]
                self._extend((x + _STEP, y + _STEP))
            self._on_written()
        return True

    def _point(self, touch: Any) -> tuple[float, float]:
        """Returns where it touches, in millimetres from the top left, within the pad."""
        x = min(max(touch.x, self.x), self.right) - self.x
        y = self.top - min(max(touch.y, self.y), self.top)
        return round(x / self.theme.px_per_mm, 2), round(y / self.theme.px_per_mm, 2)

    def _extend(self, point: tuple[float, float]) -> None:
        self._strokes[-1].append(point)
        if self._line:
            self._line.points += self._pixels(point)

    def _pixels(self, point: tuple[float, float]) -> list[float]:
        return [self.x + point[0] * self.theme.px_per_mm, self.top - point[1] * self.theme.px_per_mm]

    def _begin_line(self, stroke: Stroke) -> None:
        points = [number for point in stroke for number in self._pixels(point)]
        self._line = Line(points=points, width=_PEN * self.theme.px_per_mm, cap="round", joint="round")
        self._lines.add(self._line)

    def _draw(self) -> None:
        self.canvas.after.clear()
        self._lines.clear()
        self._lines.add(Color(*self.theme.rgba(Colour.INK)))
        for stroke in self._strokes:
            self._begin_line(stroke)
        self.canvas.after.add(self._lines)
        self._show_hint()

    def _show_hint(self) -> None:
        self._hint.set(self._hint.text, Colour.SURFACE if self._strokes else Colour.MUTED)
