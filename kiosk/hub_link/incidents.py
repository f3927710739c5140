"""The incidents that staff and technician are told of beside the devices: a touch that lies on the glass, too many
numbers without a card, a call for staff, a card or a paper that was left."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contract.kiosks import DeviceReport
    from devices.base import Status

TOUCH_SCREEN, NUMBERS = "touch-screen", "queue-numbers"
# as contract.kiosks has them, which the first page does not wait for
STAFF_CALL, CARD_LEFT, PAPER_LEFT = "staff-call", "card-left", "paper-left"


class Incidents:
    """Each is told in the heartbeat until it is cleared, or its time is over. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: dict[str, tuple[str, float | None]] = {}  # by name: detail, and until when (monotonic)
        self._changed: Callable[[str, Status], None] = _do_nothing

    def report_to(self, changed: Callable[[str, Status], None]) -> None:
        """`changed` hears of each incident and of its end, as an observer of the devices does."""
        self._changed = changed

    def open(self, name: str, detail: str, seconds: float | None = None) -> None:
        """Opens an incident, which is reported for `seconds` seconds, or until it is cleared."""
        with self._lock:
            self._open[name] = (detail, None if seconds is None else monotonic() + seconds)
        from devices.base import Condition, Fault, Status  # the first page does not wait for it

        self._changed(name, Status(Condition.FAULT, Fault.BROKEN, detail=detail))

    def clear(self, name: str) -> None:
        """Ends an incident."""
        with self._lock:
            was_open = self._open.pop(name, None) is not None
        if was_open:
            from devices.base import Condition, Status

            self._changed(name, Status(Condition.CONNECTED))

    def is_open(self, name: str) -> bool:
        self._expire()
        with self._lock:
            return name in self._open

    def note_touches(self, count: int) -> None:
        """Records how many touches lie on the glass."""
        if count:
            self.open(TOUCH_SCREEN, f"touches that lie on the glass: {count}")
        else:
            self.clear(TOUCH_SCREEN)

    def reports(self) -> tuple[DeviceReport, ...]:
        """Returns those that are open, in the words of the heartbeat."""
        from contract.kiosks import DeviceReport
        from devices.base import Condition, Fault

        self._expire()
        with self._lock:
            incidents = [(name, detail) for name, (detail, _) in self._open.items()]
        return tuple(
            DeviceReport(name=name, kind=name, condition=Condition.FAULT, fault=Fault.BROKEN, detail=detail)
            for name, detail in incidents
        )

    def _expire(self) -> None:
        now = monotonic()
        with self._lock:
            over = [name for name, (_, until) in self._open.items() if until is not None and until < now]
        for name in over:
            self.clear(name)


def _do_nothing(_name: str, _status: Status) -> None: ...
