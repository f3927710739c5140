"""A page belongs to a card, or to nobody: covers what belongs to a card while that card is not there.

A thread of its own looks at the readers as long as pages belong to somebody, so that a page is covered at once, even
while the visit is busy."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, RLock, Thread
from time import monotonic, sleep
from typing import Any

from kiosk.pages.holder import CardReaders, Holders, PageHolder, Sight
from kiosk.pages.kinds import Page
from kiosk.pages.replies import (
    Cancel,
    Cancelled,
    Changed,
    OtherCard,
    PageReply,
    Surface,
    TimedOut,
    Touched,
    with_entered,
)

LOOK_EVERY = 0.02  # seconds between two looks at what the readers know

Send = Callable[[PageReply], None]


class PageGuard:
    """Draws pages on the surface, and a `CoverPage` in their place. All methods are for the visit's thread."""

    def __init__(self, surface: Surface, readers: CardReaders) -> None:
        self._surface = surface
        self._readers = readers
        self._lock = RLock()
        self._holders = Holders()
        self._page: tuple[Page[Any], Send] | None = None
        self._covered_until: float | None = None
        self._over: TimedOut | Cancelled | None = None
        self._watching = Event()  # cleared: the thread ends

    @property
    def covered(self) -> bool:
        return self._covered_until is not None

    @property
    def holder(self) -> PageHolder | None:
        return self._holders.current

    def draw(self, page: Page[Any], reply: Send) -> None:
        """Shows the page now, or once its holder's card lies there again. Raises what has ended the visit."""
        with self._lock:
            self.check()
            if self._watching.is_set():
                self._look(self._readers.cards())  # the card may have been exchanged since the last look
                self.check()
            self._page = page, self._keeping(reply)
            if not self.covered:
                self._surface.draw(*self._page)

    def renew(self, page: Page[Any]) -> None:
        """Shows this in place of the page that stands there, with what was entered on that. Raises what has ended the
        visit."""
        with self._lock:
            self.check()
            if self._page:
                before, reply = self._page
                self._page = with_entered(page, before), reply
                if not self.covered:
                    self._surface.draw(*self._page)

    def check(self) -> None:
        """Raises TimedOut, OtherCard or Cancelled, where the visit was ended while its page was covered."""
        if self._over:
            raise self._over

    def bind(self, holder: PageHolder) -> None:
        """Binds every page from now on to this holder."""
        with self._lock:
            self._holders.bind(holder, self._readers.cards())
            if not self._watching.is_set():
                self._watching = Event()
                self._watching.set()
                Thread(target=self._watch, args=(self._watching,), name="page guard", daemon=True).start()

    def return_to_first(self) -> None:
        """Binds the pages to the visit's first holder again."""
        with self._lock:
            self._holders.return_to_first()

    @contextmanager
    def between_cards(self) -> Iterator[None]:
        """Unbinds the pages while a card is asked for; then they belong to the new holder, or again to the one
        before."""
        with self._lock:
            before = self._holders.suspend()
            self._page = None  # a covered page stays covered
            self._uncover()
        try:
            yield
        finally:
            with self._lock:
                self._holders.resume(before)

    def release(self) -> None:
        """Unbinds the pages and drops all that is held of a visit."""
        with self._lock:
            self._watching.clear()
            self._holders.clear()
            self._page = self._covered_until = self._over = None

    def require_holder(self) -> None:
        """Returns once the holder's card lies there, as the readers answer at this moment; the page is covered until
        then. Raises as `check` does."""
        holder = self._holders.current
        while holder and holder.card:
            lying = self._readers.cards_now()
            with self._lock:
                self._look(lying)
                self.check()
                if not self.covered:
                    return
            sleep(LOOK_EVERY)

    def _watch(self, watching: Event) -> None:
        while watching.is_set():
            with self._lock:
                if watching.is_set() and not self._over:
                    self._look(self._readers.cards())
            sleep(LOOK_EVERY)

    def _look(self, lying: tuple[Any, ...]) -> None:
        match self._holders.find(lying):
            case Sight.HERE:
                self._uncover()
            case Sight.OTHER:
                self._end(OtherCard())
            case Sight.GONE if self._covered_until is None:
                self._cover()
            case Sight.GONE if monotonic() >= self._covered_until:
                self._end(TimedOut())

    def _cover(self) -> None:
        cover = self._holders.cover()
        self._covered_until = monotonic() + cover.seconds
        self._surface.draw(cover, self._on_cover)

    def _uncover(self) -> None:
        if self.covered and not self._over:
            self._covered_until = None
            if self._page:
                page, reply = self._page
                self._surface.draw(page, reply)
                reply(Touched())

    def _end(self, over: TimedOut | Cancelled) -> None:
        if not self.covered:
            self._cover()
        self._over = over
        if self._page:
            self._page[1](Touched())  # the visit's thread looks around

    def _on_cover(self, reply: PageReply) -> None:
        if isinstance(reply, Cancel):
            with self._lock:
                if self.covered:
                    self._end(Cancelled())

    def _keeping(self, reply: Send) -> Send:
        """Stores what is entered on the page, to draw it so when it is uncovered."""

        def passed_on(page_reply: PageReply) -> None:
            if isinstance(page_reply, Changed):
                with self._lock:
                    if self._page and self._page[1] is passed_on:
                        self._page = page_reply.page, passed_on
            reply(page_reply)

        return passed_on
