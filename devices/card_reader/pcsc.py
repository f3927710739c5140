"""General smart card readers through the PC/SC daemon: social security cards, and the UID of contactless ones."""

import time
from collections.abc import Collection
from contextlib import suppress

from pydantic import BaseModel, ConfigDict, Field

from devices.base import Card, CardKind, Condition, DeviceError, Fault, Status, UnplugSeen
from devices.card_reader.chip import CardRefused, Chip
from devices.card_reader.pcsc_reader import Connection, Reader
from devices.card_reader.social_security_card import read_social_security_card
from devices.transports import parse, recorder
from devices.tried import Against, Tried, simulated

TRIED = (
    simulated("pcsc"),
    Tried(Against.PROGRAM, "pcscd of Debian 12 with the virtual readers of vsmartcard; the cards are simulated"),
)

_IDENTITY_CARD = bytes.fromhex("3B888001D10386050080800058")
_WAIT_SECONDS = 0.3  # the daemon tells of a card, and of its own end, at once; others who ask wait for that long
_UID = bytes.fromhex("FFCA0000")  # PC/SC part 3, 3.2.2.1.3


class Settings(BaseModel):
    """`read_seconds`: how long one read may take at most, all told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    read_seconds: float = Field(default=2.5, ge=0.5, le=3)


class Driver:
    reads_identity_cards = False
    unplug_seen = UnplugSeen.DEVICE  # by the daemon
    rest_seconds = 0.0  # it waits for the reader

    def __init__(self, port: str, settings: Settings) -> None:
        self._port = port
        self._settings = settings
        self.call_seconds = settings.read_seconds + 2.0
        self._others: list[str] = []
        self._reader: Reader | None = None
        self._last_count: int | None = None  # of the card that was read last, or could not be read
        self._card: Card | None = None
        self._error: DeviceError | None = None

    def mind(self, ports: Collection[str]) -> None:
        self._others = [parse(port).path for port in ports if port.startswith("pcsc://")]

    def open(self) -> None:
        """Raises DeviceError(disconnected) where the service or the reader is not there."""
        address = parse(self._port)
        if address.scheme != "pcsc":
            raise DeviceError(Fault.WRONG_DEVICE, f"a PC/SC reader's port is pcsc://NAME, not {self._port}")
        self._forget()
        self._reader = Reader(address.path, recorder(address), self._others)
        self._reader.open()

    def close(self) -> None:
        reader, self._reader = self._reader, None
        self._forget()
        if reader is not None:
            reader.close()

    def status(self) -> Status:
        self._open_reader().look()
        return Status(Condition.OK, detail=self._open_reader().name)

    def poll(self) -> Card | None:
        """Answers as `CardReader.poll`; raises a card's fault for as long as that card lies there."""
        reader = self._open_reader()
        state = reader.look(_WAIT_SECONDS)
        if not state.present:
            self._forget()
            return None
        if state.count != self._last_count:
            self._forget()
            self._read(reader)
            self._last_count = state.count
        if self._error is not None:
            raise self._error
        return self._card

    def still_there(self) -> bool:
        """Answers as `TellsPresence.still_there`: the daemon counts each placing."""
        state = self._open_reader().look()
        return state.present and state.count == self._last_count

    def _open_reader(self) -> Reader:
        if self._reader is None:
            raise DeviceError(Fault.DISCONNECTED, "the reader is not open")
        return self._reader

    def _forget(self) -> None:
        self._last_count, self._card, self._error = None, None, None

    def _read(self, reader: Reader) -> None:
        """Reads the card into `_card` or `_error`; starts again once where that fails, as contacts bounce. Raises
        DeviceError where the reader itself is in trouble."""
        end = time.monotonic() + self._settings.read_seconds
        for _ in range(2):
            try:
                with reader.connected() as connection:
                    self._card, self._error = _read_card(connection, end), None
                return
            except DeviceError as error:
                if error.fault is Fault.IN_USE:
                    raise
                self._error = error
            reader.look()  # what failed may have been the reader, and not the card
            if self._error.fault is not Fault.CARD_UNREADABLE or time.monotonic() > end:
                return


def _read_card(connection: Connection, end: float) -> Card:
    """Returns the card that was read. Raises DeviceError: `card_unreadable`, `card_not_supported`."""

    def transmit(apdu: bytes) -> bytes:
        if time.monotonic() > end:
            raise DeviceError(Fault.CARD_UNREADABLE, "the read took too long")
        return connection.transmit(apdu)

    atr, chip = connection.atr(), Chip(transmit)
    if atr == _IDENTITY_CARD:
        raise DeviceError(Fault.CARD_NOT_SUPPORTED, "an identity card on a general reader")
    card = read_social_security_card(chip)
    if card is not None:
        return card
    if _is_contactless(atr):
        with suppress(CardRefused):
            return Card(CardKind.CONTACTLESS, "", "", card_number=chip.send(_UID, le=0).hex().upper())
    raise DeviceError(Fault.CARD_NOT_SUPPORTED, f"a card that is not known, ATR {len(atr)} bytes")


def _is_contactless(atr: bytes) -> bool:
    """Returns whether the card is contactless (PC/SC part 3, 3.1.3.2.3): readers make up `3B 8n 80 01 …` for
    contactless cards."""
    return len(atr) > 4 and atr[0] == 0x3B and atr[1] & 0xF0 == 0x80 and atr[2:4] == b"\x80\x01"
