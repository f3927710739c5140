"""One key."""

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock

from screens.layout import Button, ButtonStyle, Icon, Part, TextPart
from screens.layout.button import PLAIN, QUIET
from screens.theme import TOUCH_SMALL, ScreenTheme, Type

_HELD_FOR, _EVERY = 0.5, 0.09  # seconds: before a held key types again, and from then on


def key_button(
    theme: ScreenTheme,
    key: str,
    label: str,
    on_tap: Callable[[], None],
    *,
    icon: str = "",
    look: ButtonStyle = PLAIN,
    least: float = 16.0,
) -> Button:
    """Returns a key with a label or an icon. It types when it is pressed, not when it is let go: quick fingers need
    that."""
    face: Part = Icon(theme, icon, theme.mm(9), look.text) if icon else _face(theme, label, look)
    return Button(
        theme, face, on_tap, text=label or icon, key=f"key_{key}", look=look,
        least=max(least, TOUCH_SMALL), pad=(1.5 if len(label) > 1 else 0.5, 0.5), at_once=True,
    )  # fmt: skip


def erase_key(theme: ScreenTheme, on_tap: Callable[[], None], least: float = 16.0) -> Button:
    """Returns the key that erases, again and again while it is held."""
    face = Icon(theme, "backspace", theme.mm(9), QUIET.text)
    return _RepeatingKey(
        theme, face, on_tap, text="backspace", key="key_backspace", look=QUIET, least=max(least, TOUCH_SMALL),
        pad=(0.5, 0.5), at_once=True,
    )  # fmt: skip


class WordKey(Button):
    """A key with a word, which may become another key with another word in the same place."""

    def __init__(self, theme: ScreenTheme, key: str, word: str, on_tap: Callable[[], None]) -> None:
        self._face = _face(theme, word, PLAIN)
        super().__init__(
            theme, self._face, on_tap, text=word, key=f"key_{key}", least=max(16.0, TOUCH_SMALL), pad=(1.5, 0.5),
            at_once=True,
        )  # fmt: skip

    def say(self, key: str, word: str, on_tap: Callable[[], None]) -> None:
        """Becomes this key."""
        self.key, self.text, self.on_tap = f"key_{key}", word, on_tap
        self._face.set(word)


class _RepeatingKey(Button):
    _again: Any = None  # the event of Kivy's clock that types again

    def on_touch_down(self, touch: Any) -> bool:
        handled = super().on_touch_down(touch)
        if touch.ud.get("button") is self:
            self._stop()
            self._again = Clock.schedule_once(lambda _: self._repeat(touch), _HELD_FOR)
        return handled

    def wipe(self) -> None:
        self._stop()
        super().wipe()

    def let_go(self) -> None:
        self._stop()
        super().let_go()

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is self:
            self._stop()
        return super().on_touch_up(touch)

    def _repeat(self, touch: Any) -> None:
        if touch.ud.get("button") is self and self.parent:
            self._again = Clock.schedule_once(lambda _: self._repeat(touch), _EVERY)
            self.on_tap()

    def _stop(self) -> None:
        if self._again:
            self._again.cancel()
            self._again = None


def _face(theme: ScreenTheme, label: str, look: ButtonStyle) -> TextPart:
    return TextPart(theme, label, Type.BODY, bold=True, colour=look.text, align="center")
