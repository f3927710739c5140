"""How a visit speaks with the resident: `ask` one page at a time.

`Pages` turns pages on a `Surface` (Kivy's window, or a test's), watches the idle time and gives the warning.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, inf
from queue import Empty, SimpleQueue
from threading import Lock
from time import monotonic
from typing import Any, Protocol, TypeVar

from kiosk.liveness import Liveness
from kiosk.pages.kinds import AttractPage, OutOfServicePage, Page, TakePage

A = TypeVar("A")
UNTIL_EVERY = 0.015  # seconds between two looks at `until`: someone waits for what it sees
UNTIL_EVERY_IDLE = 0.25  # where nobody need be there
RENEW_EVERY = 1.0  # seconds between two looks at `renew`


class Back(Exception):
    """The resident wants the page before. `entered` is what a form held when it was left."""

    def __init__(self, entered: Any = None) -> None:
        super().__init__()
        self.entered = entered


class Cancelled(Exception):
    """The resident ends the visit."""


class TimedOut(Exception):
    """Nobody is there any more."""


class Stopped(Exception):
    """The program ends."""


class Reply:
    """A surface's report of a page: `Answered`, or one of the three below."""


class Answered(Reply):
    def __init__(self, value: Any) -> None:
        self.value = value


class WentBack(Reply):
    """`entered`: from a form, the answers so far, complete or not."""

    def __init__(self, entered: Any = None) -> None:
        self.entered = entered


class Cancel(Reply): ...


class Touched(Reply):
    """Someone is there: the idle time begins again."""


class Surface(Protocol):
    """A drawing surface. Both calls come from the visit thread and return at once."""

    def draw(self, page: Page[Any], reply: Callable[[Reply], None]) -> None:
        """Show this page in place of the one before. `reply` may be called from any thread, also too late."""

    def warn(self, seconds_left: int | None) -> None:
        """Show "are you still there?" with a countdown over the page, or take it away. A touch on it is `Touched`."""


def never() -> None:
    """For `until`: nothing but the resident ends the page."""


class Ui(Protocol):
    def ask(
        self,
        page: Page[A],
        *,
        until: Callable[[], A | None] = never,
        renew: Callable[[], Page[A]] | None = None,
    ) -> A:
        """Show the page and wait for its answer, or for `until` to give one. Raises Back, Cancelled, TimedOut, Stopped,
        and whatever `until` raises. What `renew` gives is asked in the page's place when it says something else; a tap
        on either counts."""

    def show(self, page: Page[Any]) -> None:
        """Show the page and go on."""


class _Wake(Reply):
    """From `stop`: look around."""


class Pages:
    """The `Ui` over a surface. After `idle_seconds` without a touch it warns for `warning_seconds`, then TimedOut.

    Each page has a queue of replies of its own, so a reply to a page that is gone reaches nobody. `pulse` beats with
    every page, and knows when a wait is for people.
    """

    def __init__(
        self, surface: Surface, idle_seconds: float, warning_seconds: float, liveness: Liveness | None = None
    ) -> None:
        self._surface = surface
        self._liveness = liveness or Liveness()
        self._idle = idle_seconds
        self._warning = warning_seconds
        self._lock = Lock()
        self._replies: SimpleQueue[Reply] = SimpleQueue()
        self._stopped = False

    def ask(
        self,
        page: Page[A],
        *,
        until: Callable[[], A | None] = never,
        renew: Callable[[], Page[A]] | None = None,
    ) -> A:
        replies = self._begin()
        self._surface.draw(page, replies.put)
        watch = _IdleWatch(self._surface, inf if _may_wait_for_ever(page) else self._idle, self._warning)
        pause = _pause(page, until, renew)
        renewed = monotonic()
        try:
            while True:
                if (found := until()) is not None:
                    return found
                if renew and monotonic() - renewed >= RENEW_EVERY:
                    renewed = monotonic()
                    page = self._redraw(page, renew(), replies)
                with self._liveness.waiting():
                    reply = _next(replies, min(watch.look(), pause))
                self._leave_if_stopped()
                if isinstance(reply, Answered):
                    return reply.value  # type: ignore[no-any-return]  # a surface answers with the page's own type
                _leave_if_asked(reply)
                if reply:
                    watch.touched()
        finally:
            watch.take_away()

    def _redraw(self, page: Page[A], other: Page[A], replies: SimpleQueue[Reply]) -> Page[A]:
        if other != page:
            self._surface.draw(other, replies.put)
        return other

    def show(self, page: Page[Any]) -> None:
        self._liveness.beat()
        self._surface.draw(page, _drop)

    def stop(self) -> None:
        """From any thread: a thread that asks, or will ask, gets Stopped."""
        with self._lock:
            self._stopped = True
            self._replies.put(_Wake())

    def _begin(self) -> SimpleQueue[Reply]:
        replies: SimpleQueue[Reply] = SimpleQueue()
        with self._lock:
            self._replies = replies
        self._leave_if_stopped()
        return replies

    def _leave_if_stopped(self) -> None:
        if self._stopped:
            raise Stopped


class _IdleWatch:
    """The time since somebody touched a page."""

    def __init__(self, surface: Surface, idle: float, warning: float) -> None:
        self._surface = surface
        self._idle = idle
        self._warning = warning
        self._since = monotonic()
        self._shown: int | None = None

    def look(self) -> float:
        """Warn where it is time to; the seconds until the next look. Raises TimedOut."""
        silent = monotonic() - self._since
        left = self._idle + self._warning - silent
        if left <= 0:
            raise TimedOut
        if silent < self._idle:
            return self._idle - silent
        if ceil(left) != self._shown:
            self._shown = ceil(left)
            self._surface.warn(self._shown)
        return left - (ceil(left) - 1)

    def touched(self) -> None:
        self._since = monotonic()
        self.take_away()

    def take_away(self) -> None:
        if self._shown is not None:
            self._shown = None
            self._surface.warn(None)


def _pause(page: Page[Any], until: Callable[[], object], renew: object) -> float:
    """Seconds between two looks at what may end or renew a page."""
    if until is not never:
        return UNTIL_EVERY_IDLE if _may_wait_for_ever(page) else UNTIL_EVERY
    return RENEW_EVERY if renew else inf


def _next(replies: SimpleQueue[Reply], within: float) -> Reply | None:
    try:
        return replies.get(timeout=None if within == inf else within)
    except Empty:
        return None


def _leave_if_asked(reply: Reply | None) -> None:
    if isinstance(reply, WentBack):
        raise Back(reply.entered)
    if isinstance(reply, Cancel):
        raise Cancelled


def _may_wait_for_ever(page: Page[Any]) -> bool:
    """Nobody need be there while nobody is served, nor while a forgotten card waits to be taken."""
    return isinstance(page, AttractPage | OutOfServicePage | TakePage)


def _drop(reply: Reply) -> None:
    """A page that is only shown asks nothing."""
