"""The part that the drivers of scanners share: codes out of what comes over a transport."""

from devices.base import DeviceError, Fault, Status
from devices.scanner.code_settings import CodeQueue, CodeSettings, make_parser
from devices.scanner.raw_scan import RawScan
from devices.transports import Transport

_REST_SECONDS = 1.0  # for that long in mid-code: its rest will not come
_WAIT_SECONDS = 0.3


class CodeScanner:
    """A model opens `_line`, and decodes what its transport brings."""

    rest_seconds = 0.0  # it waits on its line

    def __init__(self, port: str, settings: CodeSettings) -> None:
        self._port = port
        self._codes = CodeQueue(make_parser(settings), settings.quiet_seconds)
        self._line: Transport | None = None

    def close(self) -> None:
        line, self._line = self._line, None
        self._codes.forget()
        if line is not None:
            line.close()

    def status(self) -> Status:
        self._take()
        return self._codes.status()

    def poll(self) -> str | None:
        """Returns a code as `Scanner.poll`; codes come one at a time, the oldest first."""
        self._take(0.0 if self._codes else _WAIT_SECONDS)
        return self._codes.next()

    def raw_scan(self) -> RawScan | None:
        return self._codes.take_raw()

    def _decode(self, data: bytes) -> bytes:
        return data

    def _take(self, within: float = 0.0) -> None:
        """Reads what came in, or comes within that many seconds. Raises DeviceError(disconnected)."""
        if self._line is None:
            raise DeviceError(Fault.DISCONNECTED, "the scanner is not open")
        for _ in range(16):  # a line that never stops talking does not hold us here
            data, within = self._line.read(4096, self._codes.wait(within)), 0.0
            self._codes.add(self._decode(data), _REST_SECONDS)
            if not data:
                break
