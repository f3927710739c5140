"""How a visit speaks with the resident: `ask` one page at a time.

`Pages` turns pages on a `Surface` (Kivy's window, or a test's), watches the idle time and shows the warning. It binds
pages to the person whose card was read, and keeps that promise: no journey has to.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from math import inf
from queue import Empty, SimpleQueue
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from kiosk.liveness import Liveness
from kiosk.pages.guard import PageGuard
from kiosk.pages.holder import CardReaders, NoReaders, PageHolder
from kiosk.pages.idle import IdleWatch
from kiosk.pages.kinds import AttractPage, OutOfServicePage, Page, TakePage
from kiosk.pages.replies import (
    Answered,
    Back,
    Cancel,
    Cancelled,
    Changed,
    OtherCard,
    Paced,
    PageReply,
    Stopped,
    Surface,
    TimedOut,
    Touched,
    WentBack,
    drop,
)

if TYPE_CHECKING:
    from devices.base import Card

__all__ = [
    "Answered",
    "Back",
    "Cancel",
    "Cancelled",
    "Changed",
    "OtherCard",
    "PageReply",
    "Pages",
    "Stopped",
    "Surface",
    "TimedOut",
    "Touched",
    "Ui",
    "WentBack",
    "never",
]  # fmt: skip

A = TypeVar("A")
UNTIL_EVERY = 0.015  # seconds between two looks at `until`: someone waits for what it sees
UNTIL_EVERY_IDLE = 0.25  # where nobody need be there
RENEW_EVERY = 1.0  # seconds between two looks at `renew`


def never() -> None:
    """Returns None, for `until`: nothing but the resident ends the page."""


class Ui(Protocol):
    def ask(
        self,
        page: Page[A],
        *,
        until: Callable[[], A | None] = never,
        renew: Callable[[], Page[A]] | None = None,
    ) -> A:
        """Shows the page and waits for its answer, or for `until` to return one. Raises Back, Cancelled, TimedOut,
        Stopped, and whatever `until` raises. What `renew` returns is asked in the page's place when it differs; a tap
        on either counts."""

    def show(self, page: Page[Any]) -> None:
        """Shows the page and returns. Raises OtherCard, TimedOut, Cancelled where the visit ended meanwhile."""

    def bind(self, card: Card | None, *, agent: bool = False) -> None:
        """Binds every page from now on to the person of that card: without it the page is covered. None: somebody
        is there without a card that a reader can tell to lie there. `agent`: acts for the visit's first person."""

    def return_to_first(self) -> None:
        """Binds the pages to the visit's first person again, not to an agent."""

    def between_cards(self) -> AbstractContextManager[None]:
        """Unbinds the pages while a card is asked for or a ticket handed over; then they belong to the new person, or
        to the one before."""

    def release(self) -> None:
        """Unbinds the pages."""

    def attend(self, *, personal: bool) -> None:
        """Returns, before anything is asked of the hub or handed in, once the person of this visit is there, as
        the readers answer at this moment. `personal`: it is about a person. Raises OtherCard, TimedOut, Cancelled."""


class _Wake(PageReply):
    """From `stop`: the thread looks at what changed."""


class Pages:
    """The `Ui` over a surface. After `idle_seconds` without a touch it warns for `warning_seconds`, then TimedOut.

    Each page has a queue of replies of its own, so a reply to a page that is gone reaches nobody. `liveness` beats with
    every page, and knows when a wait is for people. `without_card_seconds`: the idle time on the pages of who came
    without a card, and on forms.
    """

    def __init__(
        self,
        surface: Surface,
        idle_seconds: float,
        warning_seconds: float,
        liveness: Liveness | None = None,
        *,
        readers: CardReaders | None = None,
        without_card_seconds: float = inf,
    ) -> None:
        self._surface = surface
        self._guard = PageGuard(surface, readers or NoReaders())
        self._without_card = min(idle_seconds, without_card_seconds)
        self._liveness = liveness or Liveness()
        self._idle = idle_seconds
        self._warning = warning_seconds
        self._lock = Lock()
        self._replies: SimpleQueue[PageReply] = SimpleQueue()
        self._patience = 1.0  # times the usual seconds, in this visit
        self._stopped = False
        self.touched_at = monotonic()
        self._asked_about_someone = False  # of the hub, since pages belonged to nobody

    def ask(
        self,
        page: Page[A],
        *,
        until: Callable[[], A | None] = never,
        renew: Callable[[], Page[A]] | None = None,
    ) -> A:
        replies = self._begin()
        if isinstance(page, AttractPage):
            self._patience = 1.0
        self._guard.draw(self._marked(page), replies.put)
        watch = IdleWatch(self._surface, self._idle_of(page), self._warning, self._patience)
        pause = _pause(page, until, renew)
        renewed = monotonic()
        try:
            while True:
                self._guard.check()
                if self._guard.covered:
                    watch.touched()  # the covered page has a time of its own
                if (result := until()) is not None:
                    return result
                if renew and monotonic() - renewed >= RENEW_EVERY:
                    renewed, before = monotonic(), page
                    page = self._redraw(page, renew())
                    if page.renewal_counts and page != before:
                        watch.touched()
                with self._liveness.waiting():
                    reply = _next(replies, min(watch.look(), pause))
                self._leave_if_stopped()
                self.touched_at = monotonic() if reply else self.touched_at
                if isinstance(reply, Answered):
                    return reply.value  # type: ignore[no-any-return]  # a surface answers with the page's own type
                _leave_if_asked(reply)
                if isinstance(reply, Paced):
                    self._patience = watch.patience = reply.patience
                if reply:
                    watch.touched()
        finally:
            watch.take_away()

    def _redraw(self, page: Page[A], other: Page[A]) -> Page[A]:
        if other != page:
            self._guard.renew(self._marked(other))
        return other

    def show(self, page: Page[Any]) -> None:
        self._liveness.beat()
        self._guard.draw(self._marked(page), drop)

    def bind(self, card: Card | None, *, agent: bool = False) -> None:
        self._guard.bind(PageHolder(card, agent))

    def return_to_first(self) -> None:
        self._guard.return_to_first()

    def between_cards(self) -> AbstractContextManager[None]:
        return self._guard.between_cards()

    def release(self) -> None:
        self._asked_about_someone = False
        self._guard.release()

    def attend(self, *, personal: bool) -> None:
        self._asked_about_someone = self._asked_about_someone or personal
        with self._liveness.waiting():
            self._guard.require_holder()

    def stop(self) -> None:
        """Stops the pages, from any thread: a thread that asks, or will ask, gets Stopped."""
        with self._lock:
            self._stopped = True
            self._replies.put(_Wake())

    def _idle_of(self, page: Page[Any]) -> float:
        if _may_wait_for_ever(page):
            return inf
        holder = self._guard.holder
        with_card = holder is not None and holder.card is not None
        return self._without_card if self._is_of_someone(page) and not with_card else self._idle

    def _is_of_someone(self, page: Page[Any]) -> bool:
        """Returns whether it may hold what belongs to the person of this visit."""
        return page.personal and (self._guard.holder is not None or self._asked_about_someone or page.takes_data)

    def _marked(self, page: Page[A]) -> Page[A]:
        """Returns the page, and on it whether it is private."""
        nameless = page.nameless and self._guard.holder is None
        return replace(page, private=True) if self._is_of_someone(page) and not nameless else page

    def _begin(self) -> SimpleQueue[PageReply]:
        replies: SimpleQueue[PageReply] = SimpleQueue()
        with self._lock:
            self._replies = replies
        self._leave_if_stopped()
        return replies

    def _leave_if_stopped(self) -> None:
        if self._stopped:
            raise Stopped


def _pause(page: Page[Any], until: Callable[[], object], renew: object) -> float:
    """Returns the seconds between two looks at what may end or renew a page."""
    if until is not never:
        return UNTIL_EVERY_IDLE if _may_wait_for_ever(page) else UNTIL_EVERY
    return RENEW_EVERY if renew else inf


def _next(replies: SimpleQueue[PageReply], within: float) -> PageReply | None:
    try:
        return replies.get(timeout=None if within == inf else within)
    except Empty:
        return None


def _leave_if_asked(reply: PageReply | None) -> None:
    if isinstance(reply, WentBack):
        raise Back(reply.entered, aside=reply.aside)
    if isinstance(reply, Cancel):
        raise Cancelled


def _may_wait_for_ever(page: Page[Any]) -> bool:
    """Returns whether the page may wait for ever: while nobody is served, and while a forgotten card waits to be
    taken."""
    return isinstance(page, AttractPage | OutOfServicePage | TakePage)
