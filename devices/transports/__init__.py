"""Byte lines to devices, named by URL:

- `serial:///dev/ttyUSB0?baudrate=115200` with `baudrate` (115200), `bytesize`, `parity` (N, E, O), `stopbits`,
  `rtscts`, `xonxoff`; opened for this process alone;
- `tcp://host:9100`;
- `usb://04b8:0e15` with `serial` (number) or `at` (the place it is plugged into, as in `at=1-2.3`: port 3 of the hub in
  port 2 of bus 1) where there are several, and `interface`: bulk endpoints;
- `hid://1234:5678` with the same keys: HID reports. What is in them is told by a framing, which the model brings.

`evdev:///dev/input/by-id/usb-…-event-kbd` names a scanner that types like a keyboard, for `devices/scanner/evdev.py`.
`v4l2:///dev/v4l/by-id/usb-…-video-index0` names a camera, for `devices/document_camera/v4l2.py`.
`ipp://host:631/ipp/print` (`ipps://` under TLS) is a printer of pages, for `devices/page_printer/ipp.py`.
`pcsc://READER NAME` names a smart card reader, `printer://NAME` a printer of the configuration (`printer://` whichever
is in order). They are no byte lines: only `devices/card_reader/pcsc.py` and
`devices/ticket_dispenser/receipt_printer.py` know what to do with them.

Each takes `record=FILE` as well: a technician's record of all bytes, which may hold personal data.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from devices.base import DeviceError, Fault
from devices.transports.address import IPP, USB, Address, check_port, parse
from devices.transports.transport import Record, Recorded, Transport, record_to

if TYPE_CHECKING:
    from devices.transports.framing import Framing

__all__ = ["Address", "Record", "Recorded", "Transport", "check_port", "open_transport", "parse", "recorder"]


def open_transport(url: str, *, record: Record | None = None, framing: "Framing | None" = None) -> Transport:
    """Opens the line; over USB with that framing. Raises DeviceError: `disconnected`, `in_use`, `no_permission`,
    `wrong_device` for a port that is no line; ValueError for a URL that is none."""
    address = parse(url)
    record = record or recorder(address)
    if address.scheme in USB:
        return _open_usb(address, framing, record)
    line = _open(address)
    return line if record is None else Recorded(line, record)


def recorder(address: Address) -> Record | None:
    """Returns a recorder to the file that the port's URL names, if it names one."""
    return record_to(Path(address.query["record"])) if "record" in address.query else None


def _open(address: Address) -> Transport:
    """Imports each kind of line when it is first needed: the first page does not wait for it."""
    if address.scheme == "serial":
        from devices.transports.serial_transport import open_serial

        return open_serial(address.path, address.query)
    if address.scheme == "tcp":
        from devices.transports.tcp_transport import open_tcp

        return open_tcp(address.host, int(address.port))
    if address.scheme == "evdev":
        raise DeviceError(Fault.WRONG_DEVICE, "what types like a keyboard is no byte line: its model is evdev")
    if address.scheme == "v4l2":
        raise DeviceError(Fault.WRONG_DEVICE, "a camera is no byte line: its model is v4l2")
    if address.scheme == "pcsc":
        raise DeviceError(Fault.WRONG_DEVICE, "a PC/SC reader is no byte line: its model is pcsc")
    if address.scheme in IPP:
        raise DeviceError(Fault.WRONG_DEVICE, "IPP is no byte line: its model is ipp")
    raise DeviceError(Fault.WRONG_DEVICE, "a printer's name is no byte line: the model for it is receipt_printer")


def _open_usb(address: Address, framing: "Framing | None", record: Record | None) -> Transport:
    from devices.transports.usb_claim import UsbName

    name = UsbName.from_address(address)
    if framing is not None:
        from devices.transports.framed_usb import open_framed_usb

        return open_framed_usb(name, framing, record)
    if address.scheme == "hid":
        raise DeviceError(Fault.WRONG_DEVICE, "HID reports need a model that knows their framing")
    from devices.transports.usb_transport import open_usb

    return open_usb(name, record)
