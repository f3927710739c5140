"""The threads that answer requests, by what is asked: health, log-in, and all else."""

import logging
import os
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

from hub.operations.http_request import ReceivedRequest

THREADS = 4
_HEALTH = ("/healthz", "/readyz", "/metrics")
_LOG_IN = ("/login/", "/admin/login/", "/second-factor/")
_LOG_IN_NICE = 10  # hashing a password takes a core for half a second: whatever else is asked goes first

T = TypeVar("T")
log = logging.getLogger(__name__)


class AnsweringThreads(Generic[T]):
    """`answer` is called with each that was added, in a thread of its kind."""

    def __init__(self, answer: Callable[[T], None]) -> None:
        self._health, self._log_in, self._common = (SimpleQueue[T]() for _ in range(3))
        self._answer = answer
        for queue, nice in ((self._health, 0), (self._log_in, _LOG_IN_NICE), *[(self._common, 0)] * THREADS):
            threading.Thread(target=self._run, args=(queue, nice), name="answering", daemon=True).start()

    def add(self, one: T, request: ReceivedRequest) -> None:
        if request.path in _HEALTH:
            self._health.put(one)
        elif request.method == "POST" and request.path in _LOG_IN:
            self._log_in.put(one)
        else:
            self._common.put(one)

    def _run(self, queue: "SimpleQueue[T]", nice: int) -> None:
        if nice:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
        while True:
            one = queue.get()
            try:
                self._answer(one)
            except Exception as error:
                log.error("a connection that ended: %s", type(error).__name__)
