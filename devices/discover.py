"""Finds what is plugged in: each serial port and USB printer is asked by each model until one knows it; PC/SC readers
are named by their daemon."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from devices.base import DeviceError, Fault
from devices.models import make_driver, model_names

_BAUDRATES = (115200, 38400, 19200, 9600)
# In this order: a presenter answers as a printer does, and a printer would print what a reader is asked.
_KINDS = ("ticket_dispenser", "printer", "card_reader")
_NO_LINE = "printer://"  # a printer that has a port of its own
_USB_PRINTER_CLASS = 7
_OF_THE_PORT = {Fault.DISCONNECTED, Fault.IN_USE, Fault.NO_PERMISSION}  # no other model would do better


@dataclass(frozen=True, slots=True)
class Found:
    """A port, and what answers there: `kind` and `model` are None where nothing did, and `detail` says why."""

    port: str
    kind: str | None = None
    model: str | None = None
    detail: str = ""


def discover(known: Iterable[str] = (), in_use: Iterable[str] = ()) -> list[Found]:
    """Look at the `known` ports, and at all that this machine has besides; those `in_use` are left alone. Takes up to
    half a minute."""
    configured = [port for port in known if not port.startswith(_NO_LINE)]
    told = {*configured, *in_use}
    taken = {Path(port.removeprefix("serial://").split("?")[0]).resolve() for port in told}
    readers = [port for port in _pcsc_readers() if port not in told]
    serial = [device for device in _serial_devices() if device.resolve() not in taken]
    usb = [port for port in _usb_printers() if port not in told]
    ports = [*((port,) for port in configured + usb + readers), *(_at_each_rate(device) for device in serial)]
    with ThreadPoolExecutor(max_workers=8) as pool:
        return list(pool.map(_first_found, ports))


def _at_each_rate(device: Path) -> tuple[str, ...]:
    return tuple(f"serial://{device}?baudrate={rate}" for rate in _BAUDRATES)


def _first_found(ports: Sequence[str]) -> Found:
    found = Found(ports[0])
    for port in ports:
        found = _identify(port)
        if found.kind or found.detail:
            return found
    return Found(ports[0].split("?")[0], detail="nothing answers")


def _identify(port: str) -> Found:
    """`detail` without a kind: it is of no use to ask on."""
    keys = [key for kind in _KINDS for key in model_names() if key[0] == kind and _speaks(key[1], port)]
    for kind, model in keys:
        driver = make_driver(kind, model, port, {})
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
    """Only one model speaks with PC/SC readers, and with nothing else; one has no line of its own."""
    return model != "receipt_printer" and (model == "pcsc") == port.startswith("pcsc://")


def _serial_devices() -> Iterator[Path]:
    """By the name that stays the same when it is plugged in elsewhere, where there is one."""
    from serial.tools.list_ports import comports

    lasting = {link.resolve(): link for link in Path("/dev/serial/by-id").glob("*")}
    for port in comports():
        device = Path(port.device)
        yield lasting.get(device.resolve(), device)


def _pcsc_readers() -> list[str]:
    from devices.card_reader.pcsc_reader import reader_names

    try:
        return [f"pcsc://{quote(name, safe=' :/()[]')}" for name in reader_names()]
    except (DeviceError, ImportError):  # no service runs, or its library is not there
        return []


def _usb_printers() -> Iterator[str]:
    import usb.core

    try:
        devices = list(usb.core.find(find_all=True) or ())
    except (usb.core.USBError, usb.core.NoBackendError):
        return
    for device in devices:
        classes = {interface.bInterfaceClass for configuration in device for interface in configuration}
        if _USB_PRINTER_CLASS in classes:
            yield f"usb://{device.idVendor:04x}:{device.idProduct:04x}"
