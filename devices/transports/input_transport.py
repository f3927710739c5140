"""Input devices of the kernel (`/dev/input/event*`), taken for this program alone: nobody else sees their keys."""

import contextlib
import errno
import os

from devices.base import DeviceError, Fault
from devices.transports.file_transport import FileTransport

_KEYS, _ENTER, _A = 1, 28, 30  # an event type and two keys that whatever types has (linux/input-event-codes.h)
_FAULTS = {
    errno.EBUSY: Fault.IN_USE,
    errno.EACCES: Fault.NO_PERMISSION,
    errno.EPERM: Fault.NO_PERMISSION,
    errno.ENOTTY: Fault.WRONG_DEVICE,
    errno.EINVAL: Fault.WRONG_DEVICE,
}


def open_input(path: str) -> FileTransport:
    """Opens the device for this program alone. Raises DeviceError: `disconnected` where it is missing, `in_use` where
    another program has taken it, `no_permission`, `wrong_device` for a file that is no keyboard."""
    import evdev

    try:
        device = evdev.InputDevice(path)
    except OSError as error:
        raise _fault(path, error) from error
    try:
        if not {_ENTER, _A} <= set(device.capabilities().get(_KEYS, ())):
            raise DeviceError(Fault.WRONG_DEVICE, f"{path} has no keys for letters")
        device.grab()
        os.set_blocking(device.fd, False)
    except OSError as error:
        device.close()
        raise _fault(path, error) from error
    except DeviceError:
        device.close()
        raise

    def close() -> None:
        with contextlib.suppress(OSError):  # it was pulled out
            device.ungrab()
        device.close()

    return FileTransport(device.fd, close)


def _fault(path: str, error: OSError) -> DeviceError:
    return DeviceError(_FAULTS.get(error.errno or 0, Fault.DISCONNECTED), f"{path}: {error.strerror or error}")
