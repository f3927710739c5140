"""What has no line of its own: a device that works through a receipt printer of the kiosk, at the port `printer://NAME`,
or `printer://` for the first that is in order. The printers' workers do the work."""

from devices.base import DeviceError, Fault, Status, UnplugSeen
from devices.shared_printers import Printers
from devices.transports import parse


class BesidePrinter:
    """A base for its driver. `what` is told to who writes another port."""

    unplug_seen = UnplugSeen.PRINTER
    what: str

    def __init__(self, port: str) -> None:
        self._port = port
        self._printers: Printers | None = None

    def use(self, printers: Printers) -> None:
        self._printers = printers

    def open(self) -> None:
        """Checks that there is a printer. Raises DeviceError: wrong_device, disconnected."""
        if parse(self._port).scheme != "printer":
            raise DeviceError(Fault.WRONG_DEVICE, f"{self.what} has the port printer://NAME")
        self.list_statuses()

    def close(self) -> None:
        """Does nothing: the printers' workers hold the ports."""

    def list_statuses(self) -> tuple[Status, ...]:
        """Returns how the printers are, one at least. Raises DeviceError."""
        statuses = tuple(self.kiosk.printers(self.name))
        if not statuses:
            what = f"there is no printer {self.name!r}" if self.name else "no printer is configured"
            raise DeviceError(Fault.DISCONNECTED, what)
        return statuses

    @property
    def name(self) -> str:
        return parse(self._port).host

    @property
    def kiosk(self) -> Printers:
        """Returns the kiosk's printers. Raises DeviceError."""
        if self._printers is None:
            raise DeviceError(Fault.DISCONNECTED, "there are no printers beside it")
        return self._printers
