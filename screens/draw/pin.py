"""The PIN page: a dot per digit, and a number pad."""

from functools import partial

from kiosk.pages.page_parts import Tone
from kiosk.pages.technician_kinds import PinPage
from screens.frame import Frame
from screens.keyboard.keys import erase_key, key_button
from screens.layout import CardBox, Column, Gap, KeyRow, Part, Row, TextPart, Wide
from screens.page_context import PageContext
from screens.theme import Colour, Type
from screens.widgets import action, banner, centred


def draw(page: PinPage, context: PageContext) -> Part:
    return _Pin(page, context).frame


class _Pin:
    """Only this object holds the typed digits, until they are answered or the page is closed."""

    def __init__(self, page: PinPage, context: PageContext) -> None:
        self._page, self._page_context, self._theme = page, context, context.theme
        self._typed = ""
        self._dots = TextPart(self._theme, _dots(0), Type.DISPLAY, bold=True, colour=Colour.DEEP, align="center")
        primary = action(self._theme, page.action, self._answer, icon_after="forward")
        self.frame = Frame(context, page, self._body(), primary=primary)

    def _body(self) -> Part:
        theme, page = self._theme, self._page
        words: list[Part] = [TextPart(theme, page.text, Type.HEADING, align="center")]
        if page.problem:
            words.append(banner(theme, page.problem, Tone.TROUBLE))
        words.append(CardBox(theme, self._dots, edge=Colour.DEEP, pad=theme.mm(5)))
        message = Column(theme, words, gap=theme.mm(7), spare="around")
        pad = Wide(theme, Column(theme, [self._pad()], spare="around"), theme.mm(150))
        if self._page_context.portrait:
            end = Gap(theme)
            return Column(theme, [message, centred(theme, pad), end], gap=theme.mm(8), grow=[message, end])
        return Row(theme, [message, pad], gap=theme.mm(12), grow=[message])

    def _pad(self) -> Part:
        theme = self._theme
        rows = [self._row("123"), self._row("456"), self._row("789"), self._last_row()]
        return Column(theme, rows, gap=theme.mm(2.5))

    def _row(self, digits: str) -> KeyRow:
        keys = [key_button(self._theme, d, d, partial(self._type, d), least=26.0) for d in digits]
        return KeyRow(self._theme, keys, gap=self._theme.mm(2.5), grow=keys)

    def _last_row(self) -> KeyRow:
        zero = key_button(self._theme, "0", "0", partial(self._type, "0"), least=26.0)
        erase = erase_key(self._theme, self._erase, least=26.0)
        keys = [Gap(self._theme), zero, erase]
        return KeyRow(self._theme, keys, gap=self._theme.mm(2.5), grow=keys)

    def _type(self, digit: str) -> None:
        if len(self._typed) < self._page.most:
            self._set_typed(self._typed + digit)

    def _erase(self) -> None:
        self._set_typed(self._typed[:-1])

    def _set_typed(self, typed: str) -> None:
        self._typed = typed
        self._dots.set(_dots(len(typed)))

    def _answer(self) -> None:
        typed, self._typed = self._typed, ""
        if typed:
            self._page_context.answer(typed)


def _dots(count: int) -> str:
    return "●" * count if count else "—"
