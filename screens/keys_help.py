"""Explains the keys of a tactile keypad over the page. A touch anywhere closes it, as do "help" and "back"."""

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Rectangle

from kiosk.pages.language import _
from screens.layout import CardBox, Column, Part, TextPart
from screens.theme import SCRIM, Colour, ScreenTheme, Type
from screens.widgets import action


class KeysHelp(Part):
    """Calls `on_close` when it is to be closed."""

    def __init__(self, theme: ScreenTheme, on_close: Callable[[], None]) -> None:
        super().__init__(theme)
        self._on_close = on_close
        lines: list[Part] = [TextPart(theme, line, valign="top") for line in _lines()]
        parts: list[Part] = [
            TextPart(theme, _("The keys"), Type.HEADING, bold=True, colour=Colour.DEEP),
            *lines,
            TextPart(theme, _("If you need help, please call the staff: they are glad to help you."), bold=True),
            action(theme, _("Continue"), on_close, key="continue"),
        ]
        self._card = CardBox(theme, Column(theme, parts, gap=theme.mm(5)), pad=theme.mm(14))
        self.add_widget(self._card)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*SCRIM)
            Rectangle(pos=(x, y), size=(width, height))
        wide = min(width * 0.9, self.theme.mm(260))
        high = min(self._card.height_at(wide), height)
        self._card.place(x + (width - wide) / 2, y + (height - high) / 2, wide, high)

    def wipe(self) -> None:
        self._on_close = lambda: None
        super().wipe()

    def on_touch_down(self, touch: Any) -> bool:
        self._on_close()
        return True


def _lines() -> tuple[str, ...]:
    return (
        _("Arrows: move the frame to what you want."),
        _("Confirm: choose what is in the frame."),
        _("Back: to the page before."),
        _("Louder and softer: how loud this kiosk is during your visit."),
        _("Help: shows this, and takes it away again."),
    )
