"""A case's timeline: what it is, then its events, newest first, along a line."""

from functools import partial

from kivy.graphics import Color, Rectangle, SmoothEllipse

from kiosk.pages.kinds import TimelinePage
from kiosk.pages.page_parts import ListRow as RowText
from screens.draw.rows import facts
from screens.frame import Frame, Pager
from screens.layout import CardBox, Column, Part, Row, Scroller, TextPart
from screens.layout.mirroring import is_mirrored, side_by_side
from screens.page_context import PageContext
from screens.theme import Colour, ScreenTheme
from screens.widgets import PLAIN, action, badge, tone_colours


def draw(page: TimelinePage, context: PageContext) -> Part:
    theme = context.theme
    about = CardBox(theme, facts(theme, page.rows), pad=theme.mm(8))
    last = len(page.entries) - 1
    entries = [_Entry(theme, e, first=at == 0, last=at == last) for at, e in enumerate(page.entries)]
    scroller = Scroller(theme, Column(theme, entries, gap=0))
    pager = Pager(theme)
    pager.follow(scroller)
    choices = [action(theme, c.label, partial(context.answer, c.key), key=c.key, look=PLAIN) for c in page.choices]
    further = [Column(theme, choices, gap=theme.mm(4))] if choices else []
    if context.portrait:
        body: Part = Column(theme, [about, scroller, *further], gap=theme.mm(8), grow=[scroller])
    else:
        left = Column(theme, [about, *further], gap=theme.mm(8))
        body = Row(theme, [left, scroller], gap=theme.mm(10), grow=[left, scroller])
    primary = action(theme, page.action, lambda: context.answer(None)) if page.action else None
    return Frame(context, page, body, primary=primary, beside=[pager])


class _Entry(Part):
    """One event: a dot on the line, its time, state and text."""

    def __init__(self, theme: ScreenTheme, entry: RowText, *, first: bool, last: bool) -> None:
        super().__init__(theme)
        self._first, self._last = first, last
        ground, self._ink, _ = tone_colours(entry.tone)
        when = TextPart(theme, entry.label, colour=Colour.MUTED)
        head: list[Part] = [when]
        if entry.badge:
            head.append(badge(theme, entry.badge, ground, self._ink))
        what = TextPart(theme, entry.value, bold=first, valign="top")
        self._words = Column(theme, [Row(theme, head, grow=[when]), what], gap=theme.mm(2))
        self.add_widget(self._words)

    def _across(self) -> int:
        return self.theme.mm(16)

    def height_at(self, width: float) -> float:
        return self._words.height_at(width - self._across()) + self.theme.mm(12)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        mm = self.theme.mm
        (line, across), (words, wide) = side_by_side(x, width, self._across(), mirrored=is_mirrored())
        middle, high = line + (across - mm(6) if is_mirrored() else mm(6)), y + height - mm(6)
        radius = mm(3.4 if self._first else 2.4)
        top, bottom = (high if self._first else y + height), (high if self._last else y)
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*self.theme.rgba(Colour.LINE))
            Rectangle(pos=(middle - mm(0.5), bottom), size=(mm(1), top - bottom))
            Color(*self.theme.rgba(self._ink))
            SmoothEllipse(pos=(middle - radius, high - radius), size=(2 * radius, 2 * radius))
        self._words.place(words, y + mm(12), wide, height - mm(12))
