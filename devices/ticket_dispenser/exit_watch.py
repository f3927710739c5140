"""Watches a presenter's exit slot: whether the ticket has come out, and whether it was taken."""

import contextlib
import time
from collections.abc import Callable

from devices.base import DeviceError, Fault, Media, Status

_SEEN_SECONDS = 0.05  # between two looks at the exit slot while a ticket comes or goes
_TAKEN_SECONDS = 0.1  # between two looks while it lies there
_STOP = {Fault.PAPER_JAM, Fault.COVER_OPEN, Fault.BROKEN}  # nothing that the exit slot then tells of the ticket counts


class ExitWatch:
    def __init__(self, read: Callable[[], Status], rest: Callable[[float], object], silence_seconds: float) -> None:
        """`read` asks for the status, `rest` waits for that many seconds. A printer that was silent for
        `silence_seconds` counts as gone."""
        self._read = read
        self._rest = rest
        self._silence_seconds = silence_seconds

    def comes_to(self, media: Media, within: float) -> bool:
        """Returns whether the exit slot tells so in time. A motor that runs may keep it from answering. Raises
        DeviceError."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            with contextlib.suppress(_Silence):
                if self._look() is media:
                    return True
            self._rest(_SEEN_SECONDS)
        return False

    def wait_until_taken(self, within: float) -> bool:
        """Returns whether the ticket was taken in time. Raises DeviceError for a fault, and where it was
        gone after a silence: a printer that was off in between throws out or draws in by itself."""
        end = time.monotonic() + within
        silent_since: float | None = None
        absences = 0
        while time.monotonic() < end or absences:
            try:
                there = self._look() is Media.PRESENT
            except _Silence as silence:
                silent_since = silent_since or time.monotonic()
                if time.monotonic() - silent_since > self._silence_seconds:
                    raise silence.error from None
                continue
            if not there and silent_since:
                raise DeviceError(Fault.NOT_RESPONDING, "silent while the ticket went: it is not known where to")
            silent_since, absences = None, 0 if there else absences + 1
            if absences > 1:
                return True
            self._rest(_TAKEN_SECONDS)
        return False

    def _look(self) -> Media:
        """Returns what lies at the exit slot. Raises DeviceError for a fault of the exit slot; _Silence where it does
        not answer, or does not tell."""
        try:
            status = self._read()
        except DeviceError as error:
            if error.fault is Fault.NOT_RESPONDING:
                raise _Silence(error) from None
            raise
        if status.fault in _STOP:
            raise DeviceError(status.fault, status.detail)
        if status.media in (None, Media.UNKNOWN):
            raise _Silence(DeviceError(status.fault or Fault.NOT_RESPONDING, status.detail))
        return status.media


class _Silence(Exception):
    """It did not answer, or could not tell of its exit slot: `error` if it stays so."""

    def __init__(self, error: DeviceError) -> None:
        super().__init__(error.detail)
        self.error = error
