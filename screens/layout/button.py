"""Buttons: they change their look the moment they are pressed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from screens.layout.base import Part
from screens.layout.ground import Ground
from screens.layout.immediate_draw import drawn_at_once
from screens.layout.measured import remembered
from screens.layout.tappable import Tappable
from screens.theme import RADIUS, TOUCH, TOUCH_SMALL, Colour, ScreenTheme


@dataclass(frozen=True, slots=True)
class ButtonStyle:
    """The colours of a button; texts on it are drawn in `text` and `hint`."""

    ground: Colour
    pressed: Colour
    text: Colour
    hint: Colour
    edge: Colour | None = None


PRIMARY = ButtonStyle(Colour.DEEP, Colour.DEEPER, Colour.ON_DEEP, Colour.ON_DEEP)
PLAIN = ButtonStyle(Colour.SURFACE, Colour.PRESSED, Colour.INK, Colour.MUTED, Colour.EDGE)
QUIET = ButtonStyle(Colour.SUNKEN, Colour.PRESSED, Colour.INK, Colour.MUTED, Colour.EDGE)
CHOSEN = ButtonStyle(Colour.TINT, Colour.PRESSED, Colour.DEEP, Colour.MUTED, Colour.DEEP)
OFF = ButtonStyle(Colour.SUNKEN, Colour.SUNKEN, Colour.OFF, Colour.OFF)


class Button(Tappable):
    """A tappable part with `content` on it. `text` is its label and `key` its meaning, for the probe. `least` is its
    least height in millimetres. With `enabled` false it takes no tap; it looks pressed only where the tap counts."""

    def __init__(  # noqa: PLR0913
        self,
        theme: ScreenTheme,
        content: Part,
        on_tap: Callable[[], None],
        *,
        text: str,
        key: str = "",
        look: ButtonStyle = PLAIN,
        least: float = TOUCH,
        pad: tuple[float, float] = (5.0, 3.0),
        enabled: bool = True,
        at_once: bool = False,
    ) -> None:
        super().__init__(theme, text=text, key=key, enabled=enabled)
        self.content, self.on_tap = content, on_tap
        self.look, self.least, self.at_once = look, max(least, theme.touch_small), at_once
        self.pad = (theme.mm(pad[0]), theme.mm(pad[1]))
        self._ground: Ground | None = None
        self.add_widget(content)

    @remembered
    def height_at(self, width: float) -> float:
        across, along = self.pad
        return max(self.content.height_at(width - 2 * across) + 2 * along, self.theme.mm(self.least))

    @remembered
    def least_at(self, width: float) -> float:
        across, along = self.pad
        touch = self.theme.mm(TOUCH if self.least >= TOUCH else TOUCH_SMALL)
        return max(self.content.least_at(width - 2 * across) + 2 * along, touch)

    @remembered
    def width_wanted(self) -> float:
        return max(self.content.width_wanted() + 2 * self.pad[0], self.theme.mm(self.least))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        if self._ground or not self.puts_off(self):
            self.draw()

    def draw(self) -> None:
        self._draw_ground()
        across, along = self.pad
        self.content.place(self.x + across, self.y + along, self.width - 2 * across, self.height - 2 * along)

    def wipe(self) -> None:
        self.on_tap, self.text, self.key, self._ground = _do_nothing, "", "", None
        super().wipe()

    def change(self, *, look: ButtonStyle, enabled: bool = True) -> None:
        """Changes its style. Texts keep their colour, so the style must suit them."""
        self.look, self.enabled = look, enabled
        self._draw_ground()

    def tap(self) -> None:
        """Acts as a finger's tap does, for the keypad."""
        if self.ready:
            self.on_tap()

    def let_go(self) -> None:
        """Cancels the press: no tap follows."""
        self._show(pressed=False)

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos) or touch.is_mouse_scrolling:
            return False
        if "button" not in touch.ud and self.takes(touch):
            touch.grab(self)
            touch.ud["button"] = self
            with drawn_at_once():
                self._show(pressed=True)
            if self.at_once:
                self.on_tap()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is self and touch.ud.get("button") is self and not self.collide_point(*touch.pos):
            self.let_go()
            touch.ud["button"] = None
        return False

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._show(pressed=False)
        if touch.ud.get("button") is self and not self.at_once:
            self.on_tap()
        return True

    def _draw_ground(self) -> None:
        if not self.is_to_be_drawn(self.look):
            return
        self.canvas.before.clear()
        with self.canvas.before:
            self._ground = Ground(self, self.look.ground, self.look.edge, self.theme.mm(RADIUS))

    def _show(self, *, pressed: bool) -> None:
        if self._ground:
            self._ground.colour(self.look.pressed if pressed else self.look.ground)


def _do_nothing() -> None: ...
