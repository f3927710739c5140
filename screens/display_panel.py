"""The choices of how pages are displayed, over the page. Each is seen at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

from kiosk.pages.language import _
from kiosk.pages.page_parts import Choice
from screens.display_mode import Setting
from screens.layout import Column, Grid, Part, Row, TextPart
from screens.overlay import Overlay
from screens.theme import Colour, ScreenTheme, Type
from screens.widgets import PLAIN, action, option


class DisplayPanel(Overlay):
    """Calls `on_switch` for each tap on a choice, and `on_close`."""

    def __init__(
        self, theme: ScreenTheme, on_switch: Callable[[Setting], None], on_close: Callable[[], None], *, portrait: bool
    ) -> None:
        options: list[Part] = [
            option(theme, choice, partial(on_switch, setting), chosen=theme.mode.has(setting), several=True)
            for setting, choice in _choices()
        ]
        title = TextPart(theme, _("Display"), Type.HEADING, bold=True, colour=Colour.DEEP)
        close = action(theme, _("Done"), on_close, key="continue", icon="check")
        back = action(theme, _("Back"), on_close, key="back", icon="back", look=PLAIN)
        parts: list[Part] = [
            title,
            Grid(theme, options, 1 if portrait else 2, gap=theme.mm(3)),
            Row(theme, [back, close], gap=theme.mm(4), grow=[close], handed=True),
        ]
        super().__init__(theme, Column(theme, parts, gap=theme.mm(4)), pad=8, wide=300)

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True


def _choices() -> tuple[tuple[Setting, Choice], ...]:
    return (
        (Setting.LARGE_TEXT, Choice("large_text", _("Large text"))),
        (Setting.HIGH_CONTRAST, Choice("high_contrast", _("High contrast"))),
        (Setting.LOW_REACH, Choice("low_reach", _("Lower on the screen"))),
        (Setting.LEFT_HAND, Choice("left_hand", _("For the left hand"))),
    )
