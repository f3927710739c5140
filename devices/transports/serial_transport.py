"""Serial ports. pyserial sets up the port; reading and writing are our own, for its writes can block for ever."""

import contextlib
import errno
import os
import termios
from collections.abc import Callable, Mapping
from typing import Any

from devices.base import DeviceError, Fault
from devices.transports.file_transport import FileTransport

_YES_NO = {"0": False, "1": True, "no": False, "yes": True, "false": False, "true": True}


_FAULTS = {
    errno.EBUSY: Fault.IN_USE,
    errno.EAGAIN: Fault.IN_USE,  # another program holds the lock
    errno.EACCES: Fault.NO_PERMISSION,
    errno.EPERM: Fault.NO_PERMISSION,
}


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise KeyError(value)
        return value

    return read


def _baudrate(value: str) -> int:
    if not 50 <= int(value) <= 4_000_000:
        raise KeyError(value)
    return int(value)


_READERS: dict[str, Callable[[str], Any]] = {
    "baudrate": _baudrate,
    "bytesize": lambda value: int(_choice("7", "8")(value)),
    "parity": _choice("N", "E", "O"),
    "stopbits": lambda value: int(_choice("1", "2")(value)),
    "rtscts": _YES_NO.__getitem__,
    "xonxoff": _YES_NO.__getitem__,
}


def check(query: Mapping[str, str]) -> dict[str, Any]:
    """Returns the query as pyserial's arguments. Raises ValueError that names the key at fault."""
    arguments: dict[str, Any] = {}
    for key in query.keys() & _READERS.keys():
        try:
            arguments[key] = _READERS[key](query[key])
        except (KeyError, ValueError):
            raise ValueError(f"the serial port's {key} cannot be {query[key]!r}") from None
    return arguments


def open_serial(path: str, query: Mapping[str, str]) -> FileTransport:
    """Raises DeviceError: `disconnected` where the port is missing, `in_use`, `no_permission`."""
    import serial

    arguments = {"baudrate": 115200, **check(query)}
    try:
        port = serial.Serial(path, timeout=0, write_timeout=0, exclusive=True, **arguments)
    except (OSError, termios.error) as error:  # pyserial lets termios.error through; it is no OSError
        raise DeviceError(_fault(error), f"{path}: {_reason(error)}") from error
    fd = port.fileno()
    os.set_blocking(fd, False)

    def close() -> None:
        with contextlib.suppress(OSError, termios.error):
            termios.tcflush(fd, termios.TCIOFLUSH)  # else the kernel may wait 30 s for a device that takes nothing
        port.close()

    return FileTransport(fd, close)


def _fault(error: Exception) -> Fault:
    return _FAULTS.get(getattr(error, "errno", None) or 0, Fault.DISCONNECTED)


def _reason(error: Exception) -> str:
    number = getattr(error, "errno", None)
    return os.strerror(number) if number else str(error)
