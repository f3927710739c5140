"""The sockets of one process, watched by epoll: each says again what it waits for only once something came of it."""

import select
import time
from threading import Lock
from typing import Any

from waitress import wasyncore

_ALL_EVERY = 1  # seconds: what nobody told of is seen by then


class WatchedSockets(dict[int, Any]):
    """Waitress's map of sockets by file number. Its own loop asks every socket before each wait, here one is asked
    after its events, and when a thread is done with it (`refresh`).
    """

    def __init__(self) -> None:
        super().__init__()
        self._epoll = select.epoll()
        self._watched: dict[int, int] = {}  # events by file number
        self._new: list[int] = []
        self._lock = Lock()
        self._all_at = 0.0

    def __setitem__(self, number: int, dispatcher: Any) -> None:
        super().__setitem__(number, dispatcher)
        self._new.append(number)  # it is not built wholly yet

    def __delitem__(self, number: int) -> None:
        with self._lock:
            super().__delitem__(number)
            if self._watched.pop(number, 0):
                self._epoll.unregister(number)

    def wait(self, seconds: float) -> None:
        """Waits for events, that long at most, and handles them."""
        new, self._new = self._new, []
        if time.monotonic() >= self._all_at:
            self._all_at, new = time.monotonic() + _ALL_EVERY, list(self)
        for number in new:
            self._refresh(number)
        for number, events in self._epoll.poll(seconds):
            if (dispatcher := self.get(number)) is not None:
                wasyncore.readwrite(dispatcher, events)
                self._refresh(number)

    def refresh(self, number: int, dispatcher: Any) -> None:
        """Notes what a socket waits for now; from any thread. The wait that goes on knows it at once."""
        with self._lock:
            if self.get(number) is dispatcher:
                self._watch(number, dispatcher)

    def _refresh(self, number: int) -> None:
        with self._lock:
            if (dispatcher := self.get(number)) is not None:
                self._watch(number, dispatcher)

    def _watch(self, number: int, dispatcher: Any) -> None:
        events = _events_of(dispatcher)
        before = self._watched.get(number, 0)
        if events == before:
            return
        if not before:
            self._epoll.register(number, events)
        elif events:
            self._epoll.modify(number, events)
        else:
            self._epoll.unregister(number)
        self._watched[number] = events


def _events_of(dispatcher: Any) -> int:
    reading = select.EPOLLIN | select.EPOLLPRI if dispatcher.readable() else 0
    return reading | (select.EPOLLOUT if dispatcher.writable() and not dispatcher.accepting else 0)
