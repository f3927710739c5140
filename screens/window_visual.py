"""The kind of window that X is asked for: one without depth and stencil buffers.

Kivy asks for both, and no page uses either. Mesa's llvmpipe draws and clears in rows, in a tenth of the time, only
where there is neither. SDL takes an X visual by its number (`SDL_HINT_VIDEO_X11_WINDOW_VISUALID`).
"""

import ctypes
from ctypes import POINTER, byref, c_char_p, c_int, c_void_p
from typing import Any

from screens import sdl

_HINT = b"SDL_VIDEO_X11_WINDOW_VISUALID"
# GLX 1.4, table 3.1
_DOUBLEBUFFER, _RED, _GREEN, _BLUE, _ALPHA, _DEPTH, _STENCIL = 5, 8, 9, 10, 11, 12, 13
_X_VISUAL_TYPE, _TRUE_COLOR, _VISUAL_ID, _SAMPLES = 0x22, 0x8002, 0x800B, 100001
_UNWANTED = (_ALPHA, _DEPTH, _STENCIL, _SAMPLES)  # a window with alpha would be seen through
_WANTED = {_X_VISUAL_TYPE: _TRUE_COLOR, _DOUBLEBUFFER: 1, _RED: 8, _GREEN: 8, _BLUE: 8, _DEPTH: 0, _STENCIL: 0}


def ask_for_plain_window() -> None:
    """Has SDL create its next window on X without depth and stencil buffers, where X has such windows."""
    visual = _find_visual() if sdl.video_driver() == b"x11" else 0
    if visual:
        sdl.library().SDL_SetHint(_HINT, hex(visual).encode())


def _find_visual() -> int:
    """Returns the number of the X visual; 0 where there is none, or no GLX."""
    try:
        x, glx = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libGL.so.1")
    except OSError:
        return 0
    _declare(x, glx)
    display = x.XOpenDisplay(None)
    if not display:
        return 0
    try:
        return _choose(x, glx, display)
    finally:
        x.XCloseDisplay(display)


def _declare(x: Any, glx: Any) -> None:
    x.XOpenDisplay.restype, x.XOpenDisplay.argtypes = c_void_p, [c_char_p]
    x.XCloseDisplay.argtypes = x.XFree.argtypes = x.XDefaultScreen.argtypes = [c_void_p]
    glx.glXChooseFBConfig.restype = POINTER(c_void_p)
    glx.glXChooseFBConfig.argtypes = [c_void_p, c_int, POINTER(c_int), POINTER(c_int)]
    glx.glXGetFBConfigAttrib.argtypes = [c_void_p, c_void_p, c_int, POINTER(c_int)]


def _choose(x: Any, glx: Any, display: int) -> int:
    """Returns the visual of the first configuration that suits: GLX sorts them."""
    pairs = [number for pair in _WANTED.items() for number in pair]
    request, count = (c_int * (len(pairs) + 1))(*pairs), c_int()
    configs = glx.glXChooseFBConfig(display, x.XDefaultScreen(display), request, byref(count))
    if not configs:
        return 0

    def read(config: int, attribute: int) -> int:
        value = c_int()
        glx.glXGetFBConfigAttrib(display, config, attribute, byref(value))
        return value.value

    try:
        plain = (config for config in configs[: count.value] if not any(read(config, each) for each in _UNWANTED))
        return next((read(config, _VISUAL_ID) for config in plain), 0)
    finally:
        x.XFree(configs)
