"""USB devices with a pair of bulk endpoints, such as printers (pyusb over libusb 1.0)."""

import contextlib
import errno
import time
from collections.abc import Callable
from typing import Any

import usb.core
import usb.util

from devices.base import DeviceError, Fault

_CHUNK = 4096
_REFUSED = {errno.EBUSY: Fault.IN_USE, errno.EACCES: Fault.NO_PERMISSION, errno.EPERM: Fault.NO_PERMISSION}


def open_usb(vendor: int, product: int, serial: str | None, at: str | None, interface: int) -> "UsbLine":
    """Claim the interface of the one such device and find its endpoints. What went before is as it was where that
    fails. Raises DeviceError: disconnected, in_use, no_permission, wrong_device (also where there are several)."""
    with contextlib.ExitStack() as claimed:
        out, into = _claim(claimed, vendor, product, serial, at, interface)
        return UsbLine(out, into, claimed.pop_all().close)


def usb_place(device: Any) -> str:
    """Where it is plugged in, as Linux names it: `1-2.3` is port 3 of the hub in port 2 of bus 1, `1-0` the bus
    itself."""
    return f"{device.bus}-{'.'.join(map(str, device.port_numbers or (0,)))}"


def _claim(
    claimed: contextlib.ExitStack, vendor: int, product: int, serial: str | None, at: str | None, interface: int
) -> Any:
    """Its endpoints. `claimed` gives back what was taken, the kernel's own driver its device."""

    def on_closing(give_back: Callable[[Any, int], Any]) -> None:
        claimed.callback(_quietly, give_back, device, interface)

    try:
        device = _find(vendor, product, serial, at)
        on_closing(lambda device, interface: usb.util.dispose_resources(device))
        if device.is_kernel_driver_active(interface):
            device.detach_kernel_driver(interface)
            on_closing(lambda device, interface: device.attach_kernel_driver(interface))
        usb.util.claim_interface(device, interface)
        on_closing(usb.util.release_interface)
        settings = device.get_active_configuration()[(interface, 0)]
    except (usb.core.USBError, usb.core.NoBackendError, NotImplementedError, ValueError) as error:
        # ValueError: no libusb, or a serial number that may not be read
        fault = _REFUSED.get(getattr(error, "errno", None) or 0, Fault.DISCONNECTED)
        raise DeviceError(fault, f"usb {vendor:04x}:{product:04x}: {error}") from error
    except KeyError as error:
        raise DeviceError(Fault.WRONG_DEVICE, f"there is no interface {interface}") from error
    return _endpoints(settings)


def _quietly(give_back: Callable[[Any, int], Any], device: Any, interface: int) -> None:
    """A device that was pulled out takes nothing back."""
    with contextlib.suppress(usb.core.USBError, NotImplementedError):
        give_back(device, interface)


def _find(vendor: int, product: int, serial: str | None, at: str | None) -> Any:
    """The one that is meant: of several it would be now this one, now that."""
    devices = list(usb.core.find(find_all=True, idVendor=vendor, idProduct=product))
    if at is not None:
        devices = [device for device in devices if usb_place(device) == at]
    if serial is not None:
        devices = [device for device in devices if device.serial_number == serial]
    if len(devices) > 1:
        places = " or ".join(f"?at={usb_place(device)}" for device in devices)
        raise DeviceError(Fault.WRONG_DEVICE, f"{len(devices)} usb devices {vendor:04x}:{product:04x}: say {places}")
    if not devices:
        raise DeviceError(Fault.DISCONNECTED, f"no usb device {vendor:04x}:{product:04x} is plugged in")
    return devices[0]


def _endpoints(settings: Any) -> tuple[Any, Any]:
    """The first bulk endpoint out, and the first in (None where the device only listens)."""

    def first(direction: int) -> Any:
        for endpoint in settings:
            bulk = usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
            if bulk and usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction:
                return endpoint
        return None

    out = first(usb.util.ENDPOINT_OUT)
    if out is None:
        raise DeviceError(Fault.WRONG_DEVICE, "the usb interface has no bulk endpoint to write to")
    return out, first(usb.util.ENDPOINT_IN)


class UsbLine:
    def __init__(self, out: Any, into: Any, close: Callable[[], None]) -> None:
        """The endpoints; `into` None where the device only listens. `close` lets go of the device."""
        self._out = out
        self._in = into
        self._close = close
        self._come = b""

    def write(self, data: bytes, within: float) -> None:
        end = time.monotonic() + within
        rest = data
        while rest:
            left = end - time.monotonic()
            if left <= 0:
                raise DeviceError(Fault.NOT_RESPONDING, f"{len(rest)} of {len(data)} bytes not taken in {within} s")
            rest = rest[self._write_some(rest[:_CHUNK], left) :]

    def _write_some(self, data: bytes, within: float) -> int:
        try:
            return int(self._out.write(data, _milliseconds(within)))
        except usb.core.USBTimeoutError as error:
            raise DeviceError(Fault.NOT_RESPONDING, "the usb device took nothing in time") from error
        except usb.core.USBError as error:
            raise _gone(error) from error

    def read(self, size: int, within: float) -> bytes:
        if not self._come:
            self._come = self._read_some(within)
        data, self._come = self._come[:size], self._come[size:]
        return data

    def _read_some(self, within: float) -> bytes:
        if self._in is None:
            time.sleep(max(0.0, within))
            return b""
        end = time.monotonic() + within
        while True:
            try:
                data = bytes(self._in.read(_CHUNK, _milliseconds(end - time.monotonic())))
            except usb.core.USBTimeoutError:
                return b""
            except usb.core.USBError as error:
                raise _gone(error) from error
            if data or time.monotonic() >= end:
                return data
            time.sleep(0.005)  # some printers answer an empty packet at once when they have nothing to say

    def discard(self) -> None:
        for _ in range(16):
            if not self.read(_CHUNK, 0.001):
                return

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._close()


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))  # libusb reads 0 as "for ever"


def _gone(error: usb.core.USBError) -> DeviceError:
    stalled = error.errno == errno.EPIPE
    return DeviceError(Fault.NOT_RESPONDING if stalled else Fault.DISCONNECTED, f"usb: {error}")
