"""The latest scan, as the scanner's worker sees it. A code is in memory until it is taken, and never for long."""

import threading
import time

from devices.base import Scanner, Status
from devices.scanner.raw_scan import HasRawScan, RawScan

FRESH_SECONDS = 3.0  # after that nobody waits for it any more


class ScanWatch:
    """The worker calls `watch` and `forget`; anyone may call the rest, which never waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._code: str | None = None
        self._came = 0.0
        self._raw: RawScan | None = None
        self._raw_came = 0.0

    def take(self) -> str | None:
        """Returns the code that was scanned last and was not taken yet."""
        with self._lock:
            code, self._code = self._code, None
            return code if time.monotonic() - self._came <= FRESH_SECONDS else None

    def take_raw(self) -> RawScan | None:
        """Returns what came last and was not taken yet, decoded or not; None for a scanner that does not
        tell."""
        with self._lock:
            raw, self._raw = self._raw, None
            return raw if time.monotonic() - self._raw_came <= FRESH_SECONDS else None

    def forget(self) -> None:
        with self._lock:
            self._code = self._raw = None

    def watch(self, scanner: Scanner) -> Status:
        code = scanner.poll()
        raw = scanner.raw_scan() if isinstance(scanner, HasRawScan) else None
        with self._lock:
            if raw is not None:
                self._raw, self._raw_came = raw, time.monotonic()
            if time.monotonic() - self._raw_came > FRESH_SECONDS:
                self._raw = None
            if code is not None:
                self._code, self._came = code, time.monotonic()
            if time.monotonic() - self._came > FRESH_SECONDS:
                self._code = None
        return scanner.status()
