"""The keyboards of this machine, and which of them are scanners that type like one: by what the kernel knows of them.
To ask them would take them from those who use them."""

import re
from dataclasses import dataclass
from pathlib import Path

# by its maker's serial number, else by the place it is plugged into; two of one model may share a name by id
_LASTING = (Path("/dev/input/by-id"), Path("/dev/input/by-path"))
_SYSTEM = Path("/sys/class/input")
_SCANNER_NAME = re.compile(r"scan|bar ?code|qr ?code|2d imager|symbol bar", re.IGNORECASE)
_SCANNER_MAKERS = {  # vendor ids that the USB Implementers Forum gave to makers of scanners alone
    "0536",  # Hand Held Products
    "05e0",  # Symbol, Zebra
    "05f9",  # Datalogic
    "065a",  # Opticon
    "0c2e",  # Metrologic, Honeywell
    "11fa",  # Code
    "1eab",  # Newland
    "1fbb",  # Zebex
}


@dataclass(frozen=True, slots=True)
class InputDevice:
    """`detail`: the name that it tells the kernel, and what to do where it is no known scanner."""

    port: str
    is_scanner: bool
    detail: str


def list_inputs() -> list[InputDevice]:
    """Returns each keyboard once, by the name that lasts longest; a tactile keypad is one, too."""
    links: dict[Path, Path] = {}
    for folder in _LASTING:
        for link in sorted(folder.glob("*-event-kbd")):
            links.setdefault(link.resolve(), link)
    return [_describe(link, event.name) for event, link in links.items()]


def _describe(link: Path, event: str) -> InputDevice:
    name, maker = _read(event, "name"), _read(event, "id/vendor")
    is_scanner = bool(_SCANNER_NAME.search(f"{name} {link.name}")) or maker in _SCANNER_MAKERS
    detail = name if is_scanner else f"{name or link.name}: a keyboard, or a scanner that types (model evdev)"
    return InputDevice(f"evdev://{link}", is_scanner, detail)


def _read(event: str, key: str) -> str:
    try:
        return (_SYSTEM / event / "device" / key).read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""
