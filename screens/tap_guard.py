"""Which taps count: those on something that was there, and enabled, for long enough before the finger came down."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import dist, inf
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window

from screens.layout import Part, Tappable
from screens.probe import WindowBox
from screens.theme import ScreenTheme

SAME_PLACE = 12.0  # millimetres within which a tap repeats the one that led to the page
_REPEATED = 0.3  # seconds that a repeated tap waits longer: a slow double tap takes up to 0.8 s


@dataclass(slots=True)
class _Frame:
    """One frame. `shown_at` is infinite until it is on the screen."""

    shown_at: float = inf


@dataclass(frozen=True, slots=True)
class _StampedFace:
    """The look of what can be tapped, and the frame since which it has looked so."""

    key: str
    text: str
    box: WindowBox
    since: _Frame

    def is_same(self, key: str, text: str, box: WindowBox) -> bool:
        """Returns whether the other is this one, drawn again in its place."""
        return (key, text) == (self.key, self.text) and _middle_within(box, self.box) and _middle_within(self.box, box)


class TapGuard:
    """Remembers since when each part of a stage that can be tapped has been on the screen. Times are those of Kivy's
    clock."""

    def __init__(self, theme: ScreenTheme) -> None:
        self.theme = theme
        self._faces: dict[Part, _StampedFace] = {}
        self._led_here: tuple[float, float] | None = None  # where the tap was that led to this page
        self._least = 0.0  # seconds that the page asks for at least

    def begin_page(self, least: float, led_here: tuple[float, float] | None) -> None:
        """Begins another page, whose buttons are none of those that were there."""
        self.forget()
        self._least, self._led_here = least, led_here

    def forget(self) -> None:
        """Forgets all that was on the screen."""
        self._faces.clear()

    def note(self, targets: Iterable[tuple[Tappable, WindowBox]]) -> None:
        """Records which of these are in the frame that is being put on the screen, and where."""
        before, frame = self._faces, _Frame()
        self._faces = {target: _face(target, box, before, frame) for target, box in targets if target.enabled}
        if any(face.since is frame for face in self._faces.values()):
            Clock.schedule_once(lambda _: _on_shown(frame), -1)

    def counts(self, target: Part, moment: float, place: tuple[float, float]) -> bool:
        """Returns whether a tap on it counts whose finger came down at this moment and place of the window: not where
        it has become another than the one that is shown. One that replaces the one that is shown, as where a page is
        drawn again, is that one before it is drawn, too."""
        face = self._find_shown(target) if isinstance(target, Tappable) else None
        return face is not None and moment - face.since.shown_at >= self._wait(place)

    def _find_shown(self, target: Tappable) -> _StampedFace | None:
        itself = self._faces.get(target)
        if itself:
            return itself if (target.key, target.text) == (itself.key, itself.text) else None
        left, low = target.to_window(*target.pos)
        box = (left, low, left + target.width, low + target.height)
        return next((face for face in self._faces.values() if face.is_same(target.key, target.text, box)), None)

    def _wait(self, place: tuple[float, float]) -> float:
        wait = self.theme.tap_wait
        if wait and self._led_here and dist(place, self._led_here) < self.theme.mm(SAME_PLACE):
            wait += _REPEATED
        return max(wait, self._least)


class DownTimes:
    """When fingers came down, no later than they did: at the last moment before which no event waited."""

    def __init__(self) -> None:
        self._mouse = 0.0
        Window.fbind("on_mouse_down", self._pressed)

    def get(self, touch: Any) -> float:
        """Returns the time of Kivy's clock."""
        return float(touch.ud.get("down_at") or (self._mouse if touch.device == "mouse" else Clock.get_time()))

    def _pressed(self, *_: object) -> None:
        self._mouse = Clock.get_time()


def _on_shown(frame: _Frame) -> None:
    frame.shown_at = Clock.time()


def _face(target: Tappable, box: WindowBox, before: dict[Part, _StampedFace], frame: _Frame) -> _StampedFace:
    itself = before.get(target)
    candidates = [itself] if itself else before.values()
    older = next((face for face in candidates if face.is_same(target.key, target.text, box)), None)
    return older or _StampedFace(target.key, target.text, box, frame)


def _middle_within(one: WindowBox, other: WindowBox) -> bool:
    x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    return other[0] <= x <= other[2] and other[1] <= y <= other[3]
