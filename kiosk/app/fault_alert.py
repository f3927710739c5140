"""Notifies when a device fails, or is well again, so that staff hear of it at once and not with the next heartbeat."""

from collections.abc import Callable
from threading import Lock, Timer

from devices.base import Condition, Fault, Status
from devices.observer import DeviceObserver
from devices.paper_usage import PaperUsage

QUIET = 1.0  # seconds that a device that comes and goes is left to settle: one notice for all of it


class FaultAlert:
    """A `devices.observer.DeviceObserver`, who passes everything on to another one."""

    def __init__(self, observer: DeviceObserver, notify: Callable[[], None], quiet: float = QUIET) -> None:
        self._observer = observer
        self._notify = notify
        self._quiet = quiet
        self._lock = Lock()
        self._faults: dict[str, Fault | None] = {}
        self._timer: Timer | None = None

    def card_read(self, name: str) -> None:
        self._observer.card_read(name)

    def printed(self, name: str, usage: PaperUsage) -> None:
        self._observer.printed(name, usage)

    def changed(self, name: str, status: Status) -> None:
        self._observer.changed(name, status)
        fault = status.fault if status.condition is Condition.FAULT else None
        with self._lock:
            before, self._faults[name] = self._faults.get(name), fault
            if fault != before and self._timer is None:
                self._timer = Timer(self._quiet, self._over)
                self._timer.daemon = True
                self._timer.start()

    def _over(self) -> None:
        with self._lock:
            self._timer = None
        self._notify()
