"""One key."""

from collections.abc import Callable

from screens.layout import Button, ButtonStyle, Icon, Part, TextPart
from screens.layout.button import PLAIN
from screens.theme import TOUCH_SMALL, ScreenTheme, Type


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
        least=max(least, TOUCH_SMALL), pad=(0.5, 0.5), at_once=True,
    )  # fmt: skip


def _face(theme: ScreenTheme, label: str, look: ButtonStyle) -> TextPart:
    return TextPart(theme, label, Type.BODY, bold=True, colour=look.text, align="center")
