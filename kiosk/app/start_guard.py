"""Counts the starts that failed. After three in a row the kiosk starts safely: without its devices."""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from kiosk.storage.atomic_files import write_safely

log = logging.getLogger(__name__)

FAILED_STARTS = 3
_LOOKS = 20  # in a row that have to find the kiosk alive, for its start to have come to something


class StartGuard:
    def __init__(self, data_dir: Path, every: float = 1.0) -> None:
        """`every`: seconds between two looks at whether it lives."""
        self._path = data_dir / "starts"
        self._every = every
        self._ended = Event()

    def begin(self) -> bool:
        """Counts this start; returns whether it is to be a safe one."""
        failed = self._failed()
        try:
            write_safely(self._path, str(failed + 1).encode())
        except OSError as error:
            log.error("this start cannot be counted (%s): safe mode", error.strerror)
            return True
        if failed >= FAILED_STARTS:
            log.error("%s starts in a row came to nothing: safe mode", failed)
        return failed >= FAILED_STARTS

    def mark_healthy(self) -> None:
        """Marks this start as healthy: the next one counts from zero."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.error("the failed starts are not forgotten: %s", error.strerror)

    def mark_healthy_when(self, alive: Callable[[], bool]) -> None:
        """Calls `mark_healthy` once the kiosk has been alive for a while."""
        Thread(target=self._watch, args=(alive,), name="starts", daemon=True).start()

    def stop(self) -> None:
        self._ended.set()

    def _watch(self, alive: Callable[[], bool]) -> None:
        looks = 0
        while looks < _LOOKS:
            if self._ended.wait(self._every):
                return
            looks = looks + 1 if alive() else 0
        self.mark_healthy()

    def _failed(self) -> int:
        try:
            return int(self._path.read_text("ascii"))
        except (OSError, ValueError):
            return 0
