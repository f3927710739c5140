"""A light on the socket for a cash drawer of a receipt printer: `printer://NAME`, or `printer://` for the first that is
in order. The socket sends pulses alone, so the light flashes; the printer's worker sends them between two slips."""

import contextlib
import time

from pydantic import BaseModel, ConfigDict, Field

from devices.base import Condition, DeviceError, Fault, Status
from devices.beside_printer import BesidePrinter
from devices.tried import simulated

TRIED = (simulated("escpos"),)


class Settings(BaseModel):
    """The model's own keys in the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pulse_seconds: float = Field(default=1.0, ge=0.5, le=5, description="between two flashes")


class Driver(BesidePrinter):
    what = "a light on a printer's socket"

    def __init__(self, port: str, settings: Settings) -> None:
        super().__init__(port)
        self._pulse_seconds = settings.pulse_seconds
        self._next_pulse = 0.0

    def open(self) -> None:
        """Checks that there is a printer, and in order. Raises DeviceError."""
        super().open()
        self.status()

    def status(self) -> Status:
        """Returns that a printer is there, as whether a light hangs on it cannot be asked. Raises DeviceError where
        there is none, and the printer's fault where it takes no pulse."""
        statuses = self.list_statuses()
        if all(status.fault in (Fault.DISCONNECTED, Fault.NOT_RESPONDING) for status in statuses):
            raise DeviceError(statuses[0].fault or Fault.DISCONNECTED, statuses[0].detail)
        is_told = any(status.condition is not Condition.UNKNOWN for status in statuses)
        return Status(Condition.CONNECTED if is_told else Condition.UNKNOWN)

    def show(self, *, lit: bool) -> None:
        """Sends the next pulse once it is due. One that a busy printer cannot take is left out."""
        if lit and time.monotonic() >= self._next_pulse:
            self._next_pulse = time.monotonic() + self._pulse_seconds
            with contextlib.suppress(DeviceError):
                self.kiosk.pulse(self.name)
