"""The content of an X display, seen from outside, and presses on it through XTEST."""

import time
from collections.abc import Callable
from select import select

from Xlib import X
from Xlib.display import Display
from Xlib.ext import damage, xtest

STRIPS = 32
SETTLED = 1.5  # s without a change: the page is all there
READ = 0.15  # s without a change: a page that somebody can begin to read
WITHIN = 30.0  # s
SAME = 0.9  # of the final page's ink


class Screen:
    """The whole display. Without a window manager a kiosk's window lies at its origin."""

    def __init__(self, name: str, width: int, height: int) -> None:
        self._display = Display(name)
        self._root = self._display.screen().root
        self._width, self._height = width, height
        self._display.damage_query_version()
        self._drawn = self._root.damage_create(damage.DamageReportNonEmpty)

    def close(self) -> None:
        self._display.close()

    def pixels(self, x: int, y: int, width: int, height: int) -> bytes:
        """Returns the pixels, four bytes each."""
        data: bytes = self._root.get_image(x, y, width, height, X.ZPixmap, 0xFFFFFFFF).data
        return data

    def strips(self) -> bytes:
        """Returns rows of pixels from all over the display."""
        heights = [self._height * (2 * at + 1) // (2 * STRIPS) for at in range(STRIPS)]
        return b"".join(self.pixels(0, y, self._width, 1) for y in heights)

    def painted_after(self, began: float) -> float:
        """Returns seconds from `began` (time.monotonic) until the final page was painted. Raises TimeoutError."""
        return self.paints_after(began, SETTLED)[0]

    def paints_after(self, began: float, *settled: float, same: float = SAME, before: bytes = b"") -> list[float]:
        """Returns seconds from `began` until the page was painted, in that share of its ink, that then stood for that
        many seconds, for each of `settled`, which rise. It is another page than now; than the one `before` too, of
        which nothing has changed until now but the button that was pressed. Raises TimeoutError."""
        now, times = self.strips(), list[float]()
        untouched = [at for at in _slices(now) if now[at] == before[at]] if before else [slice(None)]
        frames = [(time.monotonic(), now)]
        while time.monotonic() < began + WITHIN:
            last, final = frames[-1]
            is_there = any(final[at] != now[at] for at in untouched)
            if self._waits_for_drawing(last + settled[len(times)] if is_there else began + WITHIN):
                if (frame := self.strips()) != final:
                    frames.append((time.monotonic(), frame))
            elif is_there:
                times.append(next(at for at, picture in frames if _alike(picture, final, same)) - began)
                if len(times) == len(settled):
                    return times
        raise TimeoutError(f"nothing that stays was painted within {WITHIN:g} s")

    def press(self, x: int, y: int) -> None:
        """Moves there and presses."""
        xtest.fake_input(self._display, X.MotionNotify, x=x, y=y)
        xtest.fake_input(self._display, X.ButtonPress, 1)
        self._display.sync()

    def release(self, x: int, y: int) -> None:
        """Moves there and releases: away from the button, so that nothing is chosen."""
        xtest.fake_input(self._display, X.MotionNotify, x=x, y=y)
        xtest.fake_input(self._display, X.ButtonRelease, 1)
        self._display.sync()

    def until_changed(self, region: tuple[int, int, int, int], act: Callable[[], None], within: float = 2.0) -> float:
        """Returns seconds from `act` until a pixel of the region (x, y, width, height) changes. Raises TimeoutError."""
        before = self.pixels(*region)
        began = time.monotonic()
        act()
        while self.pixels(*region) == before:
            if not self._waits_for_drawing(began + within):
                raise TimeoutError(f"no pixel changed within {within:g} s")
        return time.monotonic() - began

    def _waits_for_drawing(self, until: float) -> bool:
        """Waits until X has drawn something since it was asked last: who looks at pixels all the time takes a core from
        what draws them. Returns whether it has."""
        while not self._display.pending_events():
            left = until - time.monotonic()
            if left <= 0:
                return False
            select([self._display], [], [], left)
        while self._display.pending_events():
            self._display.next_event()
        self._display.damage_subtract(self._drawn)
        return True


def _slices(frame: bytes) -> list[slice]:
    """Returns where each strip stands in it."""
    length = len(frame) // STRIPS
    return [slice(at, at + length) for at in range(0, len(frame), length)]


def _alike(picture: bytes, final: bytes, share: float) -> bool:
    """Returns whether that share of the final page's ink is there."""
    ground = max({final[at : at + 4] for at in range(0, len(final), 400)}, key=final.count)
    ink = [at for at in range(0, len(final), 4) if final[at : at + 4] != ground]
    there = sum(picture[at : at + 4] == final[at : at + 4] for at in ink)
    return there >= share * len(ink)
