"""The first page while nobody is there: how to begin, in which language, what is new; the site and the time."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from kiosk.pages.kinds import AttractPage
from kiosk.pages.language import _
from kiosk.pages.page_parts import Choice, ListRow
from kiosk.pages.wording import long_date
from screens.burn_in import MOVES_EVERY, offset
from screens.clock_text import clock_time, today
from screens.layout import Button, CardBox, Column, Grid, Icon, Part, Row, TextPart
from screens.layout.button import PLAIN, PRIMARY
from screens.layout.ground import fill
from screens.notices import NoticeCards
from screens.page_context import PageContext
from screens.theme import MARGIN, Colour, ScreenTheme, Type
from screens.widgets import action

_AIR = 8.0  # mm above and below what lies under the band
_ONE_COLUMN = 3  # services that somebody waits for, at most
_BAND_PAD = 6.0  # mm above and below the site's name


def draw(page: AttractPage, context: PageContext) -> Part:
    return _Attract(page, context)


class _Attract(Part):
    """The band with the site above, all else below; all of it moves by a little now and then."""

    def __init__(self, page: AttractPage, context: PageContext) -> None:
        super().__init__(context.theme)
        self._band = _band(page, context)
        self._ground = self._fitting(page, context)
        self.add_widget(self._band)
        self.add_widget(self._ground)
        context.every(MOVES_EVERY, self._move)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        mm, edge = self.theme.mm, self.theme.mm(MARGIN + 3)
        high = self._band.height_at(width - 2 * edge) + 2 * mm(_BAND_PAD)
        self.canvas.before.clear()
        with self.canvas.before:
            fill(self, Colour.DEEP, x, y + height - high, width, high)
        across, up = offset(self.theme)
        inner = width - 2 * edge
        self._band.place(x + edge + across, y + height - high + mm(_BAND_PAD) + up, inner, high - 2 * mm(_BAND_PAD))
        air = mm(_AIR)
        self._ground.place(x + edge + across, y + air + up, inner, height - high - 2 * air)

    def _fitting(self, page: AttractPage, context: PageContext) -> Part:
        """Returns what lies below; where there is too little height for all, without what matters least."""
        width = context.width - 2 * self.theme.mm(MARGIN + 3)
        room = context.height - self._band.height_at(width) - 2 * self.theme.mm(_BAND_PAD + _AIR)
        quiet = replace(page, notices=())
        unwatched = replace(quiet, waiting="", waits=())
        bare = replace(unwatched, trouble="")
        less = (page, quiet, unwatched, bare, replace(bare, shortcuts=()))
        for each in less:
            ground = _ground(each, context)
            if ground.least_at(width) <= room:
                return ground
        return _ground(replace(less[-1], card=False), context)

    def _move(self) -> None:
        self.place(*self.pos, *self.size)


class _Begin(Button):
    """The invitation; a touch anywhere that nothing else takes counts as a touch on it."""

    def collide_point(self, x: float, y: float) -> bool:
        return True


def _band(page: AttractPage, context: PageContext) -> Part:
    theme = context.theme
    align = "center" if context.portrait else "left"
    site = TextPart(theme, page.title, Type.DISPLAY, bold=True, colour=Colour.ON_DEEP, align=align)
    side = "center" if context.portrait else "right"
    now = TextPart(theme, _now(), colour=Colour.ON_DEEP, align=side)
    context.every(1.0, lambda: now.set(_now()))
    hours = [TextPart(theme, page.hours, Type.HEADING, colour=Colour.ON_DEEP, align=side)] if page.hours else []
    if context.portrait:
        return Column(theme, [site, *hours, now], gap=theme.mm(3))
    return Row(theme, [site, Column(theme, [*hours, now], gap=theme.mm(1))], gap=theme.mm(8), grow=[site])


def _now() -> str:
    return f"{long_date(today())}  {clock_time()}"


def _ground(page: AttractPage, context: PageContext) -> Part:
    """Returns the next step first: how to begin, in which language, with what; then what is new."""
    theme = context.theme
    begin = _begin(page, context) if page.starting is None else _starting(page.starting, context)
    begun = page.starting is None
    switches = [_language(context, choice) for choice in page.languages] if len(page.languages) > 1 and begun else []
    shortcuts = [
        action(theme, c.label, partial(context.answer, c.key), key=c.key, icon=c.icon, look=PLAIN, least=26.0)
        for c in (page.shortcuts if begun else ())
    ]
    notices = [NoticeCards(page.notices, context)] if page.notices else []
    waiting = [_waiting(page, context)] if page.waiting and begun else []
    ways, languages = ([_even(theme, row)] if row else [] for row in (shortcuts, switches))
    trouble = [_sign(theme, page.trouble)] if page.trouble else []
    gap = theme.mm(7 if context.portrait else 5)
    if context.portrait:
        return Column(theme, [begin, *languages, *ways, *waiting, *notices, *trouble], gap=gap, grow=[begin, *notices])
    left = Column(theme, [begin, *ways], gap=gap, grow=[begin])
    right = Column(theme, [*languages, *waiting, *notices], gap=gap, grow=notices)
    halves = Row(theme, [left, right], gap=theme.mm(9), grow=[left, right]) if right.parts else left
    return Column(theme, [halves, *trouble], gap=gap, grow=[halves])


def _waiting(page: AttractPage, context: PageContext) -> Part:
    """Returns how many wait for what, in two columns where there is the width for them."""
    theme = context.theme
    title = TextPart(theme, page.waiting, bold=True, colour=Colour.DEEP)
    lines: list[Part] = [Row(theme, [Icon(theme, "people", theme.mm(10)), title], gap=theme.mm(4), grow=[title])]
    if page.waits:
        wide = context.portrait and not theme.mode.large_text and len(page.waits) > _ONE_COLUMN
        waits = [_wait(theme, row, align="left" if wide else "right") for row in page.waits]
        lines.append(Grid(theme, waits, 2 if wide else 1, gap=theme.mm(3)))
    return CardBox(theme, Column(theme, lines, gap=theme.mm(3)), pad=theme.mm(5))


def _wait(theme: ScreenTheme, row: ListRow, *, align: str) -> Part:
    service, people = (
        TextPart(theme, row.label, colour=Colour.MUTED),
        TextPart(theme, row.value, bold=True, align=align),
    )
    return Row(theme, [service, people], gap=theme.mm(5), grow=[people])


def _even(theme: ScreenTheme, parts: Sequence[Part]) -> Part:
    return Row(theme, parts, grow=parts)


def _sign(theme: ScreenTheme, text: str) -> Part:
    """Returns the quiet line of what does not work today."""
    words = TextPart(theme, text, colour=Colour.MUTED)
    return Row(theme, [Icon(theme, "trouble", theme.mm(8), Colour.AMBER), words], gap=theme.mm(3), grow=[words])


def _starting(seconds: int, context: PageContext) -> Part:
    """Returns the words that say when the kiosk serves, counted down. It is no button, as nobody is there yet to
    answer."""
    theme = context.theme
    words = TextPart(theme, _starting_text(seconds), Type.HEADING, bold=True, colour=Colour.DEEP)
    left = iter(range(seconds - 1, 0, -1))
    context.every(1.0, lambda: words.set(_starting_text(next(left, 1))))
    row = Row(theme, [Icon(theme, "clock", theme.mm(26), Colour.DEEP), words], gap=theme.mm(7), grow=[words])
    return CardBox(theme, row, ground=Colour.TINT, pad=theme.mm(9))


def _starting_text(seconds: int) -> str:
    return _("Starting, about {seconds} s").format(seconds=seconds)


def _begin(page: AttractPage, context: PageContext) -> Button:
    theme = context.theme
    first = page.languages[0].key if page.languages else ""
    align = "center" if context.portrait else "left"
    line = partial(TextPart, theme, bold=True, colour=Colour.ON_DEEP, align=align)
    lines: list[Part] = [line(_("Touch the screen to begin"), Type.DISPLAY)]
    if page.card:
        lines.append(line(_("or place your identity card on the reader"), Type.HEADING))
    hand = Icon(theme, "touch", theme.mm(36), Colour.ON_DEEP)
    if context.portrait:
        content: Part = Column(theme, [hand, *lines], gap=theme.mm(4), spare="around")
    else:
        words = Column(theme, lines, gap=theme.mm(2), spare="around")
        content = Row(theme, [hand, words], gap=theme.mm(7), grow=[words])
    return _Begin(
        theme, content, lambda: context.answer(first), text=_("Touch the screen to begin"), key="begin",
        look=PRIMARY, least=34.0, pad=(9.0, 4.0), at_once=True,
    )  # fmt: skip


def _language(context: PageContext, choice: Choice) -> Button:
    label = TextPart(context.theme, choice.label, colour=Colour.INK, align="center")
    return Button(
        context.theme, label, lambda: context.answer(choice.key), text=choice.label, key=choice.key, look=PLAIN
    )
