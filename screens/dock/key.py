"""The dock's buttons: smaller than a resident's, made for a mouse; their text and style change in place."""

from collections.abc import Callable

from screens.layout import Button, ButtonStyle, Column, Part, TextPart
from screens.layout.button import OFF, PLAIN
from screens.theme import Colour, ScreenTheme, Type

BROKEN = ButtonStyle(Colour.TROUBLE_TINT, Colour.PRESSED, Colour.TROUBLE, Colour.TROUBLE, Colour.TROUBLE)
_LEAST = 14.0  # mm


class DockKey(Button):
    """A button with a text, and optionally a hint below it. Its key begins with "dock:"."""

    def __init__(
        self,
        theme: ScreenTheme,
        text: str,
        on_tap: Callable[[], None],
        *,
        key: str,
        hint: str = "",
        look: ButtonStyle = PLAIN,
    ) -> None:
        self._label = TextPart(theme, text, Type.SMALL, bold=bool(hint), colour=look.text, align="center")
        self._hint = TextPart(theme, hint, Type.SMALL, colour=look.hint, align="center") if hint else None
        words: list[Part] = [self._label, self._hint] if self._hint else [self._label]
        content = Column(theme, words, gap=0, spare="around")
        super().__init__(theme, content, on_tap, text=text, key=f"dock:{key}", look=look, least=_LEAST, pad=(2.5, 2.0))

    def show(self, look: ButtonStyle, *, enabled: bool = True, text: str = "") -> None:
        """Changes style and text; keeps the text where `text` is empty."""
        look = look if enabled else OFF
        self.text = text or self.text
        self._label.set(self.text, look.text)
        if self._hint:
            self._hint.set(self._hint.text, look.hint)
        if (look, enabled) != (self.look, self.enabled):
            self.change(look=look, enabled=enabled)
