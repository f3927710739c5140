"""The ports whose printer may still hold part of a job that did not end well: its paper outlives a line that is opened
again, and a program that is killed."""

import contextlib
import hashlib
import logging
import os
from enum import StrEnum
from pathlib import Path

log = logging.getLogger(__name__)


class UnfinishedStage(StrEnum):
    LINES = "lines"
    CUT = "cut"


class UnfinishedJobs:
    """In memory, and where `persist_to` was called on disk as well: a file for each port, there before the job's first
    byte goes out and gone when the last is on paper. Each port has its own worker: no two threads share one."""

    def __init__(self) -> None:
        self._ports: dict[str, UnfinishedStage] = {}
        self._folder: Path | None = None

    def persist_to(self, folder: Path) -> None:
        """Keeps the marks on disk too. To be called before the first printer is opened. A disk that cannot be written
        stops no printing."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            log.warning("marks of jobs that begin are kept in memory alone: %s", error.strerror)
            return
        self._folder = folder

    def forget(self) -> None:
        """Deletes the port's mark."""
        self._ports, self._folder = {}, None

    def __contains__(self, port: str) -> bool:
        mark = self._mark(port)
        return port in self._ports or (mark is not None and mark.exists())

    def is_cutting(self, port: str) -> bool:
        """Returns True where all lines of the unfinished job are on paper, and its cut may have been sent."""
        if (stage := self._ports.get(port)) is not None:
            return stage is UnfinishedStage.CUT
        mark = self._mark(port)
        try:
            return mark is not None and mark.read_text() == UnfinishedStage.CUT
        except (OSError, ValueError):
            return False

    def add(self, port: str, stage: UnfinishedStage = UnfinishedStage.LINES) -> None:
        """Writes the mark, which is on disk when this returns; a disk that cannot be written stops no printing."""
        self._ports[port] = stage
        if mark := self._mark(port):
            try:
                descriptor = os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                try:
                    os.write(descriptor, stage.encode())
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
            except OSError as error:
                log.warning("no mark of the job that begins: %s", error.strerror)

    def discard(self, port: str) -> None:
        self._ports.pop(port, None)
        if mark := self._mark(port):
            with contextlib.suppress(OSError):
                mark.unlink(missing_ok=True)

    def _mark(self, port: str) -> Path | None:
        name = hashlib.sha256(port.encode()).hexdigest()[:16]
        return self._folder / f"{name}.unfinished" if self._folder else None


unfinished_jobs = UnfinishedJobs()
