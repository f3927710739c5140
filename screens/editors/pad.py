"""A pad to sign on with a finger; who cannot sign confirms in its place."""

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Line

from contract.field_kinds.signature import CONFIRMED, HEIGHT, MOST_POINTS, WIDTH, Stroke, build_answer, parse_strokes
from contract.forms import Answer
from kiosk.pages.kinds import Choice
from kiosk.pages.language import _
from screens.layout import Column, Holder, Part, Row, TextPart
from screens.layout.button import QUIET
from screens.layout.ground import Ground
from screens.page_context import PageContext
from screens.theme import RADIUS, Colour, ScreenTheme
from screens.widgets import action, option

Change = Callable[[Answer], None]
_INK = 0.5  # mm, half the width of a stroke
_STEP = 4  # thousandths of the width between two points


def signature_pad(answer: Answer, change: Change, context: PageContext) -> Part:
    return _SignatureEditor(str(answer), change, context)


class _SignatureEditor(Holder):
    def __init__(self, answer: str, change: Change, context: PageContext) -> None:
        super().__init__(context.theme)
        self._change = change
        self._confirmed = answer == CONFIRMED
        self._pad = SignatureArea(context.theme, parse_strokes(answer), self._signed)
        self._below = Holder(context.theme)
        self._fill()
        parts: list[Part] = [self._pad, self._below]
        self.hold(Column(context.theme, parts, gap=context.theme.mm(4), grow=[self._pad]))

    def _fill(self) -> None:
        theme = self.theme
        clear = action(theme, _("Sign again"), self._clear, key="clear", icon="backspace", look=QUIET)
        words = _("I do not sign. I have read it and confirm it.")
        confirm = option(theme, Choice(CONFIRMED, words), self._confirm, chosen=self._confirmed, several=True)
        hint = TextPart(theme, _("Sign in the box with your finger."), colour=Colour.MUTED)
        self._below.hold(Column(theme, [Row(theme, [hint, clear], grow=[hint]), confirm], gap=theme.mm(3)))

    def _signed(self, strokes: list[Stroke]) -> None:
        if self._confirmed:
            self._confirmed = False
            self._fill()
        self._change(build_answer(strokes))

    def _clear(self) -> None:
        self._pad.clear()
        self._confirmed = False
        self._fill()
        self._change("")

    def _confirm(self) -> None:
        self._pad.clear()
        self._confirmed = not self._confirmed
        self._fill()
        self._change(CONFIRMED if self._confirmed else "")


class SignatureArea(Part):
    """One finger draws; others that lie on the glass meanwhile draw nothing."""

    def __init__(self, theme: ScreenTheme, strokes: list[Stroke], signed: Callable[[list[Stroke]], None]) -> None:
        super().__init__(theme)
        self._strokes, self._signed = strokes, signed
        self._touch: Any = None
        self._line: Line | None = None

    def height_at(self, width: float) -> float:
        return width * HEIGHT / WIDTH

    def least_at(self, width: float) -> float:
        return float(self.theme.mm(40))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        """As large as fits, in the middle."""
        wide = min(width, height * WIDTH / HEIGHT)
        high = wide * HEIGHT / WIDTH
        super().place(x + (width - wide) / 2, y + (height - high) / 2, wide, high)
        self._draw()

    def clear(self) -> None:
        self._strokes, self._touch = [], None
        self._draw()

    def wipe(self) -> None:
        self._strokes, self._touch, self._line = [], None, None
        super().wipe()

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos) or touch.is_mouse_scrolling:
            return False
        if self._touch is None and self._count() < MOST_POINTS:
            self._touch = touch
            touch.grab(self)
            self._strokes.append([self._point(touch)])
            with self.canvas:
                Color(*self.theme.rgba(Colour.INK))
                self._line = Line(points=self._pixels(self._strokes[-1]), width=self.theme.mm(_INK))
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self or self._touch is not touch or self._line is None:
            return False
        stroke, point = self._strokes[-1], self._point(touch)
        far = max(abs(point[0] - stroke[-1][0]), abs(point[1] - stroke[-1][1])) >= _STEP
        if far and self._count() < MOST_POINTS:
            stroke.append(point)
            self._line.points = self._pixels(stroke)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        if self._touch is touch:
            self._touch = None
            self._signed(self._strokes)
        return True

    def _count(self) -> int:
        return sum(map(len, self._strokes))

    def _point(self, touch: Any) -> tuple[int, int]:
        """Returns where the finger is, on the pad's edge where it left it."""
        x = round((touch.x - self.x) / self.width * WIDTH)
        y = round((self.top - touch.y) / self.width * WIDTH)
        return min(max(x, 0), WIDTH), min(max(y, 0), HEIGHT)

    def _pixels(self, stroke: Stroke) -> list[float]:
        scale = self.width / WIDTH
        return [place for x, y in stroke for place in (self.x + x * scale, self.top - y * scale)]

    def _draw(self) -> None:
        self.canvas.before.clear()
        self.canvas.clear()
        with self.canvas.before:
            Ground(self, Colour.SURFACE, Colour.DEEP, self.theme.mm(RADIUS))
        with self.canvas:
            Color(*self.theme.rgba(Colour.INK))
            for stroke in self._strokes:
                Line(points=self._pixels(stroke), width=self.theme.mm(_INK))
