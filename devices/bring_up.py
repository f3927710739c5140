"""Bringing up an unknown reader: record what goes over its line, find the framing in that, replay it to the driver."""

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from devices.base import Card, DeviceError, Fault
from devices.captures import Capture, Passage, parse_capture, read_capture, write_capture
from devices.card_reader.masking import mask_capture
from devices.card_reader.usb_profiles import PROFILES, default_profile, find_profile
from devices.framing_guess import guess_framing
from devices.models import make_driver
from devices.pcap import read_pcap
from devices.transports import parse
from devices.transports.framing import Framing, read_framing

_POLL_SECONDS = 0.3
_OF_THE_PORT = {Fault.DISCONNECTED, Fault.IN_USE, Fault.NO_PERMISSION}
_USB = ("usb", "hid")
WARNING = (
    "A capture holds what the card says: name, number, address. Use a card of your own, keep the file from others, and "
    "delete it afterwards; or say --mask, and a made-up card stands in its place."
)


class CaptureMistake(Exception):
    """In a capture, a profile, or what is asked of them."""


@dataclass(frozen=True, slots=True)
class Recording:
    """`card_read`: by the driver; `answered`: whether anything came from the device."""

    capture: Capture
    card_read: bool

    @property
    def answered(self) -> bool:
        return any(not passage.to_device and passage.data for passage in self.capture.passages)


@dataclass(frozen=True, slots=True)
class Replay:
    """The card that the driver read from a device made of a capture: `card`, or why there is none. `unknown`: what it
    asked that is not in the capture."""

    card: Card | None
    error: DeviceError | None
    unknown: tuple[str, ...]


def record(port: str, profile: str, seconds: float) -> Recording:
    """Asks the reader at the port for its card, with that profile or, for ids that are not known, with one after the
    other, until a card was read and lifted. Raises DeviceError where the port cannot be opened, CaptureMistake."""
    unanswered: list[Passage] = []
    for settings in _candidates(port, profile):
        with _memory_file() as memory:
            card_read, outcome = _try(_recorded(port, memory), settings, seconds)
            capture = parse_capture(memory.read_text("ascii")).with_notes(port=port)
        _tell(f"{next(iter(settings.values()), 'as usual')}: {outcome}")
        recording = Recording(capture, card_read)
        if recording.answered:
            return recording
        unanswered += capture.passages
    return Recording(Capture(tuple(unanswered), {"port": port}), card_read=False)


def _try(port: str, settings: Mapping[str, str], seconds: float) -> tuple[bool, str]:
    """Returns whether a card was read, and what to tell. Raises DeviceError where the port cannot be opened."""
    try:
        card_read = _read_once(port, settings, seconds)
    except DeviceError as error:
        if error.fault in _OF_THE_PORT:
            raise
        return False, str(error)
    except KeyboardInterrupt:
        return False, "stopped"
    return card_read, f"the reader answers; {'a card was read' if card_read else 'no card was read'}"


def record_from_pcap(port: str, file: Path) -> Recording:
    """Returns the packets that another program captured. Raises CaptureMistake."""
    try:
        return Recording(read_pcap(file).with_notes(port=port), card_read=False)
    except ValueError as error:
        raise CaptureMistake(str(error)) from None


def check_can_save(file: Path) -> None:
    """Checks, before anybody is asked for a card, that the recording can be saved. Raises CaptureMistake."""
    if not (file.parent.is_dir() and os.access(file.parent, os.W_OK)):
        raise CaptureMistake(f"nothing can be written to {file}")


def save(recording: Recording, file: Path, profile: str, mask: bool) -> None:
    """Writes the recording. Raises CaptureMistake where it is to be masked and cannot be: then nothing is written."""
    capture = recording.capture
    try:
        if mask:
            capture = mask_capture(capture, _framing_of(capture, profile))
        write_capture(file, capture)
    except (OSError, ValueError) as error:
        raise CaptureMistake(f"nothing was written: {error}") from None


def find_framing(file: Path) -> str:
    """Returns a profile file's text, as TOML. Raises CaptureMistake."""
    framing = guess_framing(_read(file))
    if framing is None:
        raise CaptureMistake("no framing explains this capture: it needs some questions and answers, whole and unmixed")
    lines = (f"{key} = {_toml(value)}" for key, value in framing.model_dump(exclude_none=True).items())
    return "\n".join(["[framing]", *lines])


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def replay(file: Path, port: str, profile: str, seconds: float) -> Replay:
    """Lets the driver read the card from a device made of the capture. Raises CaptureMistake."""
    from devices.simulators.process import SimulatorProcess
    from devices.simulators.usb_stand_in import standing_in

    capture = _read(file)
    capture = capture.with_notes(port=port) if port else capture
    if "port" not in capture.notes:
        raise CaptureMistake("the capture does not say whose it is: name its port with --port")
    usb = parse(capture.notes["port"]).scheme in _USB
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        copy = Path(folder) / "capture"
        write_capture(copy, capture)
        process = stack.enter_context(SimulatorProcess("replay", usb=str(copy) if usb else ""))
        process.do("load", file=str(copy))
        if usb:
            stack.enter_context(standing_in(process.bus))
        driver = make_driver("card_reader", _model(process.port), process.port, _settings(profile))
        card, error = _first_card(driver, seconds)
        return Replay(card, error, tuple(process.do("state")["unknown"]))


def _first_card(driver: Any, seconds: float) -> tuple[Card | None, DeviceError | None]:
    end = time.monotonic() + seconds
    try:
        driver.open()
        while time.monotonic() < end:
            card: Card | None = driver.poll()
            if card is not None:
                return card, None
    except DeviceError as error:
        return None, error
    finally:
        driver.close()
    return None, None


def _read_once(port: str, settings: Mapping[str, str], seconds: float) -> bool:
    """Returns whether a card was read. Ends once it was lifted too, or when the time is up."""
    driver: Any = make_driver("card_reader", _model(port), port, settings)
    last_card = None
    try:
        driver.open()
        _tell("Place a card on the reader, wait two seconds, and lift it.")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(DeviceError):
                card = driver.poll()
                if last_card is not None and card is None:
                    break
                last_card = card or last_card
            time.sleep(_POLL_SECONDS)
    finally:
        driver.close()
    return last_card is not None


def _candidates(port: str, profile: str) -> list[dict[str, str]]:
    address = parse(port)
    if profile or address.scheme not in _USB or find_profile(address):
        return [_settings(profile)]
    return [{"profile": name} for name in PROFILES]


def _settings(profile: str) -> dict[str, str]:
    """Returns the settings for a profile's name or file. Raises CaptureMistake."""
    if profile in ("", *PROFILES):
        return {"profile": profile} if profile else {}
    try:
        read_framing(Path(profile))
    except ValueError as error:
        raise CaptureMistake(f"the profile is a file or one of {', '.join(PROFILES)}: {error}") from None
    return {"profile_file": profile}


def _framing_of(capture: Capture, profile: str) -> Framing | None:
    """Returns the framing of a profile's file. Raises ValueError where the packets of USB are of no framing that is
    known."""
    if not capture.over_usb:
        return None
    if profile:
        return PROFILES[profile].framing if profile in PROFILES else read_framing(Path(profile))
    guess = guess_framing(capture)
    return guess or default_profile(parse(capture.notes["port"])).framing


def _model(port: str) -> str:
    return "sam_v_usb" if parse(port).scheme in _USB else "sam_v"


def _recorded(port: str, file: Path) -> str:
    return f"{port}{'&' if '?' in port else '?'}record={quote(str(file))}"


@contextlib.contextmanager
def _memory_file() -> Iterator[Path]:
    """Yields a file that is on no disk: what is to be masked was never there unmasked."""
    descriptor = os.memfd_create("capture")
    try:
        yield Path(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)


def _read(file: Path) -> Capture:
    try:
        return read_capture(file)
    except ValueError as error:
        raise CaptureMistake(str(error)) from None


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
