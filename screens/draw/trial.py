"""Tests for a technician: the touch screen, its colours, the sound, the keys."""

from collections.abc import Callable
from functools import partial
from typing import Any

from kivy.graphics import Color, Rectangle

from kiosk.pages.language import _
from kiosk.pages.technician_kinds import TrialPage
from screens.frame import Frame
from screens.layout import Button, CardBox, Column, Icon, Part, TextPart
from screens.page_context import PageContext
from screens.theme import Colour, Type
from screens.tone import play
from screens.widgets import PLAIN, action

_FIELD_MM = 26.0
_COLOURS = ((1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1), (0.5, 0.5, 0.5), (0, 0, 0))


def draw(page: TrialPage, context: PageContext) -> Part:
    return _KINDS[page.what](page, context)


def _framed(page: TrialPage, context: PageContext, body: Part) -> Part:
    """Returns the page with the two verdicts below."""
    theme = context.theme
    bad = action(theme, _("It does not work"), partial(context.answer, False), key="failed", look=PLAIN)
    good = action(theme, _("It works"), partial(context.answer, True), key="passed", icon="check")
    return Frame(context, page, body, primary=good, beside=[bad])


def _touch(page: TrialPage, context: PageContext) -> Part:
    theme = context.theme
    bad = action(theme, _("It does not work"), partial(context.answer, False), key="failed", look=PLAIN)
    fields = _Fields(context, lambda: context.answer(True))
    body = Column(theme, [TextPart(theme, page.text, colour=Colour.MUTED), fields], grow=[fields])
    return Frame(context, page, body, beside=[bad])


class _Fields(Part):
    """Fields side by side; each is filled by a touch."""

    def __init__(self, context: PageContext, on_full: Callable[[], None]) -> None:
        super().__init__(context.theme)
        self._on_full = on_full
        self._columns = self._rows = 1
        self._colours: dict[tuple[int, int], Color] = {}
        self._empty: set[tuple[int, int]] = set()

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        side, gap = self.theme.mm(_FIELD_MM), self.theme.mm(1)
        self._columns, self._rows = max(1, round(width / side)), max(1, round(height / side))
        wide, high = width / self._columns, height / self._rows
        self.canvas.clear()
        with self.canvas:
            for at in ((column, row) for column in range(self._columns) for row in range(self._rows)):
                self._colours[at] = Color(*self.theme.rgba(Colour.SUNKEN))
                Rectangle(pos=(x + at[0] * wide, y + at[1] * high), size=(wide - gap, high - gap))
        self._empty = set(self._colours)

    def wipe(self) -> None:
        self._on_full = lambda: None
        self._colours.clear()
        super().wipe()

    def on_touch_down(self, touch: Any) -> bool:
        return self._felt(touch)

    def on_touch_move(self, touch: Any) -> bool:
        return self._felt(touch)

    def _felt(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos) or not self._colours:
            return False
        column = min(self._columns - 1, int((touch.x - self.x) * self._columns / self.width))
        row = min(self._rows - 1, int((touch.y - self.y) * self._rows / self.height))
        if (column, row) in self._empty:
            self._empty.discard((column, row))
            self._colours[column, row].rgba = self.theme.rgba(Colour.GOOD)
            if not self._empty:
                self._on_full()
        return True


def _colours(page: TrialPage, context: PageContext) -> Part:
    hint = TextPart(context.theme, page.text, Type.HEADING, colour=Colour.MUTED, align="center")
    return _Plain(context, hint)


class _Plain(Button):
    """Fills the screen with one colour after the other; a tap shows the next."""

    def __init__(self, context: PageContext, hint: TextPart) -> None:
        super().__init__(context.theme, hint, self._next, text=hint.text, key="next")
        self._page_context, self._at = context, 0

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._paint()

    def _next(self) -> None:
        self._at += 1
        if self._at == len(_COLOURS):
            self._page_context.answer(True)
        else:
            self.content.set("")
            self._paint()

    def _paint(self) -> None:
        self.canvas.after.clear()
        if self._at:
            with self.canvas.after:
                Color(*_COLOURS[self._at])
                Rectangle(pos=self.pos, size=self.size)


def _sound(page: TrialPage, context: PageContext) -> Part:
    theme = context.theme
    heading = TextPart(theme, page.text, Type.HEADING, align="center")

    def again() -> None:
        if not play(context.loudness()):
            heading.set(_("This machine has no sound."))

    again()
    button = action(theme, _("Play it again"), again, key="again", icon="bell", look=PLAIN)
    words = Column(theme, [Icon(theme, "bell", theme.mm(44), Colour.DEEP), heading], gap=theme.mm(10), spare="around")
    card = CardBox(theme, words, pad=theme.mm(16))
    return _framed(page, context, Column(theme, [card, button], gap=theme.mm(6), grow=[card]))


def _keypad(page: TrialPage, context: PageContext) -> Part:
    theme = context.theme
    pressed = TextPart(theme, "", Type.HEADING, bold=True, colour=Colour.DEEP, align="center")
    shown = _Keys(context, pressed)
    hint = TextPart(theme, page.text, Type.HEADING, align="center")
    icon = Icon(theme, "keyboard", theme.mm(40), Colour.DEEP)
    words = Column(theme, [icon, hint, shown], gap=theme.mm(8), grow=[shown])
    return _framed(page, context, CardBox(theme, words, pad=theme.mm(14)))


class _Keys(Part):
    """The names of the last pressed keys, while the page is open."""

    def __init__(self, context: PageContext, text: TextPart) -> None:
        super().__init__(context.theme)
        self._text = text
        self._last: list[str] = []
        self.add_widget(text)
        from kivy.core.window import Window

        Window.fbind("on_key_down", self._pressed)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._text.place(x, y, width, height)

    def wipe(self) -> None:
        from kivy.core.window import Window

        Window.funbind("on_key_down", self._pressed)
        super().wipe()

    def _pressed(self, _window: Any, key: int, *_: Any) -> None:
        from kivy.core.window import Keyboard

        self._last = [*self._last[-5:], Keyboard.keycode_to_string(None, key) or str(key)]
        self._text.set("  ".join(self._last))


_KINDS: dict[str, Callable[[TrialPage, PageContext], Part]] = {
    "touch": _touch, "colours": _colours, "sound": _sound, "keypad": _keypad,
}  # fmt: skip
