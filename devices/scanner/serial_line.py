"""QR and bar code scanners on a serial line (RS-232 or USB-CDC). What a code says is passed on untouched: it may be a
token that only a back end can read, and it is never logged."""

from devices.base import DeviceError, Fault, Status, UnplugSeen
from devices.scanner.code_settings import CodeQueue, CodeSettings, make_parser
from devices.scanner.raw_scan import RawScan
from devices.transports import Transport, open_transport
from devices.tried import simulated

TRIED = (simulated("serial_line"),)

_REST_SECONDS = 1.0  # for so long in mid-code: its rest will not come
_WAIT_SECONDS = 0.3


class Settings(CodeSettings):
    __doc__ = CodeSettings.__doc__


class Driver:
    unplug_seen = UnplugSeen.PORT
    rest_seconds = 0.0  # it waits on its line

    def __init__(self, port: str, settings: Settings) -> None:
        self._port = port
        self._parser = make_parser(settings)
        self._codes = CodeQueue(self._parser, settings.quiet_seconds)
        self._line: Transport | None = None

    def open(self) -> None:
        """Raises DeviceError(disconnected). What was scanned before is dropped."""
        self._codes.forget()
        self._line = open_transport(self._port)
        self._line.discard()

    def close(self) -> None:
        line, self._line = self._line, None
        self._codes.forget()
        if line is not None:
            line.close()

    def status(self) -> Status:
        self._take()
        return self._codes.status()

    def poll(self) -> str | None:
        """As `Scanner.poll`; codes come one at a time, the oldest first."""
        self._take(0.0 if self._codes else _WAIT_SECONDS)
        return self._codes.next()

    def raw_scan(self) -> RawScan | None:
        return self._codes.take_raw()

    def _take(self, within: float = 0.0) -> None:
        """Reads what came in, or comes within that many seconds. Raises DeviceError(disconnected)."""
        if self._line is None:
            raise DeviceError(Fault.DISCONNECTED, "the scanner is not open")
        for _ in range(16):  # a line that never stops talking does not hold us here
            data, within = self._line.read(4096, self._codes.wait(within)), 0.0
            self._codes.add(data, _REST_SECONDS)
            if not data:
                break
