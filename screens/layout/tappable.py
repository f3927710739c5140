"""Parts on which a tap does something: it counts only on what was there."""

from typing import Any

from kivy.clock import Clock

from screens.layout.base import Part
from screens.theme import ScreenTheme


class Tappable(Part):
    """A part on which a tap does something. `key` and `text` tell it from others in its place; while `enabled` is
    false it takes no tap."""

    def __init__(self, theme: ScreenTheme, *, text: str = "", key: str = "", enabled: bool = True) -> None:
        super().__init__(theme)
        self.text, self.key, self.enabled = text, key, enabled

    def takes(self, touch: Any) -> bool:
        """Returns whether a tap counts whose finger has just come down."""
        return self._takes(touch.ud.get("down_at", Clock.get_time()), self.to_window(*touch.pos))

    @property
    def ready(self) -> bool:
        """Returns whether a tap in its middle would count now."""
        return self._takes(Clock.get_time(), self.to_window(*self.center))

    def _takes(self, moment: float, place: tuple[float, float]) -> bool:
        return self.enabled and self.may_tap(self, moment, place)
