"""A queue-number ticket on a receipt printer of the kiosk: `printer://NAME`, or `printer://` for the first that is in
order. It has no line of its own; the printers' workers do the work."""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict

from devices.base import ISSUE_SECONDS, JOB_SECONDS, Condition, Status
from devices.beside_printer import BesidePrinter
from devices.documents import Document
from devices.tried import simulated

TRIED = (simulated("escpos"),)


class Settings(BaseModel):
    """It has no keys of its own: how the printer is, its own table says."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Driver(BesidePrinter):
    what = "a ticket on a receipt printer"

    def __init__(self, port: str, settings: Settings) -> None:
        super().__init__(port)

    def status(self) -> Status:
        """Returns the status of the printer; of several the best. Raises DeviceError where there is none."""
        statuses = self.list_statuses()
        for condition in (Condition.OK, Condition.CONNECTED, Condition.UNKNOWN):
            for status in statuses:
                if status.condition is condition:
                    return status
        return statuses[0]

    def issue(self, document: Document, presented: Callable[[], None], within: float = ISSUE_SECONDS) -> None:
        """Prints the ticket. A printer does not tell whether its slip was taken: it is issued when it is on paper.
        Raises DeviceError."""
        self.kiosk.print_ticket(self.name, document, min(within, JOB_SECONDS))
