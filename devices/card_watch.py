"""The card on a reader, as its worker sees it. The card is in memory only while it lies there."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from devices.base import (
    BlockingPoll,
    Card,
    CardReader,
    DeviceError,
    Fault,
    Media,
    Status,
    TellsPresence,
)

POLL_SECONDS = 0.35  # a reader is polled no faster
PRESENCE_SECONDS = 0.12  # a reader that can tell is asked whether its card still lies there
ASK_SECONDS = 5.0  # between two checks of the reader itself, while nothing lies there

_CARD_FAULTS = {Fault.CARD_UNREADABLE, Fault.CARD_NOT_SUPPORTED}


class CardWatch:
    """The worker calls `watch` and `gone`; anyone may call the rest, which never waits."""

    def __init__(self, on_read: Callable[[], None] = lambda: None, every: float = 0.0) -> None:
        """`on_read` is called once for each card that was read. `every`: seconds between two polls, at least."""
        self._on_read = on_read
        self._every = every
        self._polled_at = 0.0
        self._lock = threading.Lock()
        self._card: Card | None = None
        self._failure: DeviceError | None = None  # of the card that lies there
        self._is_reported = False
        self._last: int | None = None  # the hash of the card that was read last, whether it lies there or not
        self._forgotten: int | None = None  # the hash of a card that lies there and does not count any more
        self._status: Status | None = None  # the reader's own
        self._ask_at = 0.0

    @property
    def present(self) -> bool:
        """Returns whether anything lies there, read or not."""
        with self._lock:
            return self._card is not None or self._failure is not None or self._forgotten is not None

    @property
    def lying(self) -> Card | None:
        """Returns the card that lies there and was read; unlike `card` it tells no failure."""
        with self._lock:
            return self._card

    def card(self) -> Card | None:
        """Returns the card that lies there: one object for each placing. Raises DeviceError once for each that
        failed."""
        with self._lock:
            if self._failure is not None and not self._is_reported:
                self._is_reported = True
                raise DeviceError(self._failure.fault, self._failure.detail)  # one whose traceback nobody keeps
            return self._card

    def has_read(self, card: Card) -> bool:
        """Returns whether it was the last that this reader read."""
        with self._lock:
            return self._last == hash(card)

    def forget(self) -> None:
        """Drops the card's data now; the card does not count again until it was lifted."""
        with self._lock:
            if self._card is not None:
                self._forgotten, self._card = hash(self._card), None
            self._is_reported = True

    def watch(self, reader: CardReader) -> Status:
        """Returns the reader's own state, and whether anything lies there."""
        rested = time.monotonic() - self._polled_at >= self._every or isinstance(reader, BlockingPoll)
        if rested or self._status is None:
            return self._poll(reader)
        if self.lying is not None and isinstance(reader, TellsPresence) and not reader.still_there():
            with self._lock:
                self._take(None, None)
        return self._with_media(self._status)

    def look_again(self, reader: CardReader) -> None:
        """Asks the reader what lies there at this moment. Raises DeviceError."""
        if self.lying is None or not isinstance(reader, TellsPresence) or not reader.still_there():
            self._poll(reader)

    def _poll(self, reader: CardReader) -> Status:
        self._polled_at = 0.0  # one that fails is repeated at once
        status = self._own_status(reader)
        began = time.monotonic()
        try:
            card, failure = reader.poll(), None
        except DeviceError as error:
            if error.fault not in _CARD_FAULTS:
                raise
            card, failure = None, error
        with self._lock:
            had_card = self._card is not None or self._forgotten is not None
            self._take(card, failure)
        self._polled_at = began
        if card is not None and not had_card:
            self._on_read()
        return self._with_media(status)

    def _with_media(self, status: Status) -> Status:
        return replace(status, media=Media.PRESENT if self.present else Media.CLEAR)

    def _own_status(self, reader: CardReader) -> Status:
        if self._status is None or (not self.present and time.monotonic() >= self._ask_at):
            self._status = reader.status()
            self._ask_at = time.monotonic() + ASK_SECONDS
        return self._status

    def forget_card(self) -> None:
        """Forgets what lay there, as the reader was closed."""
        self._status = None
        with self._lock:
            self._take(None, None)

    def _take(self, card: Card | None, failure: DeviceError | None) -> None:
        if self._forgotten is not None and (card is None or hash(card) != self._forgotten):
            self._forgotten = None
        if failure is None or self._failure is None:
            self._is_reported = False
        self._failure = failure
        if card is None or self._forgotten is not None:
            self._card = None
        elif card != self._card:
            self._card, self._last = replace(card), hash(card)
