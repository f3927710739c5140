"""A card over the page, which lies in the dark behind it."""

from kivy.graphics import Color, Rectangle

from screens.layout import CardBox, Column, Part
from screens.theme import SCRIM, ScreenTheme


class Overlay(Part):
    """The card lies where it can be reached: its greatest width is in millimetres."""

    def __init__(self, theme: ScreenTheme, content: Column, *, pad: float, wide: float) -> None:
        super().__init__(theme)
        self._wide = wide
        self._card = CardBox(theme, content, pad=theme.mm(pad))
        self.add_widget(self._card)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*SCRIM)
            Rectangle(pos=(x, y), size=(width, height))
        low, high = self.theme.reach(height)
        wide = min(width * 0.92, self.theme.mm(self._wide))
        own = min(self._card.height_at(wide), high)
        self._card.place(x + (width - wide) / 2, y + low + (high - own) / 2, wide, own)
