"""The operator's map with the places as points. A touch means every point within a finger's width of it."""

from collections.abc import Callable, Sequence
from math import dist
from pathlib import Path
from typing import Any

from kivy.graphics import Color, Ellipse, Rectangle

from screens.layout import Tappable
from screens.layout.picture import load_file
from screens.theme import TOUCH_SMALL, Colour, ScreenTheme

_LEAST = 80.0  # mm of its height
_POINT, _RING = 2.2, 0.7  # mm: radius of a point, and of the ring around it
Point = tuple[float, float]  # parts of width and height, from the upper left


class PlaceMap(Tappable):
    """As large as its place allows. `on_touch` is told the numbers of the points that a touch means, the nearest first;
    each can be hit within `TOUCH_SMALL` around it, and without the picture too where that cannot be read."""

    def __init__(
        self, theme: ScreenTheme, picture: Path, points: Sequence[Point], on_touch: Callable[[list[int]], None]
    ) -> None:
        super().__init__(theme, key="map")
        self._texture = load_file(picture)
        self._points, self._on_touch = points, on_touch
        self._box = (0.0, 0.0, 1.0, 1.0)  # of the picture: left, bottom, width, height

    def height_at(self, width: float) -> float:
        return width * self._ratio()

    def least_at(self, width: float) -> float:
        return min(float(self.theme.mm(_LEAST)), self.height_at(width))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        wide = min(width, height / self._ratio())
        high = wide * self._ratio()
        self._box = (round(x + (width - wide) / 2), round(y + (height - high) / 2), round(wide), round(high))
        self._draw()

    def wipe(self) -> None:
        self._texture = None
        super().wipe()

    def find_near(self, place: Point) -> list[int]:
        """Returns the numbers of the points within a finger's width of this place of the window, the nearest first."""
        reach = self.theme.mm(TOUCH_SMALL / 2)
        distances = [(dist(self._find_pixels(point), place), number) for number, point in enumerate(self._points)]
        return [number for distance, number in sorted(distances) if distance <= reach]

    def find_window_place(self, number: int) -> Point:
        """Returns where a point is in the window."""
        x, y = self.to_window(*self._find_pixels(self._points[number]))
        return float(x), float(y)

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos) or touch.is_mouse_scrolling:
            return False
        if self.takes(touch):
            touch.grab(self)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        if near := self.find_near(touch.pos):
            self._on_touch(near)
        return True

    def _ratio(self) -> float:
        """Returns the height by the width."""
        return self._texture.height / self._texture.width if self._texture else 1.0

    def _find_pixels(self, point: Point) -> Point:
        left, low, wide, high = self._box
        return left + point[0] * wide, low + (1 - point[1]) * high

    def _draw(self) -> None:
        left, low, wide, high = self._box
        self.canvas.clear()
        with self.canvas:
            if self._texture:
                Color(1, 1, 1, 1)
                Rectangle(texture=self._texture, pos=(left, low), size=(wide, high))
            for colour, radius in ((Colour.SURFACE, _POINT + _RING), (Colour.DEEP, _POINT)):
                Color(*self.theme.rgba(colour))
                side = self.theme.mm(radius)
                for x, y in map(self._find_pixels, self._points):
                    Ellipse(pos=(x - side, y - side), size=(2 * side, 2 * side), segments=24)
