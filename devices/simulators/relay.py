"""A relay board on a serial line: four bytes switch a relay, and nothing is answered."""

from collections.abc import Mapping
from typing import Any, ClassVar

from devices.simulators import base
from devices.simulators.line import SimulatedLine

_RELAYS = 8


class Simulator(base.Simulator):
    FAULTS: ClassVar[frozenset[str]] = frozenset({"stuck"})  # the contacts do not move any more

    def __init__(self, line: SimulatedLine) -> None:
        super().__init__(line)
        self._buffer = bytearray()
        self._closed: set[int] = set()
        self._switched = 0

    def state(self) -> Mapping[str, Any]:
        """Returns `closed`: the relays that are on; `switched`: how often any was switched on."""
        return {"closed": sorted(self._closed), "switched": self._switched}

    def unplugged(self) -> None:
        """Opens the contacts, which fall open without power."""
        self._closed.clear()
        self._buffer.clear()

    def received(self, data: bytes) -> None:
        self._buffer += data
        while len(self._buffer) >= 4:
            start, relay, act, check = self._buffer[:4]
            if start != 0xA0 or (start + relay + act) % 256 != check:
                del self._buffer[0]
                continue
            del self._buffer[:4]
            if 1 <= relay <= _RELAYS and not self.take_fault("stuck"):
                self._move(relay, act)

    def _move(self, relay: int, act: int) -> None:
        if act == 1:
            self._switched += relay not in self._closed
            self._closed.add(relay)
        elif act == 0:
            self._closed.discard(relay)
