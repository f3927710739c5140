"""QR and bar code scanners that type like a keyboard ("wedge"), by the kernel's input events. The device is taken for
the kiosk alone, so that no key of it reaches a page."""

from devices.base import DeviceError, Fault, Status, UnplugSeen
from devices.scanner.code_settings import CodeQueue, CodeSettings, make_parser
from devices.scanner.key_decoder import KeyDecoder
from devices.scanner.raw_scan import RawScan
from devices.transports import Recorded, Transport, parse, recorder
from devices.transports.input_transport import open_input
from devices.tried import simulated

TRIED = (simulated("evdev"),)

_REST_SECONDS = 1.0  # for so long in mid-code: its rest will not come
_WAIT_SECONDS = 0.3


class Settings(CodeSettings):
    __doc__ = CodeSettings.__doc__


class Driver:
    unplug_seen = UnplugSeen.PORT
    rest_seconds = 0.0  # it waits for the device

    def __init__(self, port: str, settings: Settings) -> None:
        self._port = port
        self._keys = KeyDecoder()
        self._codes = CodeQueue(make_parser(settings), settings.quiet_seconds)
        self._line: Transport | None = None

    def open(self) -> None:
        """Raises DeviceError as `open_input` does. What was scanned before is dropped."""
        address = parse(self._port)
        if address.scheme != "evdev":
            raise DeviceError(Fault.WRONG_DEVICE, f"a scanner that types has the port evdev://FILE, not {self._port}")
        self._keys = KeyDecoder()
        self._codes.forget()
        line, record = open_input(address.path), recorder(address)
        self._line = line if record is None else Recorded(line, record)
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
        """The bytes are those of the text that was typed."""
        return self._codes.take_raw()

    def _take(self, within: float = 0.0) -> None:
        """Reads what came, or comes within that many seconds. Raises DeviceError(disconnected)."""
        if self._line is None:
            raise DeviceError(Fault.DISCONNECTED, "the scanner is not open")
        for _ in range(16):  # a device that never stops typing does not hold us here
            data, within = self._line.read(4096, self._codes.wait(within)), 0.0
            self._codes.add(self._keys.feed(data), _REST_SECONDS)
            if not data:
                break
