"""The first page while nobody is there: how to begin, in which language, what is new; the site and the time."""

from collections.abc import Sequence
from functools import partial

from kiosk.pages.kinds import AttractPage, Choice, NoticeText
from kiosk.pages.language import _
from kiosk.pages.wording import long_date
from screens.burn_in import MOVES_EVERY, offset
from screens.clock_text import clock_time, today
from screens.layout import Button, CardBox, Column, Icon, Part, Row, TextPart
from screens.layout.button import PLAIN, PRIMARY
from screens.layout.ground import fill
from screens.layout.text import advance
from screens.page_context import PageContext
from screens.theme import MARGIN, Colour, ScreenTheme, Type
from screens.widgets import action
from screens.wrap import settled

_NOTICE_SECONDS = 25.0
_AIR = 8.0  # mm above and below what lies under the band
_BAND_PAD = 6.0  # mm above and below the site's name
_NOTICE_PAD, _NOTICE = 9.0, 74.0  # mm: a notice, and its least height


def draw(page: AttractPage, context: PageContext) -> Part:
    return _Attract(page, context)


class _Attract(Part):
    """The band with the site above, all else below; all of it moves by a little now and then."""

    def __init__(self, page: AttractPage, context: PageContext) -> None:
        super().__init__(context.theme)
        self._band = _band(page, context)
        self._ground = _ground(page, context)
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
    between = "\n" if context.portrait and theme.mode.large_text else "  "
    now = TextPart(
        theme, _now(between), Type.HEADING, colour=Colour.ON_DEEP, align="center" if context.portrait else "right"
    )
    context.every(1.0, lambda: now.set(_now(between)))
    if context.portrait:
        return Column(theme, [site, now], gap=theme.mm(3))
    return Row(theme, [site, now], gap=theme.mm(8), grow=[site])


def _now(between: str) -> str:
    return f"{long_date(today())}{between}{clock_time()}"


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
    notices = [_Notices(page.notices, context)] if page.notices else []
    ways, languages = ([_even(theme, row)] if row else [] for row in (shortcuts, switches))
    trouble = [_sign(theme, page.trouble)] if page.trouble else []
    gap = theme.mm(7 if context.portrait else 5)
    if context.portrait:
        return Column(theme, [begin, *languages, *ways, *notices, *trouble], gap=gap, grow=[begin, *notices])
    left = Column(theme, [begin, *ways], gap=gap, grow=[begin])
    right = Column(theme, [*languages, *notices], gap=gap, grow=notices)
    halves = Row(theme, [left, right], gap=theme.mm(9), grow=[left, right]) if right.parts else left
    return Column(theme, [halves, *trouble], gap=gap, grow=[halves])


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


class _Notices(Part):
    """The notices, one after the other; one that is too long for its place in several parts."""

    def __init__(self, notices: tuple[NoticeText, ...], context: PageContext) -> None:
        super().__init__(context.theme)
        self._notices, self._at = notices, -1
        self._cards: list[CardBox] = []
        context.every(_NOTICE_SECONDS, self._turn)

    def height_at(self, width: float) -> float:
        return max(_card(self.theme, notice, Type.HEADING).height_at(width) for notice in self._notices)

    def least_at(self, width: float) -> float:
        return min(self.height_at(width), float(self.theme.mm(_NOTICE)))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._cards = self._build_cards()
        self._turn()

    def wipe(self) -> None:
        for card in self._cards:
            card.wipe()
        self._cards = []
        super().wipe()

    def _build_cards(self) -> list[CardBox]:
        size = Type.HEADING if self.height_at(self.width) <= self.height else Type.BODY
        parted = [part for notice in self._notices for part in self._parted(notice, size)]
        counts = [f"{at} / {len(parted)}" if len(parted) > 1 else "" for at in range(1, len(parted) + 1)]
        return [_card(self.theme, notice, size, count) for notice, count in zip(parted, counts, strict=True)]

    def _parted(self, notice: NoticeText, size: Type) -> list[NoticeText]:
        """Returns the notice in parts that fit, each with the title."""
        empty = _card(self.theme, NoticeText(notice.title, ""), size, "9 / 9").height_at(self.width)
        most = max(1, int((self.height - empty) / self.theme.line(size)))
        em = self.theme.em(size)
        width = self.width - 2 * self.theme.mm(_NOTICE_PAD)
        lines = settled(notice.body, width, lambda c: advance(c, em, False))
        return [NoticeText(notice.title, "\n".join(lines[at : at + most])) for at in range(0, len(lines), most)]

    def _turn(self) -> None:
        if not self._cards or (len(self._cards) == 1 and self.children):
            return
        self._at = (self._at + 1) % len(self._cards)
        card = self._cards[self._at]
        self.clear_widgets()
        self.add_widget(card)
        high = min(self.height, card.height_at(self.width))
        card.place(self.x, self.y + (self.height - high) / 2, self.width, high)


def _card(theme: ScreenTheme, notice: NoticeText, size: Type, count: str = "") -> CardBox:
    title = TextPart(theme, notice.title, Type.HEADING, bold=True, colour=Colour.DEEP)
    head: list[Part] = [Icon(theme, "bell", theme.mm(14)), title]
    if count:
        head.append(TextPart(theme, count, Type.SMALL, colour=Colour.MUTED))
    body = TextPart(theme, notice.body, size, valign="top")
    words = Column(theme, [Row(theme, head, gap=theme.mm(4), grow=[title]), body], gap=theme.mm(5), grow=[body])
    return CardBox(theme, words, pad=theme.mm(_NOTICE_PAD))
