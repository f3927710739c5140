"""Fields that are filled by typing: the number pad and the keyboard."""

from collections.abc import Callable
from functools import partial

from contract.field_kinds import inputs
from contract.forms import Answer
from kiosk.pages.language import _
from kiosk.pages.page_parts import FilledField
from screens.clock_text import today
from screens.keyboard import layouts
from screens.keyboard.board import Keyboard
from screens.keyboard.keys import erase_key, key_button
from screens.layout import Button, Column, Gap, Holder, KeyRow, Part
from screens.layout.button import QUIET
from screens.page_context import PageContext

Change = Callable[[Answer], None]


def number_pad(pad: inputs.NumberPad, answer: Answer, change: Change, context: PageContext) -> Part:
    """Returns digits, and the one other sign that the field may need."""
    return _Pad(pad, answer if isinstance(answer, str) else "", change, context)


def keyboard(
    keys: inputs.KeyboardEditor, field: FilledField, answer: Answer, change: Change, context: PageContext
) -> Part:
    """Returns letters and pinyin."""
    typed = [answer if isinstance(answer, str) else ""]

    def put(text: str) -> None:
        typed[0] = text
        change(text)

    def add(text: str) -> None:
        if len(typed[0]) + len(text) <= field.field.max_length:
            put(typed[0] + text)

    on_enter = (lambda: add("\n")) if keys.several_lines else None
    return Keyboard(context.theme, add, lambda: put(typed[0][:-1]), lambda: put(""), on_enter, latin=field.latin)


class _Pad(Holder):
    """Three columns of digits; a date is typed as its eight digits and told as ISO 8601. For an identity number there
    are letters behind them: that of a foreigner's card of 2017 begins with three."""

    def __init__(self, pad: inputs.NumberPad, answer: str, change: Change, context: PageContext) -> None:
        super().__init__(context.theme)
        self._pad, self._change = pad, change
        self._typed = pad.parse_answer(answer)
        self._letters = False
        self._fill()

    def wipe(self) -> None:
        self._typed = ""
        super().wipe()

    def _fill(self) -> None:
        if self._letters:
            rows = [self._letter_row(names) for names in layouts.LETTERS]
        else:
            rows = [self._row("123"), self._row("456"), self._row("789"), self._last_row()]
        self.hold(Column(self.theme, rows, gap=self.theme.mm(2.5), grow=rows))

    def _row(self, digits: str) -> KeyRow:
        keys = [key_button(self.theme, d, d, partial(self._type, d), least=20.0) for d in digits]
        return KeyRow(self.theme, keys, gap=self.theme.mm(2.5), grow=keys)

    def _letter_row(self, names: tuple[str, ...]) -> KeyRow:
        keys = [self._letter(name) for name in names]
        return KeyRow(self.theme, keys, gap=self.theme.mm(2), grow=keys)

    def _letter(self, name: str) -> Button:
        if name == "shift":
            return self._swap_key("123")
        if name == "backspace":
            return self._erase_key()
        return key_button(self.theme, name.upper(), name.upper(), partial(self._type, name.upper()), least=20.0)

    def _last_row(self) -> KeyRow:
        extra: Part = Gap(self.theme)
        if self._pad.today:
            extra = key_button(self.theme, "today", _("Today"), self._today, look=QUIET, least=20.0)
        elif sign := self._pad.sign:
            extra = key_button(self.theme, sign, sign, partial(self._type, sign), least=20.0)
        if self._pad.letters:
            pair = [self._swap_key("ABC"), extra]
            extra = KeyRow(self.theme, pair, gap=self.theme.mm(2.5), grow=pair)
        zero = key_button(self.theme, "0", "0", partial(self._type, "0"), least=20.0)
        keys = [extra, zero, self._erase_key()]
        return KeyRow(self.theme, keys, gap=self.theme.mm(2.5), grow=keys)

    def _erase_key(self) -> Button:
        return erase_key(self.theme, self._erase, least=20.0)

    def _swap_key(self, label: str) -> Button:
        return key_button(self.theme, "swap", label, self._swap, look=QUIET, least=20.0)

    def _swap(self) -> None:
        self._letters = not self._letters
        self._fill()

    def _type(self, sign: str) -> None:
        if len(self._typed) < self._pad.longest:
            self._set_typed(self._typed + sign)

    def _erase(self) -> None:
        self._set_typed(self._typed[:-1])

    def _today(self) -> None:
        self._set_typed(today().strftime("%Y%m%d"))

    def _set_typed(self, typed: str) -> None:
        self._typed = typed
        self._change(self._pad.build_answer(typed))
