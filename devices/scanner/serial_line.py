"""QR and bar code scanners on a serial line (RS-232 or USB-CDC). What a code says is passed on untouched: it may be a
token that only a back end can read, and it is never logged."""

from devices.base import UnplugSeen
from devices.scanner.code_scanner import CodeScanner
from devices.scanner.code_settings import CodeSettings
from devices.transports import open_transport
from devices.tried import simulated

TRIED = (simulated("serial_line"),)


class Settings(CodeSettings):
    __doc__ = CodeSettings.__doc__


class Driver(CodeScanner):
    unplug_seen = UnplugSeen.PORT

    def open(self) -> None:
        """Raises DeviceError(disconnected). What was scanned before is dropped."""
        self._codes.forget()
        self._line = open_transport(self._port)
        self._line.discard()
