"""A pad that one draws on: strokes appear under the finger."""

from typing import Any

from kivy.graphics import Color, InstructionGroup, Line

from screens.layout import Part
from screens.layout.ground import Ground
from screens.theme import RADIUS, Colour, ScreenTheme

Point = tuple[float, float]


class StrokePad(Part):
    """One finger draws; others that lie on the glass meanwhile draw nothing. A pad says in what units its points are,
    and what follows when the finger is lifted."""

    edge = Colour.EDGE
    pen = 0.5  # mm: half as thick as a stroke is drawn
    step: float  # between two points of a stroke

    def __init__(self, theme: ScreenTheme) -> None:
        super().__init__(theme)
        self._strokes: list[list[Any]] = []
        self._touch: Any = None
        self._lines = InstructionGroup()
        self._line: Line | None = None

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.canvas.before.clear()
        with self.canvas.before:
            Ground(self, Colour.SURFACE, self.edge, self.theme.mm(RADIUS))

    def find_point(self, touch: Any) -> Point:
        """Returns where it touches, on the pad's edge where it left it."""
        raise NotImplementedError

    def find_pixels(self, point: Any) -> list[float]:
        """Returns where the point is in the window: x and y."""
        raise NotImplementedError

    def may_draw(self) -> bool:
        """Returns whether the pad takes another point."""
        return True

    def begin_stroke(self) -> None:
        """Begins a stroke, as a finger came down."""

    def end_stroke(self) -> None:
        """Ends the stroke, as the finger was lifted."""

    def wipe(self) -> None:
        self._strokes = []
        self._lines.clear()
        self._touch = self._line = None
        super().wipe()

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos) or touch.is_mouse_scrolling:
            return False
        if self._touch is None and self.may_draw():
            touch.grab(self)
            self._touch = touch
            self._strokes.append([self.find_point(touch)])
            self._begin_line(self._strokes[-1])
            self.begin_stroke()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self or touch is not self._touch:
            return False
        point, last = self.find_point(touch), self._strokes[-1][-1]
        is_far = max(abs(point[0] - last[0]), abs(point[1] - last[1])) >= self.step
        if is_far and self.may_draw():
            self.extend(point)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        if touch is self._touch:
            self._touch = None
            self.end_stroke()
        return True

    def extend(self, point: Point) -> None:
        """Draws on to this point."""
        self._strokes[-1].append(point)
        if self._line:
            self._line.points += self.find_pixels(point)

    def draw_strokes(self) -> None:
        """Draws what stands on the pad from the beginning."""
        self.canvas.after.clear()
        self._lines.clear()
        self._lines.add(Color(*self.theme.rgba(Colour.INK)))
        for stroke in self._strokes:
            self._begin_line(stroke)
        self.canvas.after.add(self._lines)

    def _begin_line(self, stroke: list[Any]) -> None:
        points = [number for point in stroke for number in self.find_pixels(point)]
        self._line = Line(points=points, width=self.pen * self.theme.px_per_mm, cap="round", joint="round")
        self._lines.add(self._line)
