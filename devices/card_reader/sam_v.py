"""Resident identity card readers with a SAM-V module, over a serial line (115200 8N1 unless the port says other)."""

import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum, auto

from pydantic import BaseModel, ConfigDict, Field

from devices.base import Card, CardKind, Condition, DeviceError, Fault, Status, UnplugSeen
from devices.card_reader.frames import Answer, FrameParser, request
from devices.card_reader.resident_card import ADDRESS_BYTES, TEXT_BYTES, parse_address, parse_card
from devices.transports import Transport, open_transport
from devices.tried import simulated

TRIED = (simulated("sam_v"),)

_STATUS, _MODULE_ID = request(0x11, 0xFF), request(0x12, 0xFF)
_FIND, _SELECT = request(0x20, 0x01), request(0x20, 0x02)
_READ_BASE, _READ_ADDRESS = request(0x30, 0x01), request(0x30, 0x03)

_DONE, _ABSENT, _FOUND, _NO_CARD = 0x90, 0x91, 0x9F, 0x80
_BAD_REQUEST = {0x10, 0x11}  # the module says that our request came garbled
_FAULTS = {0x40: Fault.CARD_NOT_SUPPORTED, 0x60: Fault.SELF_TEST_FAILED, 0x66: Fault.NOT_AUTHORISED}

_ANSWER_SECONDS = 0.25  # a module answers everything but a read within a few milliseconds
_WITH_CARD_SECONDS = 0.8  # while a card lies there nobody waits to place one, and a busy machine is no lift
_OPEN_SECONDS = 1.0
_GAP_SECONDS = 0.25  # no byte for so long in mid-frame: the rest will not come
_QUIET_SECONDS = 0.04  # nothing for so long: the line is quiet
_WARY = 2  # exchanges after an answer that did not come: it may come before the next, and that one's before another


class Settings(BaseModel):
    """`read_seconds`: how long one read may take at most, all told. At 9600 baud a read's bytes alone take 1.4 s."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    read_seconds: float = Field(default=1.5, ge=0.5, le=3)


class _NoAnswer(Exception):
    """`garbled`: bytes came, but no whole answer."""

    def __init__(self, garbled: bool) -> None:
        super().__init__("garbled" if garbled else "silent")
        self.garbled = garbled


class _Place(Enum):
    """The card that the driver knows to lie on the reader."""

    UNKNOWN = auto()  # just opened: a card may lie there that was selected before
    EMPTY = auto()
    READ = auto()
    FAILED = auto()


class Driver:
    reads_identity_cards = True
    unplug_seen = UnplugSeen.DEVICE

    def __init__(self, port: str, settings: Settings) -> None:
        self._port = port
        self._settings = settings
        self.call_seconds = 2 * settings.read_seconds + 2.0  # a garbled answer is asked for once more
        self._line: Transport | None = None
        self._place = _Place.EMPTY
        self._card: Card | None = None
        self._error = DeviceError(Fault.CARD_UNREADABLE)
        self._wary = 0  # before so many exchanges, what came too late for others runs out first
        self.module = ""
        """The module's number as vendors print it, once it is open: `05.01-20101129-0001228293-0296863149`."""

    def open(self) -> None:
        """Raises `wrong_device` where something answers, but not as a SAM-V module does."""
        self._line = self._open_transport()
        self._place, self._card = _Place.UNKNOWN, None
        try:
            answer = self._exchange(_MODULE_ID, _OPEN_SECONDS)
        except _NoAnswer as error:
            if error.garbled:
                raise DeviceError(Fault.WRONG_DEVICE, "no frames of a SAM-V module (is the baud rate right?)") from None
            raise DeviceError(Fault.NOT_RESPONDING, "no answer to the question for the module's number") from None
        if answer.state in _FAULTS:
            raise _fault(answer)
        if answer.state != _DONE or len(answer.data) != 16:
            raise DeviceError(Fault.WRONG_DEVICE, f"no module's number, but SW3 {answer.state:02X}")
        self.module = "{:02}.{:02}-{:08}-{:010}-{:010}".format(*struct.unpack("<HHIII", answer.data))

    def _open_transport(self) -> Transport:
        return open_transport(self._port)

    def close(self) -> None:
        line, self._line = self._line, None
        self._card = None
        if line is not None:
            line.close()

    def firmware(self) -> str:
        return self.module

    def status(self) -> Status:
        with _silence_is_fault():
            answer = self._exchange(_STATUS, _ANSWER_SECONDS)
        if answer.state in _FAULTS:
            return Status(Condition.FAULT, _FAULTS[answer.state], None, f"SW3 {answer.state:02X}")
        if answer.state != _DONE:
            return Status(Condition.UNKNOWN, detail=f"SW3 {answer.state:02X}")
        return Status(Condition.OK, detail=self.module)

    def poll(self) -> Card | None:
        """As `CardReader.poll`: a card's fault is raised for as long as that card lies there."""
        with _silence_is_fault():
            empty = self._place is _Place.EMPTY
            found = self._exchange(_FIND, _ANSWER_SECONDS if empty else _WITH_CARD_SECONDS)
            if found.state == _FOUND:
                return self._read()
            if found.state != _NO_CARD:
                raise _module_fault(found)
            if not empty and not self._still_there():
                self._place, self._card = _Place.EMPTY, None
        if self._place is _Place.UNKNOWN:
            self._read_selected()
        if self._place is _Place.FAILED:
            raise self._error
        return self._card

    def still_there(self) -> bool:
        """As `TellsPresence.still_there`. The card that was read stays so for `poll`, which says what is there now."""
        with _silence_is_fault():
            return self._place is _Place.READ and self._still_there()

    def _still_there(self) -> bool:
        """A selected card answers "find" with "none", so it is asked for its newest address instead. A module that says
        nothing to that has no card if it goes on to say how it is; else it is slow or ill, and the card lies there."""
        try:
            return self._exchange(_READ_ADDRESS, _WITH_CARD_SECONDS).state in (_DONE, _ABSENT)
        except _NoAnswer as error:
            if error.garbled:
                return True  # it said something: look again at the next poll
        said = self._exchange(_STATUS, _WITH_CARD_SECONDS)
        return said.state == _ABSENT or bool(said.data)  # that is the address at last: a status has no data

    def _read(self) -> Card:
        end = time.monotonic() + self._settings.read_seconds
        try:
            self._done(self._exchange(_SELECT, _until(end)))
            self._card = self._read_card(end)
        except (_NoAnswer, DeviceError) as error:
            if isinstance(error, DeviceError) and error.fault is Fault.DISCONNECTED:
                raise
            self._place, self._card = _Place.FAILED, None
            self._error = error if isinstance(error, DeviceError) else _unreadable(f"the answer was {error}")
            raise self._error from None
        self._place = _Place.READ
        return self._card

    def _read_selected(self) -> None:
        """Read the card that lay there, selected, before the port was opened. Where that fails it counts as none."""
        try:
            self._card = self._read_card(time.monotonic() + self._settings.read_seconds)
            self._place = _Place.READ
        except (_NoAnswer, DeviceError) as error:
            self._place = _Place.EMPTY
            if isinstance(error, DeviceError) and error.fault is Fault.DISCONNECTED:
                raise

    def _read_card(self, end: float) -> Card:
        base = self._done(self._exchange(_READ_BASE, _until(end)))
        if len(base) < 4 + TEXT_BYTES or int.from_bytes(base[:2], "big") != TEXT_BYTES:
            raise _unreadable(f"the text has {int.from_bytes(base[:2], 'big')} bytes")
        card = parse_card(base[4 : 4 + TEXT_BYTES])  # the photo behind it is of no use here
        if card is None:
            raise DeviceError(Fault.CARD_NOT_SUPPORTED, "a type of card that is not known")
        newest = self._newest_address(card.kind, end)
        return replace(card, address=newest) if newest else card

    def _newest_address(self, kind: CardKind, end: float) -> str | None:
        answer = self._exchange(_READ_ADDRESS, _until(end))
        if answer.state == _DONE and len(answer.data) >= ADDRESS_BYTES:
            return parse_address(answer.data[:ADDRESS_BYTES])
        if answer.state == _ABSENT or kind not in (CardKind.CITIZEN, CardKind.HK_MO_TW_RESIDENT):
            return None
        raise _unreadable(f"the newest address gives SW3 {answer.state:02X}")

    @staticmethod
    def _done(answer: Answer) -> bytes:
        if answer.state != _DONE:
            raise _fault(answer)
        return answer.data

    def _exchange(self, question: bytes, within: float) -> Answer:
        """Ask, and once more where the answer came garbled and time is left. Raises _NoAnswer, DeviceError."""
        end = time.monotonic() + within
        try:
            answer = self._exchange_once(question, within)
            if answer.state not in _BAD_REQUEST:
                return answer
        except _NoAnswer as error:
            if not error.garbled or _until(end) < _QUIET_SECONDS:
                raise
        return self._exchange_once(question, _until(end))

    def _exchange_once(self, question: bytes, within: float) -> Answer:
        if self._line is None:
            raise DeviceError(Fault.DISCONNECTED, "the reader is not open")
        end = time.monotonic() + within
        self._hush(end)
        wary, self._wary = self._wary, _WARY
        self._line.write(question, max(_QUIET_SECONDS, _until(end)))
        parser, came, left = FrameParser(), False, within
        while left > 0:
            left = _until(end)  # where that is nothing, what has come by now is looked at nevertheless
            data = self._line.read(4096, min(left, _GAP_SECONDS) if came else left)
            if not data:
                break
            came = True
            answer = parser.feed(data)
            if answer is not None:
                self._wary = max(0, wary - 1)
                return answer
        raise _NoAnswer(came)

    def _hush(self, end: float) -> None:
        """Let what comes too late run out, so that it is not taken for the next answer."""
        if self._line is None:
            return
        self._line.discard()
        while self._wary and _until(end) > 0 and self._line.read(4096, _QUIET_SECONDS):
            pass


def _until(end: float) -> float:
    return max(0.0, end - time.monotonic())


def _module_fault(answer: Answer) -> DeviceError:
    """Of an answer that says nothing of a card: the module itself is not well, or the line garbles what it is asked."""
    fault = Fault.NOT_RESPONDING if answer.state in _BAD_REQUEST else _FAULTS.get(answer.state, Fault.BROKEN)
    return DeviceError(fault, f"SW3 {answer.state:02X}")


def _unreadable(detail: str) -> DeviceError:
    return DeviceError(Fault.CARD_UNREADABLE, detail)


def _fault(answer: Answer) -> DeviceError:
    return DeviceError(_FAULTS.get(answer.state, Fault.CARD_UNREADABLE), f"SW3 {answer.state:02X}")


@contextmanager
def _silence_is_fault() -> Iterator[None]:
    try:
        yield
    except _NoAnswer as error:
        raise DeviceError(Fault.NOT_RESPONDING, f"the reader's answer was {error}") from None
