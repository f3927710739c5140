"""Printing for devices that have no printer of their own."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from devices.base import Status
from devices.documents import Document


class Printers(Protocol):
    """The kiosk's printers, for a dispenser that has none of its own. `name` "" means whichever is in order."""

    def print_ticket(self, name: str, document: Document, within: float) -> None:
        """Returns when it is on paper. Raises as `Printer.print` does."""

    def printers(self, name: str) -> Sequence[Status]:
        """Returns how they are, in the order of the configuration. Never waits."""

    def pulse(self, name: str) -> None:
        """Sends a pulse to the socket for a cash drawer. Raises DeviceError where it takes none within a moment."""


@runtime_checkable
class UsesPrinters(Protocol):
    """A driver without a line of its own: it is given the printers once, before it is opened."""

    def use(self, printers: Printers) -> None: ...


@runtime_checkable
class HasDrawerSocket(Protocol):
    def pulse(self) -> None:
        """Sends one pulse to the socket for a cash drawer. Raises DeviceError."""
