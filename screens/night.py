"""The screen is dark outside the hours of the lobby, until somebody touches it or a visit begins."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from kiosk.pages.kinds import AttractPage, OutOfServicePage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import time

    from screens.stage import Stage

AWAKE_SECONDS = 60.0  # after the last touch
_LOOK_EVERY, _LOOK_EVERY_WHILE_DARK = 10.0, 0.2  # seconds
_NOBODY_HERE = (AttractPage, OutOfServicePage)


class Night:
    """Lays darkness over the stage while `is_night(now)` says so, nobody is served, and nobody has touched the screen
    or a key for a while. The touch or key that ends it does nothing else."""

    def __init__(self, stage: Stage, is_night: Callable[[time], bool], now: Callable[[], time]) -> None:
        self._stage, self._is_night, self._now = stage, is_night, now
        self._touched = monotonic() - AWAKE_SECONDS
        self._darkness: _Darkness | None = None
        self._looks = Clock.schedule_interval(lambda _: self.look(), _LOOK_EVERY)
        Window.fbind("on_touch_down", self._on_touch)
        Window.fbind("on_key_down", self._on_key)

    @property
    def is_dark(self) -> bool:
        return self._darkness is not None

    def look(self) -> None:
        """Lays the darkness there, or takes it away."""
        nobody = isinstance(self._stage.page, _NOBODY_HERE) and monotonic() - self._touched >= AWAKE_SECONDS
        is_due = nobody and self._is_night(self._now())
        if is_due and not self._darkness:
            self._darkness = _Darkness(pos=self._stage.pos, size=self._stage.size, size_hint=(None, None))
            self._stage.parent.add_widget(self._darkness)
            self._look_every(_LOOK_EVERY_WHILE_DARK)
        elif not is_due and self._darkness:
            self._darkness.parent.remove_widget(self._darkness)
            self._darkness = None
            self._look_every(_LOOK_EVERY)

    def stop(self) -> None:
        self._looks.cancel()
        Window.funbind("on_touch_down", self._on_touch)
        Window.funbind("on_key_down", self._on_key)

    def _look_every(self, seconds: float) -> None:
        self._looks.cancel()
        self._looks = Clock.schedule_interval(lambda _: self.look(), seconds)

    def _on_touch(self, _window: object, _touch: object) -> bool:
        return self._wake()

    def _on_key(self, *_: object) -> bool:
        return self._wake()

    def _wake(self) -> bool:
        """Returns whether it was dark: then what woke it goes no further."""
        self._touched, was_dark = monotonic(), self.is_dark
        self.look()
        return was_dark


class _Darkness(Widget):  # type: ignore[misc]
    def __init__(self, **place: Any) -> None:
        super().__init__(**place)
        with self.canvas:
            Color(0, 0, 0, 1)
            Rectangle(pos=self.pos, size=self.size)
