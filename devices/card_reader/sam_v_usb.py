"""Resident identity card readers with a SAM-V module on USB: the same frames and driver as on a serial line, in packets
that a profile or a technician's own file describes."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from devices.base import DeviceError, Fault
from devices.card_reader import sam_v
from devices.card_reader.usb_profiles import PROFILES, default_profile
from devices.transports import Transport, open_transport, parse
from devices.transports.framing import Framing, read_framing
from devices.tried import Against, Tried

__all__ = ["PROFILES", "TRIED", "Driver", "Settings"]

TRIED = (Tried(Against.SIMULATOR, "devices.simulators.sam_v", "the tests, on a simulated USB bus behind pyusb"),)


class Settings(sam_v.Settings):
    """`profile`: auto takes the one of the device's ids; `profile_file`: a framing of one's own, as TOML."""

    profile: Literal["auto", "two_pipes", "stream", "hid_length", "hid_id"] = "auto"
    profile_file: str = Field(default="", max_length=200)


class Driver(sam_v.Driver):
    def __init__(self, port: str, settings: Settings) -> None:
        super().__init__(port, settings)
        self._profile = settings.profile
        self._profile_file = settings.profile_file

    def _open_transport(self) -> Transport:
        address = parse(self._port)
        if address.scheme not in ("usb", "hid"):
            raise DeviceError(Fault.WRONG_DEVICE, f"a USB reader's port is usb:// or hid://, not {self._port}")
        if self._profile_file:
            return open_transport(self._port, framing=_read_own(self._profile_file))
        profile = default_profile(address) if self._profile == "auto" else PROFILES[self._profile]
        return open_transport(self._port, framing=profile.framing)


def _read_own(file: str) -> Framing:
    try:
        return read_framing(Path(file))
    except ValueError as error:
        raise DeviceError(Fault.WRONG_DEVICE, str(error)) from None
