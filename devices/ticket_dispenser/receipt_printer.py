"""A queue-number ticket on a receipt printer of the kiosk: `printer://NAME`, or `printer://` for the first that is in
order. It has no line of its own; the printers' workers do the work."""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict

from devices.base import ISSUE_SECONDS, JOB_SECONDS, Condition, DeviceError, Fault, Printers, Status, UnplugSeen
from devices.documents import Document
from devices.transports import parse
from devices.tried import simulated

TRIED = (simulated("escpos"),)


class Settings(BaseModel):
    """It has no keys of its own: how the printer is, its own table says."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Driver:
    unplug_seen = UnplugSeen.PRINTER

    def __init__(self, port: str, settings: Settings) -> None:
        self._port = port
        self._printers: Printers | None = None

    def use(self, printers: Printers) -> None:
        self._printers = printers

    def open(self) -> None:
        """Checks that there is a printer. Raises DeviceError: wrong_device, disconnected."""
        if parse(self._port).scheme != "printer":
            raise DeviceError(Fault.WRONG_DEVICE, "a ticket on a receipt printer has the port printer://NAME")
        self._statuses()

    def close(self) -> None:
        """Does nothing: the printers' workers hold the ports."""

    def status(self) -> Status:
        """Returns the status of the printer; of several the best. Raises DeviceError where there is none."""
        statuses = self._statuses()
        for condition in (Condition.OK, Condition.CONNECTED, Condition.UNKNOWN):
            for status in statuses:
                if status.condition is condition:
                    return status
        return statuses[0]

    def issue(self, document: Document, presented: Callable[[], None], within: float = ISSUE_SECONDS) -> None:
        """Prints the ticket. A printer does not tell whether its slip was taken: it is issued when it is on paper.
        Raises DeviceError."""
        self._kiosk.print_ticket(self._name, document, min(within, JOB_SECONDS))

    @property
    def _name(self) -> str:
        return parse(self._port).host

    @property
    def _kiosk(self) -> Printers:
        if self._printers is None:
            raise DeviceError(Fault.DISCONNECTED, "there are no printers beside it")
        return self._printers

    def _statuses(self) -> tuple[Status, ...]:
        statuses = tuple(self._kiosk.printers(self._name))
        if not statuses:
            what = f"there is no printer {self._name!r}" if self._name else "no printer is configured"
            raise DeviceError(Fault.DISCONNECTED, what)
        return statuses
