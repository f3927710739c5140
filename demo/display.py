"""An X display: real clicks through XTEST, and pictures of its content."""

import time
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from Xlib import XK, X
from Xlib.display import Display as XDisplay
from Xlib.ext import xtest
from Xlib.protocol.event import ClientMessage
from Xlib.xobject.drawable import Window


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in pixels; the origin is the window's upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def centre(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2


class Display:
    """The display named by `name` (":0"), and on it the window of the process `pid`."""

    def __init__(self, name: str | None, pid: int) -> None:
        self._display = XDisplay(name)
        self._window = self._find(pid)

    def _find(self, pid: int) -> Window:
        """Returns the window of that process. Raises LookupError."""
        root = self._display.screen().root
        atom = self._display.intern_atom("_NET_WM_PID")
        for window in _descendants(root):
            owner = window.get_full_property(atom, X.AnyPropertyType)
            if owner and owner.value[0] == pid:
                return window
        raise LookupError(f"process {pid} has no window")

    @property
    def size(self) -> tuple[int, int]:
        """Returns the window's width and height in pixels."""
        shape = self._window.get_geometry()
        return shape.width, shape.height

    def press(self, x: int, y: int) -> None:
        self.move(x, y)
        xtest.fake_input(self._display, X.ButtonPress, 1)
        self._display.sync()

    def move(self, x: int, y: int) -> None:
        origin = self._display.screen().root.translate_coords(self._window, 0, 0)
        xtest.fake_input(self._display, X.MotionNotify, x=x + origin.x, y=y + origin.y)
        self._display.sync()

    def release(self) -> None:
        xtest.fake_input(self._display, X.ButtonRelease, 1)
        self._display.sync()

    def click(self, x: int, y: int) -> None:
        """Taps as a finger does: the press stays for a few frames."""
        self.press(x, y)
        time.sleep(0.04)
        self.release()

    def hold(self, x: int, y: int, seconds: float = 2.2) -> None:
        """Presses for a while."""
        self.press(x, y)
        time.sleep(seconds)
        self.release()

    def keys(self, *names: str) -> None:
        """Presses these keys of a real keyboard together: `keys("Alt_L", "F4")`. The window has the focus then."""
        self._window.set_input_focus(X.RevertToParent, X.CurrentTime)
        codes = [self._display.keysym_to_keycode(XK.string_to_keysym(name)) for name in names]
        for code in codes:
            xtest.fake_input(self._display, X.KeyPress, code)
        for code in reversed(codes):
            xtest.fake_input(self._display, X.KeyRelease, code)
        self._display.sync()

    def ask_to_close(self) -> None:
        """Sends what a window manager sends for Alt-F4 or the window's cross."""
        protocols, delete = (self._display.intern_atom(name) for name in ("WM_PROTOCOLS", "WM_DELETE_WINDOW"))
        data = (32, [delete, X.CurrentTime, 0, 0, 0])
        self._window.send_event(ClientMessage(window=self._window, client_type=protocols, data=data))
        self._display.sync()

    def picture(self) -> Image.Image:
        """Returns the window's present content."""
        raw = self._window.get_image(0, 0, *self.size, X.ZPixmap, 0xFFFFFFFF)
        return Image.frombuffer("RGB", self.size, raw.data, "raw", "BGRX", 0, 1)

    def save(self, file: Path) -> None:
        self.picture().save(file, optimize=True)

    def close(self) -> None:
        self._display.close()


def _descendants(window: Window) -> list[Window]:
    windows = []
    for child in window.query_tree().children:
        windows += [child, *_descendants(child)]
    return windows
