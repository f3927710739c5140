"""The call for staff: from a page to the console, by way of the heartbeat, and their answer back."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from threading import Lock

from kiosk.hub_link.incidents import STAFF_CALL, Incidents

ASK_EVERY = 3.0  # seconds between two looks for the answer
_LASTS = 900.0  # seconds: then nobody waits any more


class CallState(StrEnum):
    NONE = "none"
    CALLED = "called"  # staff are told, or will be
    COMING = "coming"  # somebody has answered
    UNHEARD = "unheard"  # the hub is away


class StaffCall:
    """One call at a time. It stands until it is answered, also after the visit. Safe to use from several threads;
    `changed` is called on any of them."""

    def __init__(self, incidents: Incidents) -> None:
        self._incidents = incidents
        self._lock = Lock()
        self._state = CallState.NONE
        self.changed: Callable[[CallState], None] = _do_nothing

    @property
    def state(self) -> CallState:
        return self._state

    @property
    def waits(self) -> bool:
        """Returns whether the answer is still to come."""
        return self._state is not CallState.COMING and self._incidents.is_open(STAFF_CALL)

    def call(self, page: str) -> None:
        """Records that the resident calls, on a page of this kind."""
        if self._state not in (CallState.CALLED, CallState.COMING):
            self._incidents.open(STAFF_CALL, page, _LASTS)
            self._change(CallState.CALLED)

    def hear(self, *, coming: bool) -> None:
        """Records that the hub has been told. `coming`: somebody there has answered."""
        if self._state is not CallState.NONE:
            self._change(CallState.COMING if coming or self._state is CallState.COMING else CallState.CALLED)
        elif coming:
            self._incidents.clear(STAFF_CALL)  # the caller has left

    def miss(self) -> None:
        """Records that the hub could not be told."""
        if self._state is CallState.CALLED:
            self._change(CallState.UNHEARD)

    def end_visit(self) -> None:
        """Ends a call that was answered; one that was not still stands."""
        if self._state is CallState.COMING:
            self._incidents.clear(STAFF_CALL)
        self._change(CallState.NONE)

    def _change(self, state: CallState) -> None:
        with self._lock:
            before, self._state = self._state, state
        if state is not before:
            self.changed(state)


def _do_nothing(_state: CallState) -> None: ...
