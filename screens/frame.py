"""The frame that pages share: a band with title and clock above, the buttons to leave or continue below."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kiosk.pages.kinds import Page
from kiosk.pages.language import _
from kiosk.pages.page_parts import Choice
from screens.clock_text import clock_time
from screens.layout import Button, Column, Gap, Icon, Part, Row, Scroller, TextPart, Wide
from screens.layout.button import OFF, PLAIN
from screens.layout.ground import fill
from screens.layout.mirroring import is_mirrored, side_by_side
from screens.page_context import PageContext
from screens.theme import MARGIN, TOUCH, Colour, ScreenTheme, Type
from screens.widgets import action

_HEADER, _BUTTON, _PRIMARY = 26.0, 22.0, 92.0
_FINISHING = 82.0  # as wide as "end" and "back" together, at most
_SPACE = 6.0  # around the buttons
_GAP = 4.0  # between them
_AIR = 8.0  # above and below the body


class Frame(Part):
    """Title and clock, the body, and at the bottom: back, end, the page's own buttons, and its one primary action.

    A body that needs more height than there is can be scrolled, so nothing is covered or cut off.
    """

    def __init__(  # noqa: PLR0913
        self,
        context: PageContext,
        page: Page[Any],
        body: Part,
        *,
        primary: Part | None = None,
        beside: Sequence[Part] = (),
        on_back: Callable[[], None] | None = None,
        begin: Part | None = None,
        finishing: bool = False,
        leads_on: bool = False,
    ) -> None:
        """`begin`: the part in which the focus begins, if it is not the whole body. `finishing`: the page's own buttons
        end something; they lie at the left, never where the button lay that led here. `leads_on`: the body's buttons
        may lead to such a page, so it stays clear of where those lie."""
        super().__init__(context.theme)
        self.begin = begin or body
        theme = context.theme
        place = _finishing if finishing else _buttons
        buttons = place(context, page, primary, beside, on_back or context.back)
        width = context.width - 2 * theme.mm(MARGIN)
        self._title = TextPart(theme, page.title, Type.HEADING, bold=True, colour=Colour.ON_DEEP)
        self.clock = TextPart(theme, _clock(theme), colour=Colour.ON_DEEP, align="right")
        self._head = max(theme.mm(_HEADER), round(self._title.least_at(self._title_width(width))))
        self._clear = _finishing_foot(context) if leads_on else 0
        below = max(_foot(theme, buttons, width), self._clear)
        if body.least_at(width) > context.height - self._head - theme.mm(2 * _AIR) - below:
            body, pager = Scroller(theme, body), Pager(theme)
            pager.follow(body)
            buttons = place(context, page, primary, [pager, *beside], on_back or context.back)
        self.body, self._buttons = body, Column(theme, buttons, gap=theme.mm(_GAP), grow=buttons)
        self._foot = _foot(theme, buttons, width)
        for part in (self._title, self.clock, body, *([self._buttons] if buttons else [])):
            self.add_widget(part)
        context.every(1.0, lambda: self.clock.set(_clock(theme)))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        mm = self.theme.mm
        head, foot, edge = self._head, self._foot, mm(MARGIN)
        self.canvas.before.clear()
        with self.canvas.before:
            fill(self, Colour.DEEP, x, y + height - head, width, head)
            if foot:
                fill(self, Colour.SURFACE, x, y, width, foot)
                fill(self, Colour.LINE, x, y + foot, width, max(1, mm(0.3)))
        title = self._title_width(width - 2 * edge)
        row = side_by_side(x + edge, width - 2 * edge, title, mirrored=is_mirrored())
        for part, (left, wide) in zip((self._title, self.clock), row, strict=True):
            part.place(left, y + height - head, wide, head)
        if foot:
            self._buttons.place(x + edge, y + mm(_SPACE), width - 2 * edge, foot - 2 * mm(_SPACE))
        space, below = mm(_AIR), max(foot, self._clear)
        self.body.place(x + edge, y + below + space, width - 2 * edge, height - head - below - 2 * space)

    def _title_width(self, width: float) -> float:
        clock = self.clock.width_wanted() + self.theme.mm(6) if self.clock.text else 0.0
        return width - clock


class Pager(Part):
    """Two arrows that move a scroller; hidden where there is nothing to scroll."""

    def __init__(self, theme: ScreenTheme) -> None:
        super().__init__(theme)
        self._scroller: Scroller | None = None
        self._shown: bool | None = None
        self._up, self._down = self._arrow("up", -1), self._arrow("down", 1)

    def follow(self, scroller: Scroller) -> None:
        """Connects the arrows to this scroller."""
        self._scroller = scroller
        scroller.on_moved = self.refresh

    def width_wanted(self) -> float:
        return 2 * self.theme.mm(TOUCH) + self.theme.mm(3)

    def height_at(self, width: float) -> float:
        return self.theme.mm(TOUCH)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        side = (width - self.theme.mm(3)) / 2
        self._up.place(x, y, side, height)
        self._down.place(x + width - side, y, side, height)
        self.refresh()

    def refresh(self) -> None:
        """Shows in which directions there is more."""
        scroller = self._scroller
        if scroller is None or not self.width:
            return
        needed = scroller.furthest > 1
        if needed != self._shown:
            self._shown = needed
            self.clear_widgets()
            for arrow in (self._up, self._down) if needed else ():
                self.add_widget(arrow)
        _able(self._up, scroller.offset > 1)
        _able(self._down, scroller.offset < scroller.furthest - 1)

    def wipe(self) -> None:
        self._up.wipe()
        self._down.wipe()
        self._scroller = None
        super().wipe()

    def _arrow(self, icon: str, pages: int) -> Button:
        picture = Icon(self.theme, icon, self.theme.mm(11), Colour.DEEP)
        text = _("Further up") if pages < 0 else _("Further down")
        return Button(self.theme, picture, lambda: self._turn(pages), text=text, key=f"page_{icon}", pad=(1.0, 1.0))

    def _turn(self, pages: int) -> None:
        if self._scroller:
            self._scroller.turn(pages)


def _able(button: Button, enabled: bool) -> None:
    if button.enabled != enabled or button.look not in (PLAIN, OFF):
        button.content.colour = Colour.DEEP if enabled else Colour.OFF
        button.change(look=PLAIN if enabled else OFF, enabled=enabled)
        button.place(button.x, button.y, button.width, button.height)


def _clock(theme: ScreenTheme) -> str:
    """Returns the time; large text leaves its place to the title."""
    return "" if theme.mode.large_text else clock_time()


def _buttons(
    context: PageContext, page: Page[Any], primary: Part | None, beside: Sequence[Part], on_back: Callable[[], None]
) -> list[Row]:
    """Returns the footer's row; two rows where one is too narrow, none without buttons."""
    theme, parts = context.theme, _ways_out(context, page, on_back)
    if primary is None:
        return [_row(theme, [*parts, Gap(theme), *beside])] if parts or beside else []
    if not context.portrait:
        return [_row(theme, [*parts, Gap(theme), *beside, Wide(theme, primary, theme.mm(_PRIMARY), at_least=True)])]
    gaps = theme.mm(_GAP) * (len(parts) + len(beside))
    least_width = sum(part.width_wanted() for part in (*parts, *beside, primary)) + gaps
    if least_width <= context.width - 2 * theme.mm(MARGIN):
        return [_row(theme, [*parts, *beside, primary], grow=primary)]
    above = _row(theme, [primary], grow=primary)
    if page.takes_data:  # a page that ends something may follow, whose buttons lie at the left
        wide = context.width - 2 * theme.mm(MARGIN) - theme.mm(_FINISHING) - theme.mm(_GAP)
        above = _row(theme, [Gap(theme), Wide(theme, primary, wide)])
    return [above, _row(theme, [*parts, Gap(theme), *beside])]


def _finishing(
    context: PageContext, page: Page[Any], primary: Part | None, beside: Sequence[Part], on_back: Callable[[], None]
) -> list[Row]:
    """Returns the footer of a page that ends something: one below the other at the left in portrait, the primary action
    lowest; side by side in landscape."""
    theme = context.theme
    own = [*([Wide(theme, primary, theme.mm(_FINISHING), at_least=True)] if primary else []), *beside]
    ways_out = _ways_out(context, page, on_back)
    if not context.portrait:
        return [_row(theme, [*own, Gap(theme), *ways_out])]
    others = [Wide(theme, part, theme.mm(_FINISHING), at_least=True) for part in own[1:]]
    rows = [_row(theme, [part, Gap(theme)]) for part in reversed(others)]
    return [*rows, _row(theme, [*own[:1], Gap(theme), *ways_out])]


def _ways_out(context: PageContext, page: Page[Any], on_back: Callable[[], None]) -> list[Part]:
    """Returns "end" and "back". "End" stands first, so that it never lies where "back" lay on the page before."""
    theme, parts = context.theme, list[Part]()
    if page.cancel:
        parts.append(action(theme, _("End"), context.cancel, key="cancel", icon="exit", look=PLAIN))
    if page.back:
        parts.append(action(theme, _("Back"), on_back, key="back", icon="back", look=PLAIN))
    return parts


def choice_beside(choice: Choice | None, context: PageContext) -> list[Part]:
    """Returns the button of what one may do beside the page's primary action, if there is such a choice."""
    if choice is None:
        return []
    tap = partial(context.answer, choice.key)
    return [action(context.theme, choice.label, tap, key=choice.key, icon=choice.icon, look=PLAIN)]


def _row(theme: ScreenTheme, parts: Sequence[Part], grow: Part | None = None) -> Row:
    """Places parts side by side; spare width goes to the part that grows, else to the gaps."""
    grows = [grow] if grow else [p for p in parts if isinstance(p, Gap)]
    return Row(theme, parts, gap=theme.mm(_GAP), grow=grows, handed=True)


def _foot(theme: ScreenTheme, rows: Sequence[Row], width: float) -> int:
    """Returns the footer's height in pixels."""
    if not rows:
        return 0
    more = sum(max(0.0, row.height_at(width) - theme.mm(_BUTTON)) for row in rows)
    return _height_of(theme, len(rows)) + round(more)


def _finishing_foot(context: PageContext) -> int:
    """Returns the footer's height in pixels on a page that ends something."""
    return _height_of(context.theme, 2 if context.portrait else 1)


def _height_of(theme: ScreenTheme, rows: int) -> int:
    return theme.mm(2 * _SPACE + rows * (_BUTTON + _GAP) - _GAP)
