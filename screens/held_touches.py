"""Notices a touch that lies on the glass: a palm, a sleeve, water. Others are served around it, where the screen
reports each finger by itself (`screens.fingers`); the technician is told."""

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window

HELD_SECONDS = 20.0


class HeldTouches:
    """`changed` is called with how many touches lie there, when that changes. Only for Kivy's thread."""

    def __init__(self, seconds: float = HELD_SECONDS) -> None:
        self.changed: Callable[[int], None] = _do_nothing
        self._seconds = seconds
        self._timers: dict[int, Any] = {}
        self._held: set[int] = set()

    @property
    def any_down(self) -> bool:
        return bool(self._timers)

    def start(self) -> None:
        Window.fbind("on_motion", self._moved)

    def stop(self) -> None:
        Window.funbind("on_motion", self._moved)

    def _moved(self, _window: object, kind: str, touch: Any) -> None:
        if not touch.is_touch:
            return  # a pointer that rests over the window
        if kind == "begin":
            self._timers[touch.uid] = Clock.schedule_once(lambda _: self._lies(touch.uid), self._seconds)
        elif kind == "end" and (timer := self._timers.pop(touch.uid, None)):
            timer.cancel()
            if touch.uid in self._held:
                self._held.discard(touch.uid)
                self.changed(len(self._held))

    def _lies(self, uid: int) -> None:
        self._held.add(uid)
        self.changed(len(self._held))


def _do_nothing(_: int) -> None: ...
