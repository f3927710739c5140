"""QR and bar code scanners that type like a keyboard ("wedge"), by the kernel's input events. The device is taken for
the kiosk alone, so that no key of it reaches a page."""

from devices.base import DeviceError, Fault, UnplugSeen
from devices.scanner.code_scanner import CodeScanner
from devices.scanner.code_settings import CodeSettings
from devices.scanner.key_decoder import KeyDecoder
from devices.transports import Recorded, parse, recorder
from devices.transports.input_transport import open_input
from devices.tried import simulated

TRIED = (simulated("evdev"),)


class Settings(CodeSettings):
    __doc__ = CodeSettings.__doc__


class Driver(CodeScanner):
    """The bytes are those of the text that was typed."""

    unplug_seen = UnplugSeen.PORT

    def __init__(self, port: str, settings: Settings) -> None:
        super().__init__(port, settings)
        self._keys = KeyDecoder()

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

    def _decode(self, data: bytes) -> bytes:
        return self._keys.feed(data)
