"""Finds what is plugged in: each serial port and USB printer is asked by each model until one knows it, a USB card
reader by its own, a camera as the kernel knows it; PC/SC readers are named by their daemon; other USB devices are
listed.

The serial ports are all that the machine has, under the name that lasts longest. `KIOSK_SERIAL_PORTS` names others in
their place: patterns of device files, parted by colons, as in `/dev/kiosk/*:/dev/ttyMXUSB*`.
"""

import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from devices.base import DeviceError, Fault
from devices.input_devices import InputDevice, list_inputs
from devices.models import make_driver, model_names, settings_class
from devices.transports import Address, check_port

if TYPE_CHECKING:
    from devices.card_reader.usb_profiles import UsbProfile

log = logging.getLogger(__name__)

_BAUDRATES = (115200, 57600, 38400, 19200, 9600)
_READERS_RATE = 57600  # of card readers alone
# In this order: a presenter answers as a printer does, and a printer would print what a reader is asked.
_KINDS = ("ticket_dispenser", "printer", "card_reader", "scanner", "document_camera")
_HURRY = {"start_seconds": 0.6}  # at each rate a silent port would be waited for
_NO_LINE = "printer://"  # a printer that has a port of its own
_USB_PRINTER, _USB_HUB = 7, 9  # classes
_OF_THE_PORT = {Fault.DISCONNECTED, Fault.IN_USE, Fault.NO_PERMISSION}  # no other model would do better
_CAMERAS = (Path("/dev/v4l/by-id"),)
# the best first: the site's own names and those by the place it is plugged into; two adapters may share one by-id name
_LASTING = (Path("/dev/kiosk"), Path("/dev/serial/by-path"), Path("/dev/serial/by-id"))


@dataclass(frozen=True, slots=True)
class Found:
    """A port, and what answers there: `kind` and `model` are None where nothing did, and `detail` says why."""

    port: str
    kind: str | None = None
    model: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """As the bus tells of it; `serial` and `name` are "" where it tells none. `at`: the place it is plugged into."""

    vendor: int
    product: int
    serial: str
    at: str
    name: str
    classes: frozenset[int]

    @property
    def port(self) -> str:
        """Returns the port by its number, else by its place."""
        which = f"serial={quote(self.serial, safe='')}" if self.serial else f"at={self.at}"
        return f"usb://{self.vendor:04x}:{self.product:04x}?{which}"


def discover(candidates: Iterable[str] = (), in_use: Iterable[str] = ()) -> list[Found]:
    """Looks at the `candidates`, and at all that this machine has besides; those `in_use` are left alone. Takes up to a
    minute."""
    configured = [port for port in candidates if not port.startswith(_NO_LINE)]
    addresses = [check_port(port) for port in (*configured, *in_use)]
    serial = [device for device in _serial_devices() if not _is_listed(f"serial://{device}", addresses)]
    usb = [device for device in _list_distinct(_usb_devices()) if not _is_listed(device.port, addresses)]
    readers = [port for port in _pcsc_readers() if not _is_listed(port, addresses)]
    printers = [device.port for device in usb if _USB_PRINTER in device.classes]
    cameras = [port for port in _list_cameras() if not _is_listed(port, addresses)]
    cards = {device: port for device in usb if (port := _card_reader_port(device))}
    ports = [(port,) for port in (*configured, *printers, *readers, *cameras, *cards.values())]
    with ThreadPoolExecutor(max_workers=8) as pool:
        results = list(pool.map(_look, [*ports, *(_at_each_rate(device) for device in serial)]))
    results += [_typing(keyboard) for keyboard in list_inputs() if not _is_listed(keyboard.port, addresses)]
    others = [device for device in usb if not device.classes & {_USB_PRINTER, _USB_HUB} and device not in cards]
    return results + [_listed(device) for device in others]


def _card_reader_port(device: UsbDevice) -> str | None:
    """Returns the port of an identity card reader, known by its ids; None for any other device."""
    profile = _reader_profile(check_port(device.port))
    return device.port.replace("usb", profile.scheme, 1) if profile else None


def _is_listed(port: str, addresses: Iterable[Address]) -> bool:
    address = check_port(port)
    return any(address.same_line(other) for other in addresses)


def _list_distinct(devices: Iterable[UsbDevice]) -> list[UsbDevice]:
    """Returns the devices without the numbers that several share: some makers give all their printers one number."""
    each = list(devices)
    counts = Counter((device.vendor, device.product, device.serial) for device in each)
    alone = [counts[device.vendor, device.product, device.serial] == 1 for device in each]
    return [device if single else replace(device, serial="") for device, single in zip(each, alone, strict=True)]


def _typing(keyboard: InputDevice) -> Found:
    kind, model = ("scanner", "evdev") if keyboard.is_scanner else (None, None)
    return Found(keyboard.port, kind, model, keyboard.detail)


def _listed(device: UsbDevice) -> Found:
    """Returns the entry of a device with which no model speaks over USB."""
    return Found(device.port, detail=device.name)


def _look(ports: Sequence[str]) -> Found:
    """Identifies one port; an error there does not end the search at the others."""
    try:
        return _first_found(ports)
    except Exception as error:  # a mistake in a driver
        log.error("%s: %s while looking for devices", ports[0], type(error).__name__)
        return Found(ports[0].split("?")[0], detail=f"{type(error).__name__} in a driver")


def _at_each_rate(device: Path) -> tuple[str, ...]:
    return tuple(f"serial://{device}?baudrate={rate}" for rate in _BAUDRATES)


def _first_found(ports: Sequence[str]) -> Found:
    result = Found(ports[0])
    for port in ports:
        readers_alone = len(ports) > 1 and port.endswith(f"baudrate={_READERS_RATE}")
        result = identify(port, kinds=("card_reader",)) if readers_alone else identify(port)
        if result.kind or result.detail:
            return result
    return Found(ports[0].split("?")[0], detail="nothing answers")


def identify(port: str, but: tuple[str, str] | None = None, kinds: Sequence[str] = _KINDS) -> Found:
    """Returns which model answers there, other than the one of this kind and name. `detail` without a kind: it is of no
    use to ask on."""
    candidates = [key for kind in kinds for key in model_names() if key[0] == kind and _speaks(key[1], port)]
    keys = [key for key in candidates if key != but]
    for kind, model in keys:
        hurry = {key: value for key, value in _HURRY.items() if key in settings_class(kind, model).model_fields}
        driver = make_driver(kind, model, port, hurry)
        try:
            driver.open()
            return Found(port, kind, model, driver.status().detail)
        except DeviceError as error:
            if error.fault in _OF_THE_PORT:
                return Found(port, detail=error.detail)
        except ImportError as error:
            return Found(port, detail=str(error))
        finally:
            driver.close()
    return Found(port)


def _speaks(model: str, port: str) -> bool:
    """Returns whether the model may be tried at the port. Only one model speaks with PC/SC readers, one with what
    types, and neither with anything else; one has no line of its own, and a scanner on a serial line says nothing when
    it is asked. What is known by its ids as a USB card reader is asked nothing else."""
    address = check_port(port)
    if model in ("receipt_printer", "serial_line"):
        return False
    if {"pcsc", "evdev", "v4l2"} & {model, address.scheme}:
        return model == address.scheme
    if model == "sam_v_usb":
        return address.scheme in ("usb", "hid")
    if address.scheme == "usb":
        return _reader_profile(address) is None
    return address.scheme != "hid"


def _reader_profile(address: Address) -> "UsbProfile | None":
    from devices.card_reader.usb_profiles import find_profile  # slow to import, and the kiosk's start does not need it

    return find_profile(address)


def _serial_devices() -> list[Path]:
    """Returns each serial device once, by the name that lasts longest."""
    from serial.tools.list_ports import comports

    patterns = os.environ.get("KIOSK_SERIAL_PORTS", "")
    if patterns:
        each = (sorted(Path("/").glob(pattern.strip("/"))) for pattern in patterns.split(":") if pattern.strip("/"))
        return _once(device for devices in each for device in devices)
    names = [link for folder in _LASTING for link in sorted(folder.glob("*"))]
    machine = [Path(port.device) for port in comports()]
    there = {device.resolve() for device in machine}
    return _once(name for name in (*names, *machine) if name.resolve() in there)


def _once(devices: Iterable[Path]) -> list[Path]:
    """Returns the first name of each."""
    named: dict[Path, Path] = {}
    for device in devices:
        named.setdefault(device.resolve(), device)
    return list(named.values())


def _list_cameras() -> list[str]:
    """Returns the ports of the nodes that capture pictures. A camera's further nodes capture none."""
    return [f"v4l2://{node}" for folder in _CAMERAS for node in sorted(folder.glob("*-video-index0"))]


def _pcsc_readers() -> list[str]:
    from devices.card_reader.pcsc_reader import reader_names

    try:
        return [f"pcsc://{quote(name, safe=' :/()[]')}" for name in reader_names()]
    except (DeviceError, ImportError):  # no service runs, or its library is not there
        return []


def _usb_devices() -> Iterator[UsbDevice]:
    import usb.core

    from devices.transports.usb_claim import usb_place

    try:
        devices = list(usb.core.find(find_all=True) or ())
    except (usb.core.USBError, usb.core.NoBackendError):
        return
    for device in devices:
        of_interfaces = {interface.bInterfaceClass for configuration in device for interface in configuration}
        name = " ".join(part for part in (_usb_text(device, "manufacturer"), _usb_text(device, "product")) if part)
        classes = frozenset({device.bDeviceClass, *of_interfaces})
        number, at = _usb_text(device, "serial_number"), usb_place(device)
        yield UsbDevice(device.idVendor, device.idProduct, number, at, name, classes)


def _usb_text(device: object, name: str) -> str:
    """Returns what it says of itself; empty where it says nothing, or may not be asked."""
    import usb.core

    try:
        return str(getattr(device, name) or "")
    except (usb.core.USBError, ValueError, NotImplementedError):
        return ""
