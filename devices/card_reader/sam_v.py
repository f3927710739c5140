"""Resident identity card readers with a SAM-V module, over a serial line (115200 8N1 unless the port says other)."""

import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum, auto

from pydantic import BaseModel, ConfigDict, Field

from devices.base import Card, CardKind, Condition, DeviceError, Fault, Status, UnplugSeen
from devices.card_reader.card_check import check_card
from devices.card_reader.frames import Answer, request
from devices.card_reader.module_line import BAD_REQUEST, ModuleLine, NoAnswer, seconds_until
from devices.card_reader.resident_card import ADDRESS_BYTES, parse_address, parse_base_information, parse_card
from devices.transports import Transport, open_transport, parse
from devices.tried import simulated

TRIED = (simulated("sam_v"),)

_STATUS, _MODULE_ID = request(0x11, 0xFF), request(0x12, 0xFF)
_FIND, _SELECT = request(0x20, 0x01), request(0x20, 0x02)
_READ_BASE, _READ_ADDRESS = request(0x30, 0x01), request(0x30, 0x03)

_DONE, _ABSENT, _FOUND, _NO_CARD = 0x90, 0x91, 0x9F, 0x80
_NOT_KNOWN = {0x21, 0x23, 0x24}  # the module cannot do that: bad command, not permitted, unknown error
_FAULTS = {0x40: Fault.CARD_NOT_SUPPORTED, 0x60: Fault.SELF_TEST_FAILED, 0x66: Fault.NOT_AUTHORISED}

_WITH_CARD_SECONDS = 0.8  # while a card lies there nobody waits to place one, and a busy machine is no lift
_ADDRESS_SECONDS = 0.5  # a module that says nothing for that long after a good read tells no newest address
_OPEN_SECONDS = 1.0
_GARBLED_MOST, _NOISE_SECONDS = 3, 0.2  # answers in a row that are none of such a module, and between them
_SELECTS, _STILL_SECONDS = 3, 0.1  # a card that is still moving is selected again, so much later
_LONGEST_READ, _BITS_A_BYTE = 2400, 10


class Settings(BaseModel):
    """`read_seconds`: how long one read may take at most, all told; the time that its bytes take at the port's baud
    rate comes on top. `answer_seconds`: how long the module may think about anything else while no card lies there.
    `start_seconds`: how long it may be deaf after its port was opened: some modules restart then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    read_seconds: float = Field(default=1.5, ge=0.5, le=10)
    answer_seconds: float = Field(default=0.25, ge=0.05, le=2)
    start_seconds: float = Field(default=4.0, ge=0.5, le=10)


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
        self._read_seconds = settings.read_seconds + _seconds_of_bytes(port)
        restarts = port.startswith("serial:") or "start_seconds" in settings.model_fields_set  # opened, others do not
        self._start_seconds = settings.start_seconds if restarts else _OPEN_SECONDS
        self._with_card_seconds = max(_WITH_CARD_SECONDS, settings.answer_seconds)
        # a garbled answer is asked for once more
        self.call_seconds = max(2 * self._read_seconds + 2.0, self._start_seconds + 2 * self._open_seconds)
        self._line: ModuleLine | None = None
        self._place = _Place.EMPTY
        self._card: Card | None = None
        self._error = DeviceError(Fault.CARD_UNREADABLE)
        self._tells_address = True  # until the module says that it does not know the question, or says nothing
        self.module = ""
        """The module's number as vendors print it, once it is open: `05.01-20101129-0001228293-0296863149`."""

    def open(self) -> None:
        """Opens the port. Raises `wrong_device` where something answers, but not as a SAM-V module does."""
        self._line = ModuleLine(self._open_transport())
        self._place, self._card = _Place.UNKNOWN, None
        answer = self._first_answer()
        if answer.state in _FAULTS:
            raise _fault(answer)
        if answer.state != _DONE or len(answer.data) != 16:
            raise DeviceError(Fault.WRONG_DEVICE, f"no module's number, but SW3 {answer.state:02X}")
        self.module = "{:02}.{:02}-{:08}-{:010}-{:010}".format(*struct.unpack("<HHIII", answer.data))

    def _open_transport(self) -> Transport:
        return open_transport(self._port)

    def _first_answer(self) -> Answer:
        """Returns the module's number, asked for again and again while the module may be starting: the port stays
        open."""
        end, garbled = time.monotonic() + self._start_seconds, 0
        while True:
            try:
                return self._exchange(_MODULE_ID, self._open_seconds)
            except NoAnswer as error:
                garbled = garbled + 1 if error.garbled else 0
                time.sleep(_NOISE_SECONDS if error.garbled else 0)
            if garbled == _GARBLED_MOST:
                raise DeviceError(Fault.WRONG_DEVICE, "no frames of a SAM-V module (is the baud rate right?)")
            if seconds_until(end) == 0:
                raise DeviceError(Fault.NOT_RESPONDING, "no answer to the question for the module's number")

    @property
    def _open_seconds(self) -> float:
        return max(min(_OPEN_SECONDS, self._start_seconds), self._settings.answer_seconds)

    def close(self) -> None:
        line, self._line = self._line, None
        self._card = None
        if line is not None:
            line.close()

    def firmware(self) -> str:
        return self.module

    def status(self) -> Status:
        with _silence_is_fault():
            answer = self._exchange(_STATUS, self._settings.answer_seconds)
        if answer.state in _FAULTS:
            return Status(Condition.FAULT, _FAULTS[answer.state], None, f"SW3 {answer.state:02X}")
        if answer.state != _DONE:
            return Status(Condition.UNKNOWN, detail=f"SW3 {answer.state:02X}")
        return Status(Condition.OK, detail=self.module)

    def poll(self) -> Card | None:
        """Answers as `CardReader.poll`; raises a card's fault for as long as that card lies there."""
        with _silence_is_fault():
            empty = self._place is _Place.EMPTY
            answer = self._exchange(_FIND, self._settings.answer_seconds if empty else self._with_card_seconds)
            if answer.state == _FOUND:
                return self._read()
            if answer.state != _NO_CARD:
                raise _module_fault(answer)
            if not empty and not self._still_there():
                self._place, self._card = _Place.EMPTY, None
        if self._place is _Place.UNKNOWN:
            self._read_selected()
        if self._place is _Place.FAILED:
            raise self._error
        return self._card

    def still_there(self) -> bool:
        """Answers as `TellsPresence.still_there`. The card that was read stays so for `poll`, which says what is
        there now."""
        with _silence_is_fault():
            return self._place is _Place.READ and self._still_there()

    def _still_there(self) -> bool:
        """Returns whether the card still lies there. A selected card answers "find" with "none", so it is asked for
        something else. A module that says nothing to that has no card if it goes on to say how it is; else it is slow
        or ill, and the card lies there."""
        try:
            if not self._tells_address:
                return self._answers_again()
            answer = self._exchange(_READ_ADDRESS, self._with_card_seconds)
            if answer.state not in _NOT_KNOWN:
                return answer.state in (_DONE, _ABSENT)
            self._tells_address = False
            return self._answers_again()
        except NoAnswer as error:
            if error.garbled:
                return True  # it answered: look again at the next poll
        status = self._exchange(_STATUS, self._with_card_seconds)
        return status.state == _ABSENT or bool(status.data)  # that is the address at last: a status has no data

    def _answers_again(self) -> bool:
        """Returns whether the card can be selected once more, or where a module selects none twice, be read."""
        return any(self._exchange(question, self._read_seconds).state == _DONE for question in (_SELECT, _READ_BASE))

    def _read(self) -> Card:
        end = time.monotonic() + self._read_seconds
        try:
            self._select(end)
            self._card = self._read_card(end)
        except (NoAnswer, DeviceError) as error:
            if isinstance(error, DeviceError) and error.fault is Fault.DISCONNECTED:
                raise
            self._place, self._card = _Place.FAILED, None
            self._error = error if isinstance(error, DeviceError) else _unreadable(f"the answer was {error}")
            raise self._error from None
        self._place = _Place.READ
        return self._card

    def _select(self, end: float) -> None:
        """Selects the card that was found, and again where that fails: it may still be moving."""
        for again in range(_SELECTS):
            if again:
                time.sleep(min(_STILL_SECONDS, seconds_until(end)))
                self._exchange(_FIND, seconds_until(end))
            answer = self._exchange(_SELECT, seconds_until(end))
            if answer.state == _DONE or answer.state in _FAULTS:
                break
        self._get_data(answer)

    def _read_selected(self) -> None:
        """Reads the card that lay there, selected, before the port was opened. Where that fails it counts as none."""
        try:
            self._card = self._read_card(time.monotonic() + self._read_seconds)
            self._place = _Place.READ
        except (NoAnswer, DeviceError) as error:
            self._place = _Place.EMPTY
            if isinstance(error, DeviceError) and error.fault is Fault.DISCONNECTED:
                raise

    def _read_card(self, end: float) -> Card:
        try:
            text = parse_base_information(self._get_data(self._exchange(_READ_BASE, seconds_until(end))))
        except ValueError as error:
            raise _unreadable(str(error)) from None
        card = parse_card(text)
        if card is None:
            raise DeviceError(Fault.CARD_NOT_SUPPORTED, "a type of card that is not known")
        newest = self._newest_address(card.kind, end) if self._tells_address else None
        return check_card(replace(card, address=newest) if newest else card)

    def _newest_address(self, kind: CardKind, end: float) -> str | None:
        answer = self._address_answer(end)
        if answer is None or answer.state in _NOT_KNOWN:
            self._tells_address = False
            return None
        if answer.state == _DONE and len(answer.data) >= ADDRESS_BYTES:
            return parse_address(answer.data[:ADDRESS_BYTES])
        if answer.state == _ABSENT or kind not in (CardKind.CITIZEN, CardKind.HK_MO_TW_RESIDENT):
            return None
        raise _unreadable(f"the newest address is answered by SW3 {answer.state:02X}")

    def _address_answer(self, end: float) -> Answer | None:
        """Returns the answer with the newest address, or None for a module that never answers this, though the card
        lies there. Raises NoAnswer where it is gone."""
        within = max(_ADDRESS_SECONDS, self._settings.answer_seconds)
        for _ in range(2):
            if seconds_until(end) < within:
                raise _unreadable("no time was left for the newest address")
            try:
                return self._exchange(_READ_ADDRESS, within)
            except NoAnswer as error:
                if error.garbled or not self._answers_again():
                    raise
        return None

    def _exchange(self, question: bytes, within: float) -> Answer:
        if self._line is None:
            raise DeviceError(Fault.DISCONNECTED, "the reader is not open")
        return self._line.exchange(question, within)

    @staticmethod
    def _get_data(answer: Answer) -> bytes:
        if answer.state != _DONE:
            raise _fault(answer)
        return answer.data


def _seconds_of_bytes(port: str) -> float:
    """Returns what the bytes of the longest read take on that line, at least."""
    baudrate = parse(port).query.get("baudrate") if port.startswith("serial:") else None
    return _LONGEST_READ * _BITS_A_BYTE / int(baudrate or "115200")


def _module_fault(answer: Answer) -> DeviceError:
    """Returns the fault of an answer that says nothing of a card: the module itself is faulty, or the line garbles what
    it is asked."""
    fault = Fault.NOT_RESPONDING if answer.state in BAD_REQUEST else _FAULTS.get(answer.state, Fault.BROKEN)
    return DeviceError(fault, f"SW3 {answer.state:02X}")


def _unreadable(detail: str) -> DeviceError:
    return DeviceError(Fault.CARD_UNREADABLE, detail)


def _fault(answer: Answer) -> DeviceError:
    return DeviceError(_FAULTS.get(answer.state, Fault.CARD_UNREADABLE), f"SW3 {answer.state:02X}")


@contextmanager
def _silence_is_fault() -> Iterator[None]:
    try:
        yield
    except NoAnswer as error:
        raise DeviceError(Fault.NOT_RESPONDING, f"the reader's answer was {error}") from None
