"""Makes Kivy 2.3.1 sleep while nothing happens: its idle wait becomes a wait for SDL's next event.

This uses Kivy's internals (`Clock.idle`, `Clock.get_min_timeout`, `Window.canvas.needs_redraw`), so Kivy is pinned.
Measured: idle CPU from 3 % to 0.2 %, and a press is handled at once instead of at the next poll.
"""

import time

import kivy
from kivy.clock import Clock
from kivy.core.window import Window

from screens import sdl
from screens.memory import collect_new

_LONGEST = 1.0  # seconds of a wait, at most
_SHORTEST = 1 / 250  # seconds between frames while something changes
_QUIET = 0.02  # seconds without anything to do: long enough to collect
_INPUT = ("on_mouse_down", "on_mouse_up", "on_mouse_move", "on_key_down", "on_key_up", "on_textinput", "on_resize")


class KivyChanged(Exception):
    """The installed Kivy is not the version whose internals this file uses."""


def install() -> None:
    """Replaces Kivy's idle wait; from then on other threads must call `sdl.wake` to be noticed. Raises KivyChanged."""
    if kivy.__version__ != "2.3.1":
        raise KivyChanged(kivy.__version__)
    busy = _watch_input()
    Clock.idle = lambda: _idle(busy)


def _watch_input() -> list[bool]:
    """Returns a flag, in a list, that is set from an input event until the frame that handles it."""
    busy = [True]

    def raise_flag(*_: object) -> None:
        busy[0] = True

    for name in _INPUT:
        Window.fbind(name, raise_flag)
    return busy


def _idle(busy: list[bool]) -> float:
    now = Clock.time()
    touched, busy[0] = busy[0], False
    pause = 0.0 if touched or Window.canvas.needs_redraw else _until_next_event(now)
    if pause > _QUIET:
        collect_new()
    if pause > 0.001:
        sdl.wait(max(0.0, pause - (Clock.time() - now)))
    elif not touched and now - Clock._last_tick < _SHORTEST:
        time.sleep(max(0.0, _SHORTEST - (now - Clock._last_tick)))
    current = Clock.time()
    Clock._dt = current - Clock._last_tick
    Clock._last_tick = current
    return float(current)


def _until_next_event(now: float) -> float:
    """Returns seconds to the next clock event, 0 for one that waits for the next frame."""
    return float(max(0.0, min(_LONGEST, Clock.get_min_timeout() - now)))
