"""A viewport onto a part that is higher than its place: dragged with a finger, or moved a page at a time."""

from collections.abc import Callable
from math import inf
from typing import Any

from kivy.graphics import Color, InstructionGroup, PopMatrix, PushMatrix, SmoothRoundedRectangle, Translate
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush

from screens.layout.base import Part
from screens.layout.measured import remembered
from screens.theme import Colour, ScreenTheme

_DRAG = 4.0  # mm that a finger moves before it drags
_PAGE = 0.8  # of the height
_NEAR = 0.3  # of the height
LEAST = 44.0  # mm: two rows of a list


class Scroller(Part):
    """Shows `part` from its top. A bar at the right shows the position; `on_moved` is called when that changes. It
    wants to be as high as its part, but no higher than `most` pixels, and can do with `least` millimetres."""

    def __init__(
        self,
        theme: ScreenTheme,
        part: Part,
        *,
        on_moved: Callable[[], None] | None = None,
        most: float = inf,
        least: float = LEAST,
    ) -> None:
        super().__init__(theme)
        self._highest, self._lowest = most, theme.mm(least)
        self.part, self.on_moved, self.offset = part, on_moved, 0.0
        self._shift: Translate | None = None
        self._bar = InstructionGroup()
        self._target: Part | None = None
        self._put_off: list[Part] = []
        self.add_widget(part)

    @remembered
    def height_at(self, width: float) -> float:
        return min(self.part.height_at(self._inner(width)), self._highest)

    @remembered
    def least_at(self, width: float) -> float:
        return min(self.height_at(width), float(self._lowest))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        high = max(self.part.height_at(self._inner(width)), height)
        self._frame()
        self._put_off.clear()
        self.part.place(x, y + height - high, self._inner(width), high)
        self.move_to(self.offset)
        if self._target:
            self.reveal(self._target)

    def move_all(self, up: int) -> None:
        super().move_all(up + round(self.offset))

    def puts_off(self, part: Part) -> bool:
        if self._is_near(part):
            return False
        self._put_off.append(part)
        return True

    def wipe(self) -> None:
        self._target = None
        self._put_off.clear()
        super().wipe()

    def refresh(self) -> None:
        """Places its part again, after that has changed its height."""
        if self.is_placed:
            self.place(*self.pos, *self.size)

    @property
    def furthest(self) -> float:
        """Returns how far it can be moved, in pixels."""
        return max(0.0, float(self.part.height) - float(self.height))

    @property
    def share(self) -> float:
        """Returns how far it is moved, from 0 to 1."""
        return self.offset / self.furthest if self.furthest else 0.0

    def move_to(self, offset: float) -> None:
        """Shows the content that many pixels below the top."""
        self.offset = min(max(0.0, offset), self.furthest)
        if self._shift:
            self._shift.y = round(self.offset)
            self.move_all(self.raised)
        self._draw_near()
        self._draw_bar()
        if self.on_moved:
            self.on_moved()

    def turn(self, pages: int) -> None:
        """Moves some pages down, or up if negative."""
        self._target = None
        self.move_to(self.offset + pages * _PAGE * self.height)

    def reveal(self, part: Part) -> None:
        """Scrolls until this part, somewhere inside, is visible, now and when it is placed again."""
        self._target = part
        top = self.top - part.top
        if not self.offset <= top <= self.offset + self.height - part.height:
            self.move_to(top - (self.height - part.height) / 2)

    def shows(self, x: float, y: float) -> bool:
        """Returns whether this point of the window is inside the viewport."""
        left, low = self.to_window(*self.pos)
        return bool(left <= x <= left + self.width and low <= y <= low + self.height)

    def to_local(self, x: float, y: float, relative: bool = False) -> tuple[float, float]:
        return x, y - round(self.offset)

    def to_parent(self, x: float, y: float, relative: bool = False) -> tuple[float, float]:
        return x, y + round(self.offset)

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos):
            return False
        if touch.is_mouse_scrolling:
            self.move_to(self.offset + (1 if touch.button == "scrollup" else -1) * self.theme.mm(20))
            return True
        touch.push()
        touch.apply_transform_2d(self.to_local)
        super().on_touch_down(touch)
        touch.pop()
        touch.ud["scroll"] = [touch.y, self.offset, False]
        touch.grab(self)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        start, offset, dragging = touch.ud["scroll"]
        if not dragging and abs(touch.y - start) > self.theme.mm(_DRAG) and self.furthest:
            touch.ud["scroll"][2] = dragging = True
            self._target = None
            _let_go(touch)
        if dragging:
            self.move_to(offset + touch.y - start)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        return True

    def _is_near(self, part: Part) -> bool:
        """Returns whether the part is in the viewport, or comes there by a short movement."""
        low, top = part.y + self.offset, part.top + self.offset
        return bool(top > self.y - self.height * _NEAR and low < self.top + self.height * _NEAR)

    def _draw_near(self) -> None:
        near = [part for part in self._put_off if self._is_near(part)]
        if near:
            self._put_off = [part for part in self._put_off if part not in near]
            for part in near:
                part.draw()

    def _inner(self, width: float) -> float:
        return width - self.theme.mm(4)

    def _frame(self) -> None:
        self.canvas.before.clear()
        self.canvas.after.clear()
        self.canvas.after.add(self._bar)
        left, low = (round(v) for v in self.to_window(*self.pos))
        with self.canvas.before:
            ScissorPush(x=left, y=low, width=self.width, height=self.height)
            PushMatrix()
            self._shift = Translate(0, self.offset)
        with self.canvas.after:
            PopMatrix()
            ScissorPop()

    def _draw_bar(self) -> None:
        self._bar.clear()
        if self.furthest < 1:
            return
        high = max(self.theme.mm(8), self.height * self.height / self.part.height)
        low = self.top - high - (self.height - high) * self.offset / self.furthest - round(self.offset)
        thick = self.theme.mm(1.4)
        self._bar.add(Color(*self.theme.rgba(Colour.MUTED)))
        self._bar.add(SmoothRoundedRectangle(pos=(self.right - thick, low), size=(thick, high), radius=[thick / 2]))


def _let_go(touch: Any) -> None:
    button = touch.ud.get("button")
    if button is not None:
        button.let_go()
    touch.ud["button"] = None
