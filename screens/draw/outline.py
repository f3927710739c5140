"""A bank card's outline to hold a real card to, which measures the screen's size in millimetres."""

from functools import partial

from kivy.graphics import Color, Line

from kiosk.pages.technician_kinds import OutlinePage
from screens.frame import Frame
from screens.layout import Button, Column, Icon, Part, Row, TextPart
from screens.page_context import PageContext
from screens.theme import Colour
from screens.widgets import action

_CARD_MM = (85.60, 53.98)  # ISO/IEC 7810, ID-1
_STEPS = (("minus", 0.98), ("down", 0.998), ("up", 1.002), ("plus", 1.02))


def draw(page: OutlinePage, context: PageContext) -> Part:
    outline = _Outline(page, context)
    theme = context.theme
    keys: list[Part] = [
        Button(theme, Icon(theme, icon, theme.mm(11), Colour.DEEP), partial(outline.scale, by), text=icon, key=icon)
        for icon, by in _STEPS
    ]
    text = TextPart(theme, page.text, colour=Colour.MUTED)
    body = Column(theme, [text, outline, Row(theme, keys, gap=theme.mm(4), grow=keys)], grow=[outline])
    return Frame(context, page, body, primary=action(theme, page.action, outline.answer, icon_after="forward"))


class _Outline(Part):
    """Drawn in pixels: the technician fits it to a card, which tells how many pixels a card has."""

    def __init__(self, page: OutlinePage, context: PageContext) -> None:
        super().__init__(context.theme)
        self._page_context = context
        self._px_per_mm = context.width / page.width_mm

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._draw()

    def scale(self, by: float) -> None:
        px_per_mm = self._px_per_mm * by
        if px_per_mm * _CARD_MM[0] <= self.width and px_per_mm * _CARD_MM[1] <= self.height and px_per_mm > 1:
            self._px_per_mm = px_per_mm
            self._draw()

    def answer(self) -> None:
        self._page_context.answer(round(self._page_context.width / self._px_per_mm, 1))

    def _draw(self) -> None:
        wide, high = (self._px_per_mm * side for side in _CARD_MM)
        left, low = self.x + (self.width - wide) / 2, self.y + (self.height - high) / 2
        self.canvas.clear()
        with self.canvas:
            Color(*self.theme.rgba(Colour.DEEP))
            Line(rounded_rectangle=(left, low, wide, high, self._px_per_mm * 3.18), width=2)
