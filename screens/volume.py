"""The kiosk's volume, and the sign that shows it while it changes. Each visit begins with the default."""

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock

from kiosk.pages.language import _
from screens.layout import CardBox, Icon, Part, Row, TextPart
from screens.theme import Colour, ScreenTheme
from screens.tone import play

DEFAULT, MOST = 6, 10
_SHOWN, _BEEP = 2.0, 0.15  # seconds
_WIDE, _HIGH = 92.0, 22.0  # mm


class Volume(Part):
    """`level` goes from 0 to MOST."""

    def __init__(self, theme: ScreenTheme) -> None:
        super().__init__(theme)
        self.level = DEFAULT
        self.on_change: Callable[[], object] = lambda: play(self.share, _BEEP)  # makes it heard
        self._stage: Part | None = None
        self._hide_soon: Any = Clock.create_trigger(lambda _: self.hide(), _SHOWN)

    @property
    def share(self) -> float:
        """Returns the volume from 0.0 to 1.0."""
        return self.level / MOST

    @property
    def text(self) -> str:
        return _("Volume {level} of {most}").format(level=self.level, most=MOST)

    def on(self, stage: Part) -> None:
        """Shows the sign over this part."""
        self._stage = stage

    def change(self, steps: int) -> None:
        """Changes the volume by a step: shown, and heard where the machine has a loudspeaker."""
        self.level = min(MOST, max(0, self.level + steps))
        self._hide_soon.cancel()
        self.hide()
        self._show()
        self._hide_soon()
        self.on_change()

    def reset(self) -> None:
        self.level = DEFAULT
        self.hide()

    def hide(self) -> None:
        if self.parent:
            self.parent.remove_widget(self)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        for card in self.children:
            card.place(x, y, width, height)

    def _show(self) -> None:
        stage, mm = self._stage, self.theme.mm
        if stage is None:
            return
        card = _card(self.theme, self.text)
        self.clear_widgets()
        self.add_widget(card)
        stage.add_widget(self)
        wide = min(mm(_WIDE), stage.width)
        high = max(mm(_HIGH), round(card.height_at(wide)))
        self.place(stage.x + (stage.width - wide) / 2, stage.top - high - mm(2), wide, high)


def _card(theme: ScreenTheme, text: str) -> Part:
    words = TextPart(theme, text, bold=True)
    row = Row(theme, [Icon(theme, "bell", theme.mm(11), Colour.DEEP), words], gap=theme.mm(4), grow=[words])
    return CardBox(theme, row, edge=Colour.DEEP, pad=theme.mm(4))
