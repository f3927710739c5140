"""The few SDL calls that Kivy does not offer, on the library that came with Kivy."""

import ctypes
import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_VIDEO = 0x20
_USER_EVENT = 0x8000
_UNSEEN = (b"", b"offscreen", b"dummy")


@lru_cache(maxsize=1)
def library() -> Any:
    """Returns SDL, as Kivy loads it."""
    spec = find_spec("kivy")
    folder = Path(spec.origin).parent.parent if spec and spec.origin else Path()
    libraries = sorted(folder.glob("Kivy.libs/libSDL2-2-*.so*"))
    return ctypes.CDLL(str(libraries[0]) if libraries else "libSDL2-2.0.so.0")


class NoDisplay(OSError):
    """There is no display to show the window on."""


def video_driver() -> bytes:
    """Returns what SDL shows windows with, such as "x11"; nothing where it can show none."""
    sdl = library()
    sdl.SDL_GetCurrentVideoDriver.restype = ctypes.c_char_p
    return sdl.SDL_GetCurrentVideoDriver() if sdl.SDL_InitSubSystem(_VIDEO) == 0 else b""


def check_display() -> None:
    """Raises NoDisplay without a display, where SDL would draw in memory, unless SDL_VIDEODRIVER asks for that."""
    if video_driver() in _UNSEEN and "SDL_VIDEODRIVER" not in os.environ:
        raise NoDisplay(f"there is no display (DISPLAY is {os.environ.get('DISPLAY', '')!r})")


def display_size() -> tuple[int, int] | None:
    """Returns the primary display's usable size in pixels; None without a display."""
    sdl = library()
    if sdl.SDL_InitSubSystem(_VIDEO) != 0:
        return None
    bounds = (ctypes.c_int * 4)()
    has_bounds = sdl.SDL_GetDisplayUsableBounds(0, bounds) == 0
    return (bounds[2], bounds[3]) if has_bounds else None


def wait(seconds: float) -> None:
    """Sleeps until there is an event, for `seconds` at most. The event stays in the queue."""
    library().SDL_WaitEventTimeout(None, int(seconds * 1000))


def wake() -> None:
    """Ends a `wait`, from any thread."""
    event = (ctypes.c_uint32 * 32)(_USER_EVENT)  # an SDL_Event has 56 bytes and begins with its type
    library().SDL_PushEvent(ctypes.byref(event))
