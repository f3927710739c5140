"""A thread that does one thing again and again, with growing pauses while it fails, and at once when woken."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from kiosk.log_safe import traceback_summary

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.5  # seconds after the first failure; each further one makes it half as long again
LONGEST_PAUSE = 15.0


class PeriodicTask:
    """`work` says whether it went well. Nothing it raises ends the thread. `every`: seconds, which may change."""

    def __init__(self, name: str, work: Callable[[], bool], every: float) -> None:
        self._work = work
        self.every = every
        self._woken = Event()
        self._stopping = Event()
        self._failures = 0
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Makes the thread work now."""
        self._woken.set()

    def stop(self, within: float = 5.0) -> None:
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(within)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            self._failures = 0 if self._went_well() else self._failures + 1
            self._woken.wait(self._pause())

    def _went_well(self) -> bool:
        try:
            return self._work()
        except Exception as error:  # the thread must live on
            log.error("%s: %s", self._thread.name, traceback_summary(error))
            return False

    def _pause(self) -> float:
        if not self._failures:
            return self.every
        return min(FIRST_PAUSE * 1.5 ** min(self._failures - 1, 20), LONGEST_PAUSE)
