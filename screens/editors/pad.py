"""A pad to sign on with a finger; who cannot sign confirms in its place."""

from collections.abc import Callable
from typing import Any

from contract.field_kinds.signature import CONFIRMED, HEIGHT, MOST_POINTS, WIDTH, Stroke, build_answer, parse_strokes
from contract.forms import Answer
from kiosk.pages.language import _
from kiosk.pages.page_parts import Choice
from screens.layout import Column, Holder, Part, Row, TextPart
from screens.layout.button import QUIET
from screens.page_context import PageContext
from screens.stroke_pad import StrokePad
from screens.theme import Colour, ScreenTheme
from screens.widgets import action, option

Change = Callable[[Answer], None]


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


class SignatureArea(StrokePad):
    """Its points are whole, in thousandths of its width, as those of the answer are."""

    edge = Colour.DEEP
    step = 4

    def __init__(self, theme: ScreenTheme, strokes: list[Stroke], signed: Callable[[list[Stroke]], None]) -> None:
        super().__init__(theme)
        self._strokes, self._signed = strokes, signed

    def height_at(self, width: float) -> float:
        return width * HEIGHT / WIDTH

    def least_at(self, width: float) -> float:
        return float(self.theme.mm(40))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        """Places the area as large as fits, in the middle."""
        wide = min(width, height * WIDTH / HEIGHT)
        high = wide * HEIGHT / WIDTH
        super().place(x + (width - wide) / 2, y + (height - high) / 2, wide, high)
        self.draw_strokes()

    def clear(self) -> None:
        self._strokes, self._touch = [], None
        self.draw_strokes()

    def find_point(self, touch: Any) -> tuple[int, int]:
        x = round((touch.x - self.x) / self.width * WIDTH)
        y = round((self.top - touch.y) / self.width * WIDTH)
        return min(max(x, 0), WIDTH), min(max(y, 0), HEIGHT)

    def find_pixels(self, point: tuple[int, int]) -> list[float]:
        scale = self.width / WIDTH
        return [self.x + point[0] * scale, self.top - point[1] * scale]

    def may_draw(self) -> bool:
        return sum(map(len, self._strokes)) < MOST_POINTS

    def end_stroke(self) -> None:
        self._signed(self._strokes)
