"""Fingers on the glass, as SDL reports those of a touch screen: several at once, and one that stays."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pytest

from screens.samples import SAMPLES

DOWN, UP, MOTION = 0x700, 0x701, 0x702


class Glass:
    """Puts finger events into SDL's queue, where those of a real touch screen come from."""

    def __init__(self, lobby: Any) -> None:
        self.lobby = lobby

    def put(self, kind: int, finger: int, x: float, y: float) -> None:
        """A finger's event, in pixels from the top left; then two frames."""
        from screens import sdl
        from screens.fingers import _FingerEvent

        width, height = self.lobby.window.size
        event = (ctypes.c_uint32 * 32)()
        event_at = ctypes.cast(event, ctypes.POINTER(_FingerEvent))[0]
        event_at.type, event_at.touch, event_at.finger, event_at.x, event_at.y = kind, 1, finger, x / width, y / height
        assert sdl.library().SDL_PushEvent(ctypes.byref(event)) == 1
        self.lobby.draw()
        self.lobby.draw()

    def taps(self, finger: int, key: str) -> None:
        x, y, width, height = self.lobby.targets()[key].rect
        self.put(DOWN, finger, x + width / 2, y + height / 2)
        self.put(UP, finger, x + width / 2, y + height / 2)


@pytest.fixture
def glass(portrait: Any) -> Iterator[Glass]:
    from screens.fingers import Fingers

    fingers = Fingers()
    fingers.start()
    yield Glass(portrait)
    fingers.stop()


def test_a_finger_taps(glass: Glass) -> None:
    glass.lobby.show(SAMPLES["menu"])
    glass.lobby.settle()
    glass.taps(1, "track")
    assert glass.lobby.answers() == ["track"]


def test_a_palm_that_lies_there_does_not_deafen_the_rest(glass: Glass) -> None:
    glass.lobby.show(SAMPLES["menu"])
    glass.lobby.settle()
    x, y, width, height = glass.lobby.targets()["guide"].rect
    glass.put(DOWN, 7, x + width / 2, y + height / 2)
    glass.put(MOTION, 7, x + width / 2 + 3, y + height / 2)
    glass.taps(8, "track")
    assert glass.lobby.answers() == ["track"]


def test_a_finger_of_which_only_the_end_was_seen_taps_nothing(glass: Glass) -> None:
    glass.lobby.show(SAMPLES["menu"])
    glass.lobby.settle()
    x, y, *_ = glass.lobby.targets()["track"].rect
    glass.put(UP, 3, x + 20, y + 20)
    glass.put(MOTION, 3, x + 20, y + 20)
    assert glass.lobby.answers() == []


def test_a_touch_that_stays_is_told_and_so_is_its_end(glass: Glass) -> None:
    from screens.held_touches import HeldTouches

    held, told = HeldTouches(seconds=0.5), list[int]()
    held.changed = told.append
    held.start()
    glass.lobby.show(SAMPLES["busy"])
    glass.put(DOWN, 5, 100, 900)
    while not told:
        glass.lobby.draw()
    glass.put(UP, 5, 100, 900)
    glass.put(DOWN, 6, 100, 900)
    glass.put(UP, 6, 100, 900)  # a tap is none
    held.stop()
    assert told == [1, 0]
