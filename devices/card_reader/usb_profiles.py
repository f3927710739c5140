"""The USB identity readers there are: their ids, and the framing of their packets (`devices/transports/framing.py`)."""

from dataclasses import dataclass

from devices.transports import Address
from devices.transports.framing import Framing, Pipes, Reports, Stream
from devices.tried import Against, Tried


@dataclass(frozen=True, slots=True)
class UsbProfile:
    """`ids`: vendor and product of the devices that are known to speak so; others are named by the port."""

    framing: Framing
    tried: tuple[Tried, ...]
    ids: tuple[tuple[int, int], ...] = ()
    scheme: str = "usb"


def _simulated(layout: str) -> tuple[Tried, ...]:
    return (Tried(Against.SIMULATOR, "devices.simulators.sam_v", f"the tests, by pyusb, layout {layout}"),)


PROFILES = {
    "two_pipes": UsbProfile(Pipes(), _simulated("two_pipes"), ids=((0x0400, 0xC35A),)),
    "stream": UsbProfile(Stream(), _simulated("stream")),
    "hid_length": UsbProfile(Reports(), _simulated("hid_length"), scheme="hid"),
    "hid_id": UsbProfile(
        Reports(
            report_id=1,
            header_out="FC",
            header_in="FE",
            length_bytes=2,
            length_order="little",
            length_extra=2,
            length_of="message",
            padding=0xFF,
        ),
        _simulated("hid_id"),
        scheme="hid",
    ),
}


def find_profile(address: Address) -> UsbProfile | None:
    """Returns that of the device with the port's ids, or None for ids that are not known."""
    ids = (int(address.host, 16), int(address.port, 16))
    return next((profile for profile in PROFILES.values() if ids in profile.ids), None)


def default_profile(address: Address) -> UsbProfile:
    """Returns that of the ids, else the commonest of the port's scheme."""
    return find_profile(address) or PROFILES["hid_length" if address.scheme == "hid" else "two_pipes"]
