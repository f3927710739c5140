"""Debounces the faults of a device: a loose plug must not make pages flicker."""

from collections import deque
from dataclasses import replace

from devices.base import Condition, Status

_OFTEN = 3  # faults
_WINDOW_SECONDS = 10.0  # from the first of them to the end of the last
WELL_SECONDS = 5.0  # then it counts as mended


class FaultDebouncer:
    """A fault is seen at once, and its end too; but after a few faults in short time it stands until the device has
    been well for some seconds, and so counts as one."""

    def __init__(self) -> None:
        self._falls: deque[float] = deque(maxlen=_OFTEN)
        self._well_since = 0.0
        self._fault: Status | None = None  # while it stands
        self._well = True

    def update(self, status: Status, now: float) -> Status:
        """Returns the status that is reported. To be called also while nothing changes, as a fault may end by time."""
        if status.condition is Condition.FAULT:
            if self._well:
                self._falls.append(now)
            self._well, self._fault = False, status
            return status
        if not self._well:
            self._well, self._well_since = True, now
        if self._fault is None or not self._flaps(now) or now - self._well_since >= WELL_SECONDS:
            self._fault = None
            return status
        return replace(self._fault, detail=f"it comes and goes; {self._fault.detail}")

    def _flaps(self, now: float) -> bool:
        return len(self._falls) == _OFTEN and self._well_since - self._falls[0] <= _WINDOW_SECONDS
