"""The common base of simulators: faults that can be switched on while they run, and commands from the control
socket."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from devices.simulators.line import SimulatedLine

Command = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]
"""Takes the fields of a command, returns the fields of its answer. Raises ValueError for what cannot be done."""


class Simulator:
    """One simulated device at the end of `line`. A model is a module here with a subclass named `Simulator`.

    All of it runs in one asyncio loop, so it needs no locks; nothing may wait or block.
    """

    FAULTS: ClassVar[frozenset[str]] = frozenset()
    """The faults this model knows, by name."""

    def __init__(self, line: SimulatedLine) -> None:
        self.line = line
        self._faults: dict[str, int | None] = {}
        line.received = self.received
        line.host_left = self.host_left

    def received(self, data: bytes) -> None:
        """Handles bytes from the host."""
        raise NotImplementedError

    def host_left(self) -> None:
        """Handles the host's closing of the line (seen over TCP alone)."""

    def unplugged(self) -> None:
        """Handles the loss of the line: a model without a battery forgets its state."""

    def commands(self) -> Mapping[str, Command]:
        """Returns the model's own commands by name."""
        return {}

    def state(self) -> Mapping[str, Any]:
        """Returns what the model has to tell of itself, for `{"do": "state"}`."""
        return {}

    def take_fault(self, name: str) -> bool:
        """Returns whether this fault is on. Counts one of its `times`."""
        if name not in self._faults:
            return False
        left = self._faults[name]
        if left is not None:
            self._faults[name] = left - 1
            if left <= 1:
                del self._faults[name]
        return True

    def has_fault(self, name: str) -> bool:
        """Returns whether this fault is on. Counts nothing."""
        return name in self._faults

    def cleared(self) -> None:
        """Handles that faults were switched off."""

    def command(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Carries out one command. Raises ValueError for what cannot be done."""
        commands: dict[str, Command] = {
            **self.line.commands(),
            **self.commands(),
            "fault": self._fault,
            "clear": self._clear,
            "unplug": self._unplug,
            "plug": self._plug,
            "state": self._state,
        }
        name = fields.get("do")
        if not isinstance(name, str) or name not in commands:
            raise ValueError(f"do must be one of {', '.join(sorted(commands))}")
        return commands[name](fields) or {}

    def _fault(self, fields: Mapping[str, Any]) -> None:
        name, times = fields.get("name"), fields.get("times")
        if not isinstance(name, str) or name not in self.FAULTS:
            raise ValueError(f"name must be one of {', '.join(sorted(self.FAULTS))}")
        if times is not None and (not isinstance(times, int) or times < 1):
            raise ValueError("times must be a number of at least 1; without it the fault stays until it is cleared")
        self._faults[name] = times

    def _clear(self, fields: Mapping[str, Any]) -> None:
        """Switches off the fault `name`, or all without one."""
        name = fields.get("name")
        for each in [name] if name is not None else list(self._faults):
            self._faults.pop(each, None)
        self.line.cleared()
        self.cleared()

    def _unplug(self, fields: Mapping[str, Any]) -> None:
        self.line.unplug()
        self.unplugged()

    def _plug(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        self.line.plug()
        return {"port": self.line.port}

    def _state(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        common = {"port": self.line.port, "plugged": self.line.plugged, "faults": dict(self._faults)}
        return {**common, **self.state()}
