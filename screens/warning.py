"""The idle warning: a countdown in place of the page, and one large button. A touch anywhere continues as well."""

from typing import Any

from kivy.graphics import Color, Rectangle

from kiosk.pages.language import _, ngettext
from screens.layout import CardBox, Column, Gap, Part, TextPart
from screens.theme import Colour, ScreenTheme, Type
from screens.widgets import action


class IdleWarning(Part):
    """`count` shows how many seconds are left. Every touch reports that someone is there."""

    def __init__(self, theme: ScreenTheme, seconds_left: int) -> None:
        super().__init__(theme)
        self._number = TextPart(theme, str(seconds_left), Type.CLOCK, bold=True, colour=Colour.DEEP, align="center")
        self._unit = TextPart(theme, _unit(seconds_left), colour=Colour.MUTED, align="center")
        self._card = CardBox(
            theme,
            Column(
                theme,
                [
                    TextPart(theme, _("Are you still there?"), Type.HEADING, bold=True, align="center"),
                    self._number,
                    self._unit,
                    Gap(theme, theme.mm(3)),
                    action(theme, _("Continue"), _consume_touch, key="continue", least=30.0),
                ],
                gap=theme.mm(6),
            ),
            pad=theme.mm(14),
        )
        self.add_widget(self._card)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        with self.canvas.before:
            Color(*self.theme.rgba(Colour.GROUND))
            Rectangle(pos=(x, y), size=(width, height))
        wide = min(width * 0.84, self.theme.mm(220))
        high = self._card.height_at(wide)
        self._card.place(x + (width - wide) / 2, y + (height - high) * 0.42, wide, high)

    def count(self, seconds_left: int) -> None:
        """Shows how many seconds are left."""
        self._number.set(str(seconds_left))
        self._unit.set(_unit(seconds_left))

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True


def _unit(seconds_left: int) -> str:
    return ngettext(
        "second left before this visit ends and your entries are cleared",
        "seconds left before this visit ends and your entries are cleared",
        seconds_left,
    )


def _consume_touch() -> None:
    """Consumes the touch: it was the answer."""
