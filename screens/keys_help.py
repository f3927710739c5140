"""Explains the keys of a tactile keypad over the page. A touch anywhere closes it, as do "help" and "back"."""

from collections.abc import Callable
from typing import Any

from kiosk.pages.language import _
from screens.key_words import help_lines
from screens.layout import Column, Part, TextPart
from screens.mounting import say_where
from screens.overlay import Overlay
from screens.theme import Colour, ScreenTheme, Type
from screens.widgets import action


class KeysHelp(Overlay):
    """Calls `on_close` when it is to be closed. `speaks`: this kiosk reads its pages out."""

    def __init__(self, theme: ScreenTheme, on_close: Callable[[], None], *, speaks: bool = False) -> None:
        where = say_where(theme, "keypad")
        words = [*([where] if where else []), *help_lines(speaks=speaks)]
        lines: list[Part] = [TextPart(theme, line, valign="top") for line in words]
        parts: list[Part] = [
            TextPart(theme, _("The keys"), Type.HEADING, bold=True, colour=Colour.DEEP),
            *lines,
            TextPart(theme, _("If you need help, please call the staff: they are glad to help you."), bold=True),
            action(theme, _("Continue"), on_close, key="continue"),
        ]
        super().__init__(theme, Column(theme, parts, gap=theme.mm(5)), pad=14, wide=260)
        self._on_close = on_close

    def wipe(self) -> None:
        self._on_close = lambda: None
        super().wipe()

    def on_touch_down(self, touch: Any) -> bool:
        self._on_close()
        return True
