"""The context a page is drawn in: its size, the theme, and the way its answers are sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kivy.clock import Clock

from kiosk.pages.ui import Answered, Cancel, PageReply, WentBack
from screens.theme import ScreenTheme


@dataclass(frozen=True, slots=True)
class PageContext:
    """One page's area, `width` by `height` pixels. It is discarded with its page, and so are its timers."""

    theme: ScreenTheme
    width: int
    height: int
    reply: Callable[[PageReply], None]
    loudness: Callable[[], float] = lambda: 1.0  # 0.0 to 1.0, of all sounds
    timers: list[Any] = field(default_factory=list)

    @property
    def portrait(self) -> bool:
        return self.height > self.width

    def answer(self, value: object) -> None:
        self.reply(Answered(value))

    def back(self) -> None:
        self.reply(WentBack())

    def cancel(self) -> None:
        self.reply(Cancel())

    def every(self, seconds: float, call: Callable[[], None]) -> None:
        """Calls `call` periodically while the page is open."""
        self.timers.append(Clock.schedule_interval(lambda _: call(), seconds))

    def stop(self) -> None:
        for timer in self.timers:
            timer.cancel()
        self.timers.clear()
