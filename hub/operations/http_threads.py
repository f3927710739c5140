"""The threads that serve requests, by what is asked."""

import logging
import os
import threading
import time
from queue import Empty, SimpleQueue
from typing import Any, Protocol

_HEALTH = ("/healthz", "/readyz", "/metrics")
_LOG_IN = ("/login/", "/admin/login/", "/second-factor/")
_LOG_IN_NICE = 10  # hashing a password takes a core for half a second: whatever else is asked goes first

log = logging.getLogger(__name__)


class ServedRequest(Protocol):
    requests: list[Any]

    def service(self) -> None: ...

    def cancel(self) -> None: ...


class Threads:
    """Some threads with one queue."""

    def __init__(self, count: int, nice: int = 0) -> None:
        self._tasks: SimpleQueue[ServedRequest | None] = SimpleQueue()
        self._nice = nice
        self._threads = [threading.Thread(target=self._serve, name="request", daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def add_task(self, task: ServedRequest) -> None:
        self._tasks.put(task)

    def shutdown(self, until: float) -> None:
        """Ends the threads once they are done with what they do; waits until that moment of the monotonic clock."""
        self._cancel()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(max(0, until - time.monotonic()))

    def _serve(self) -> None:
        if self._nice:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), self._nice)
        while (task := self._tasks.get()) is not None:
            try:
                task.service()
            except Exception:
                log.exception("a request's thread")

    def _cancel(self) -> None:
        try:
            while (task := self._tasks.get_nowait()) is not None:
                task.cancel()
        except Empty:
            return


class Dispatchers:
    """Threads apart for health, for log-in, and for all else."""

    def __init__(self, threads: int) -> None:
        self._health, self._log_in, self._common = Threads(1), Threads(1, _LOG_IN_NICE), Threads(threads)

    def add_task(self, task: ServedRequest) -> None:
        request = task.requests[0]
        path = getattr(request, "path", "")
        if path in _HEALTH:
            self._health.add_task(task)
        elif path in _LOG_IN and request.command == "POST":
            self._log_in.add_task(task)
        else:
            self._common.add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> None:
        until = time.monotonic() + timeout
        for threads in (self._health, self._log_in, self._common):
            threads.shutdown(until)
