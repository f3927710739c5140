"""Hold to show: a masked value is readable while a finger or a key holds its button, one value at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from kiosk.pages.language import _
from screens.layout import Button, Part, Row, TextPart
from screens.layout.button import PLAIN
from screens.theme import Colour, ScreenTheme


class HoldButton(Button):
    """Shows all of a value in `words` while it is held, in place of its mask."""

    _showing: ClassVar[HoldButton | None] = None

    def __init__(self, theme: ScreenTheme, words: TextPart, full: Callable[[], str], key: str) -> None:
        label = _("Hold to show")
        content = TextPart(theme, label, colour=Colour.DEEP, align="center")
        super().__init__(theme, content, _on_release, text=label, key=f"hold_{key}", look=PLAIN, pad=(3.0, 1.0))
        self._words, self._full, self._mask = words, full, words.text

    def tap(self) -> None:
        """Takes the press of a keypad's key; `let_go` follows."""
        self.reveal()

    def reveal(self) -> None:
        if HoldButton._showing:
            HoldButton._showing.conceal()
        HoldButton._showing = self
        self._words.set(self._full())

    def conceal(self) -> None:
        if HoldButton._showing is self:
            HoldButton._showing = None
            self._words.set(self._mask)

    def let_go(self) -> None:
        self.conceal()
        super().let_go()

    def wipe(self) -> None:
        self.conceal()
        self._full = _nothing
        super().wipe()

    def on_touch_down(self, touch: Any) -> bool:
        handled = super().on_touch_down(touch)
        if touch.ud.get("button") is self:
            self.reveal()
        return handled

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is self:
            self.conceal()
        return super().on_touch_up(touch)


def with_hold(theme: ScreenTheme, part: Part, words: TextPart, full: Callable[[], str], key: str) -> Part:
    """Returns `part`, in which `words` stands masked, with the button beside it that shows all of the value."""
    return Row(theme, [part, HoldButton(theme, words, full, key)], gap=theme.mm(3), grow=[part])


def _on_release() -> None:
    """Does nothing: what was shown is masked again by then."""


def _nothing() -> str:
    return ""
