"""A bound on how long a request waits for its database.

PostgreSQL's own time limits need a server that speaks. One that has gone silent (a dead machine behind a router, a
standby that acknowledges nothing) says nothing that a driver could notice: the connection is then shut from here, and
the call that waits on it fails. See docs/decisions/0080.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connections
from django.http import HttpRequest, HttpResponse

API_WITHIN = 2.2  # seconds; a kiosk waits 2.5
PAGE_WITHIN = 20.0  # seconds; a clerk waits longer for a report
_LOOK = 0.2  # seconds between two looks
TRUSTED = 2.0  # seconds since this thread's last request

Handler = Callable[[HttpRequest], HttpResponse]


@dataclass(eq=False)
class _Wait:
    until: float  # of time.monotonic()
    database: Any  # Django's wrapper of this thread's connection


@dataclass
class _Watch:
    """A thread that shuts the connections of those who have waited too long; it starts with the first of them."""

    waits: set[_Wait] = field(default_factory=set)
    changed: threading.Condition = field(default_factory=threading.Condition)
    process: int = 0  # threads do not outlive a fork
    sleeps: bool = False

    def add(self, wait: _Wait) -> None:
        with self.changed:
            if self.process != os.getpid():
                self.process, self.waits = os.getpid(), set()
                threading.Thread(target=self._run, name="database deadline", daemon=True).start()
            self.waits.add(wait)
            if self.sleeps:  # else it looks by itself: to wake it for each request would cost more than the request
                self.sleeps = False
                self.changed.notify()

    def remove(self, wait: _Wait) -> None:
        with self.changed:
            self.waits.discard(wait)

    def _run(self) -> None:
        with self.changed:
            while True:
                now = time.monotonic()
                for wait in self.waits:
                    if wait.until <= now:
                        _shut(wait.database)
                self.sleeps = not self.waits
                self.changed.wait(None if self.sleeps else _LOOK)


_watch = _Watch()
_used = threading.local()


@contextmanager
def database_deadline(seconds: float) -> Iterator[None]:
    """Makes the block's database calls raise OperationalError past the time. SQLite has a limit of its own."""
    database = connections["default"]
    if database.vendor != "postgresql":
        yield
        return
    wait = _Wait(time.monotonic() + seconds, database)
    _watch.add(wait)
    try:
        yield
    finally:
        _watch.remove(wait)


def bound_requests(get_response: Handler) -> Handler:
    """Answers within the caller's time limit, even while the database is silent."""

    def handle(request: HttpRequest) -> HttpResponse:
        trust_fresh_connection()
        with database_deadline(API_WITHIN if request.path_info.startswith("/api/") else PAGE_WITHIN):
            return get_response(request)

    return handle


def trust_fresh_connection() -> None:
    """Asks a connection whether it still stands only where it was idle: the question costs as much as a query."""
    now, database = time.monotonic(), connections["default"]
    if now - getattr(_used, "at", -TRUSTED) < TRUSTED and not database.errors_occurred:
        database.health_check_done = True  # type: ignore[attr-defined]
    _used.at = now


def _shut(database: Any) -> None:
    """Shuts the connection, while the watch's lock is held: it cannot serve another request yet."""
    there = database.connection
    if there is None or there.closed:
        return
    try:
        number = os.dup(there.fileno())
    except (OSError, psycopg.OperationalError):  # it has ended meanwhile
        return
    with socket.socket(fileno=number) as end, suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
