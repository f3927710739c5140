"""The context a page is drawn in: its size, the theme, and the way its answers are sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kivy.clock import Clock

from kiosk.pages.kinds import Page
from kiosk.pages.replies import Answered, Cancel, Changed, PageReply, WentBack
from screens.theme import ScreenTheme


@dataclass(frozen=True, slots=True)
class PageContext:
    """One page's area, `width` by `height` pixels. It is discarded with its page, and so are its timers."""

    theme: ScreenTheme
    width: int
    height: int
    reply: Callable[[PageReply], None]
    loudness: Callable[[], float] = lambda: 1.0  # 0.0 to 1.0, of all sounds
    portrait: bool = True  # as the screen stands, whatever part of it the page has
    timers: list[Any] = field(default_factory=list)

    def answer(self, value: object) -> None:
        self.reply(Answered(value))

    def back(self) -> None:
        self.reply(WentBack())

    def cancel(self) -> None:
        self.reply(Cancel())

    def every(self, seconds: float, call: Callable[[], None]) -> None:
        """Calls `call` periodically, while the page is open."""
        self.timers.append(Clock.schedule_interval(lambda _: call(), seconds))

    def stop(self) -> None:
        for timer in self.timers:
            timer.cancel()
        self.timers.clear()


def once(reply: Callable[[PageReply], None], on_changed: Callable[[Page[Any]], None]) -> Callable[[PageReply], None]:
    """Returns a reply that passes one answer on: a second tap on an answered page is ignored. `on_changed` gets the
    page with what was entered on it."""
    ended: list[bool] = []

    def answer(page_reply: PageReply) -> None:
        if ended:
            return
        if isinstance(page_reply, Answered | WentBack | Cancel):
            ended.append(True)
        if isinstance(page_reply, Changed):
            on_changed(page_reply.page)
        reply(page_reply)

    return answer
