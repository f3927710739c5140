"""What lies on the window's reader, what was scanned, and how its devices are: one state that pages wait for."""

import secrets
import threading
import time
from dataclasses import dataclass, replace

from devices.base import Card, Condition, DeviceError, Fault
from devices.manager import DeviceManager

_LOOK_SECONDS = 0.1
_SCAN_SECONDS = 5.0  # a scanned code is told no longer


@dataclass(frozen=True, slots=True)
class DeviceState:
    name: str
    kind: str
    condition: Condition
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class DeskState:
    """`placing` counts the cards placed and the placings that failed; `scans` the codes scanned: a page acts on each
    once. `run` is another one after each start."""

    run: str
    version: int = 0
    devices: tuple[DeviceState, ...] = ()
    placing: int = 0
    card: Card | None = None
    card_fault: Fault | None = None
    scans: int = 0
    scan: str | None = None


class DeskWatch:
    """Its own thread looks at the devices; any thread may ask for the state."""

    def __init__(self, devices: DeviceManager) -> None:
        self._devices = devices
        self._state = DeskState(secrets.token_hex(4))
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._scanned_at = 0.0
        self._thread = threading.Thread(target=self._run, name="desk", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join(2.0)

    def state(self) -> DeskState:
        return self._state

    def wait_for_change(self, run: str, version: int, within: float) -> DeskState:
        """Returns the state as soon as it is another than that one, or as it is after `within` seconds."""

        def is_new() -> bool:
            return self._stopped.is_set() or (self._state.run, self._state.version) != (run, version)

        with self._changed:
            self._changed.wait_for(is_new, within)
            return self._state

    def _run(self) -> None:
        while not self._stopped.wait(_LOOK_SECONDS):
            self.look()

    def look(self) -> None:
        state = self._scan(self._card(replace(self._state, devices=self._device_states())))
        if state != self._state:
            with self._changed:
                self._state = replace(state, version=state.version + 1)
                self._changed.notify_all()

    def _device_states(self) -> tuple[DeviceState, ...]:
        kinds = self._devices.kinds()
        statuses = self._devices.statuses()
        return tuple(
            DeviceState(name, kinds[name], status.condition, status.fault) for name, status in statuses.items()
        )

    def _card(self, state: DeskState) -> DeskState:
        try:
            card = self._devices.card()
        except DeviceError as error:
            return replace(state, card=None, card_fault=error.fault, placing=state.placing + 1)
        if card is not None and card is not state.card:
            return replace(state, card=card, card_fault=None, placing=state.placing + 1)
        if card is None and not self._devices.card_present():
            return replace(state, card=None, card_fault=None)
        return replace(state, card=card)

    def _scan(self, state: DeskState) -> DeskState:
        now, code = time.monotonic(), self._devices.scan()
        if code is not None:
            self._scanned_at = now
            return replace(state, scan=code, scans=state.scans + 1)
        return replace(state, scan=None) if now - self._scanned_at > _SCAN_SECONDS else state
