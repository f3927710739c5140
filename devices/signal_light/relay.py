"""A light behind a USB relay board of the LCUS kind, one to eight relays, on the serial line of its CH340 at 9600 baud.

Bytes: A0, the relay, 01 or 00 for on or off, and the sum of the three. The board does not answer.
"""

from pydantic import BaseModel, ConfigDict, Field

from devices.base import Condition, DeviceError, Fault, Status, UnplugSeen
from devices.transports import Transport, open_transport
from devices.tried import simulated

TRIED = (simulated("relay"),)
_HEAD = 0xA0
_WRITE_SECONDS = 1.0
_ANSWER_SECONDS = 0.3  # in which another device would have answered


class Settings(BaseModel):
    """The model's own keys in the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    relay: int = Field(default=1, ge=1, le=8, description="the relay that the light hangs on")


class Driver:
    unplug_seen = UnplugSeen.PORT

    def __init__(self, port: str, settings: Settings) -> None:
        self._port = port
        self._relay = settings.relay
        self._line: Transport | None = None
        self._is_lit = False

    def open(self) -> None:
        """Switches the light off, as an earlier run may have left it on. Raises DeviceError: disconnected, and
        wrong_device where something answers."""
        self.close()
        self._line = open_transport(self._port)
        try:
            self._switch(on=False)
            self._check_silent(_ANSWER_SECONDS)
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def status(self) -> Status:
        """Returns that the line is open: the board cannot be asked. Raises DeviceError: disconnected, wrong_device."""
        self._check_silent(0.0)
        return Status(Condition.CONNECTED)

    def show(self, *, lit: bool) -> None:
        """Raises DeviceError."""
        if lit != self._is_lit:
            self._switch(on=lit)

    def _check_silent(self, within: float) -> None:
        if self._transport.read(64, within):
            raise DeviceError(Fault.WRONG_DEVICE, "it speaks, as a relay board never does")

    def _switch(self, *, on: bool) -> None:
        command = bytes((_HEAD, self._relay, on))
        self._transport.write(command + bytes((sum(command) & 0xFF,)), _WRITE_SECONDS)
        self._is_lit = on

    @property
    def _transport(self) -> Transport:
        if self._line is None:
            raise DeviceError(Fault.DISCONNECTED, "the relay is not open")
        return self._line
