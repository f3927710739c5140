"""Finds a USB device and claims one of its interfaces (pyusb over libusb 1.0)."""

import contextlib
import errno
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import usb.core
import usb.util

from devices.base import DeviceError, Fault
from devices.transports.address import Address

_REFUSED = {
    errno.EBUSY: Fault.IN_USE,
    errno.EACCES: Fault.NO_PERMISSION,
    errno.EPERM: Fault.NO_PERMISSION,
    errno.ENOENT: Fault.WRONG_DEVICE,  # it has no such interface
}
_HELP = {
    Fault.IN_USE: " (another program has it)",
    Fault.NO_PERMISSION: " (a udev rule has to allow it: docs/usb-readers.md)",
}

Choose = Callable[[Any], bool]
"""Of pyusb's interfaces, with their endpoints: is it the one?"""


@dataclass(frozen=True, slots=True)
class UsbName:
    """Which device and which of its interfaces; None for what the port does not name."""

    vendor: int
    product: int
    serial: str | None
    at: str | None
    interface: int | None

    @classmethod
    def from_address(cls, address: Address) -> "UsbName":
        query = address.query
        interface = int(query["interface"]) if "interface" in query else None
        return cls(int(address.host, 16), int(address.port, 16), query.get("serial"), query.get("at"), interface)

    def __str__(self) -> str:
        return f"usb {self.vendor:04x}:{self.product:04x}"


def usb_place(device: Any) -> str:
    """Returns where it is plugged in, as Linux names it: `1-2.3` is port 3 of the hub in port 2 of bus 1, `1-0` the bus
    itself."""
    return f"{device.bus}-{'.'.join(map(str, device.port_numbers or (0,)))}"


def claim(claimed: contextlib.ExitStack, name: UsbName, choose: Choose | None = None) -> tuple[Any, Any]:
    """Returns the device and its interface: the one that the port names, the first that is chosen, or number 0.
    `claimed` returns what was taken, the kernel's own driver its device. Raises DeviceError: disconnected, in_use,
    no_permission, wrong_device (also where there are several such devices)."""
    try:
        device = _find(name)
        claimed.callback(_call_quietly, usb.util.dispose_resources, device)
        number = name.interface or 0
        if name.interface is None and choose is not None:
            number = _chosen(device, name, choose)
        if device.is_kernel_driver_active(number):
            device.detach_kernel_driver(number)
            claimed.callback(_call_quietly, device.attach_kernel_driver, number)
        usb.util.claim_interface(device, number)
        claimed.callback(_call_quietly, usb.util.release_interface, device, number)
        return device, device.get_active_configuration()[(number, 0)]
    except (usb.core.USBError, usb.core.NoBackendError, NotImplementedError, ValueError) as error:
        # ValueError: no libusb, or a serial number that may not be read
        fault = _REFUSED.get(getattr(error, "errno", None) or 0, Fault.DISCONNECTED)
        raise DeviceError(fault, f"{name}: {error}{_HELP.get(fault, '')}") from error
    except (KeyError, IndexError) as error:
        raise DeviceError(Fault.WRONG_DEVICE, f"{name} has no interface {number}") from error


def _call_quietly(give_back: Callable[..., Any], *arguments: Any) -> None:
    """Calls the function, and ignores the errors of a device that was pulled out."""
    with contextlib.suppress(usb.core.USBError, NotImplementedError):
        give_back(*arguments)


def _find(name: UsbName) -> Any:
    """Returns the device that the port names. Raises DeviceError where several fit, as it would be a different one each
    time."""
    devices = list(usb.core.find(find_all=True, idVendor=name.vendor, idProduct=name.product))
    if name.at is not None:
        devices = [device for device in devices if usb_place(device) == name.at]
    if name.serial is not None:
        devices = [device for device in devices if device.serial_number == name.serial]
    if len(devices) > 1:
        places = " or ".join(f"?at={usb_place(device)}" for device in devices)
        model = f"{name.vendor:04x}:{name.product:04x}"
        raise DeviceError(Fault.WRONG_DEVICE, f"{len(devices)} usb devices {model}: say {places}")
    if not devices:
        raise DeviceError(Fault.DISCONNECTED, f"no usb device {name.vendor:04x}:{name.product:04x} is plugged in")
    return devices[0]


def _chosen(device: Any, name: UsbName, choose: Choose) -> int:
    for interface in device.get_active_configuration():
        if interface.bAlternateSetting == 0 and choose(interface):
            return int(interface.bInterfaceNumber)
    raise DeviceError(Fault.WRONG_DEVICE, f"{name} has no interface with the endpoints of this framing")
