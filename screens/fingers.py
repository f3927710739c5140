"""Fingers on a touch screen. Under X, SDL reports each finger by itself (XInput 2.2), and of the first one also a
made-up mouse; Kivy drops the fingers on a desktop and keeps the mouse. So one finger that lies on the glass would
deafen the rest. Here SDL's finger events become Kivy's touches, and the made-up mouse is switched off.

A screen whose driver is a mouse (evdev without touch, a resistive panel) still comes in as a mouse: one finger.
"""

import ctypes
from collections import deque
from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.core.window.window_sdl2 import SDL2MotionEvent
from kivy.input.provider import MotionEventProvider

from screens import sdl

_BEGIN, _END, _UPDATE = "begin", "end", "update"
_KINDS = {0x700: _BEGIN, 0x701: _END, 0x702: _UPDATE}  # SDL_FINGERDOWN, SDL_FINGERUP, SDL_FINGERMOTION


class _FingerEvent(ctypes.Structure):
    """SDL_TouchFingerEvent; x, y from 0 to 1, from the upper left corner of the window."""

    _fields_ = (
        ("type", ctypes.c_uint32),
        ("timestamp", ctypes.c_uint32),
        ("touch", ctypes.c_int64),
        ("finger", ctypes.c_int64),
        ("x", ctypes.c_float),
        ("y", ctypes.c_float),
        ("dx", ctypes.c_float),
        ("dy", ctypes.c_float),
        ("pressure", ctypes.c_float),
        ("window", ctypes.c_uint32),
    )


_WATCHER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(_FingerEvent))


class Fingers(MotionEventProvider):  # type: ignore[misc]  # Kivy has no types
    """Each finger is a touch of its own. `start` before the first frame; only for Kivy's thread."""

    def __init__(self) -> None:
        super().__init__("fingers", "")
        self._waiting: deque[tuple[str, int, float, float, float]] = deque()
        self._touches: dict[int, Any] = {}
        self._watcher = _WATCHER(self._on_event)  # held here: SDL calls it as long as it is added

    def start(self) -> None:
        sdl.library().SDL_SetHint(b"SDL_TOUCH_MOUSE_EVENTS", b"0")
        sdl.library().SDL_AddEventWatch(self._watcher, None)
        EventLoop.add_input_provider(self)

    def stop(self) -> None:
        sdl.library().SDL_DelEventWatch(self._watcher, None)
        EventLoop.remove_input_provider(self)

    def update(self, dispatch_fn: Any) -> None:
        """Passes on what has come since the last frame."""
        while self._waiting:
            kind, finger, x, y, down_at = self._waiting.popleft()
            touch = self._touches.get(finger)
            if kind == _BEGIN:
                touch = self._touches[finger] = SDL2MotionEvent("fingers", finger, (x, y, 1.0))
                touch.ud["down_at"] = down_at
            if touch is None:
                continue  # it came down before this began
            touch.move((x, y, 1.0))
            if kind == _END:
                del self._touches[finger]
                touch.update_time_end()
            dispatch_fn(kind, touch)

    def _on_event(self, _: object, event: Any) -> int:
        kind = _KINDS.get(event.contents.type)
        if kind:
            finger = event.contents
            self._waiting.append((kind, int(finger.finger), finger.x, 1.0 - finger.y, Clock.get_time()))
            Window.canvas.ask_update()
        return 0
