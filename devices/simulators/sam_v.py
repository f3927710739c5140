"""A resident identity card reader with a SAM-V module, byte for byte: finding, selecting and reading of a card, the
rule that a selected card is not found again until it was lifted, and what goes wrong on such lines."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import xor
from typing import Any, ClassVar

from devices.simulators import base
from devices.simulators.base import Command
from devices.simulators.line import SimulatedLine
from devices.simulators.people import PEOPLE, Fields, card_text, encoded

_HEAD = bytes((0xAA, 0xAA, 0xAA, 0x96, 0x69))
_MODULE = bytes.fromhex("05 00 01 00 09 B8 32 01 05 BE 12 00 AD C5 B1 11")
_PHOTO = bytes(1024)
_WITHOUT_ADDRESS = {"unknown": 0x21, "not_permitted": 0x23, "error": 0x24}
_BAUDRATES = (115200, 57600, 38400, 19200, 9600)
_LATE_SECONDS = 0.4
_START_SECONDS = 2.0
_TRICKLE_BAUD = 400  # a frame of 1295 bytes takes half a minute


@dataclass
class _ModuleTraits:
    """How modules differ. `address`: what it says to "read newest address": tells, silent, or one of _WITHOUT_ADDRESS;
    `address_missed`: it does not hear the question that many times; `fingers`: bytes of fingerprints that it sends
    unasked, None for the form without; `spare`: bytes that no length counts; `select_again`: a selected card can be;
    `restarts`: whenever its port is opened, and is deaf meanwhile (seen over TCP alone); `own_rate`: it hears nothing
    at other baud rates; `think_seconds`: before each answer."""

    address: str = "tells"
    fingers: int | None = None
    spare: int = 0
    select_again: bool = True
    restarts: bool = False
    own_rate: bool = False
    think_seconds: float = 0.0
    address_missed: int = 0


@dataclass
class _Card:
    name: str
    text: bytes
    newest_address: bytes | None
    selected: bool = False
    spoiled: bool = False  # a read failed: nothing more until it was lifted


class Simulator(base.Simulator):
    FAULTS: ClassVar[frozenset[str]] = frozenset(
        {
            # of the answer to "read base information"
            "wrong_checksum",
            "garbage",
            "half_frame",
            "slow",
            "silence_in_read",
            "lift_in_mid_read",
            "read_failed",
            "photo_missing",
            # of the card
            "select_failed",
            "unknown_card",
            "silent_once_lifted",
            # of the module, whatever it is asked
            "silence",
            "late",
            "noise",
            "not_authorised",
            "self_test_failed",
            "unknown_error",
            "bad_checksum",  # it hears every request garbled
            "wrong_device",
        }
    )

    def __init__(self, line: SimulatedLine) -> None:
        super().__init__(line)
        self._come = bytearray()
        self._card: _Card | None = None
        self._is_found = False
        self._reads = self._addresses = 0
        self._traits = _ModuleTraits()
        self._restarts, self._hears_at = True, 0.0
        self._answers: dict[bytes, Callable[[], None]] = {
            b"\x10\xff": lambda: self._send(0x90),
            b"\x11\xff": lambda: self._send(0x90),
            b"\x12\xff": lambda: self._send(0x90, _MODULE),
            b"\x20\x01": self._find,
            b"\x20\x02": self._select,
            b"\x30\x01": self._read_base,
            b"\x30\x03": self._read_address,
            b"\x30\x10": self._read_with_fingerprints,
        }

    def commands(self) -> Mapping[str, Command]:
        return {"place": self._place, "lift": self._lift, "cards": self._cards, "set": self._set}

    def state(self) -> Mapping[str, Any]:
        """Returns `reads` and `addresses`: how often a base information, a newest address was asked for."""
        return {
            "card": self._card.name if self._card else None,
            "selected": bool(self._card and self._card.selected),
            "reads": self._reads,
            "addresses": self._addresses,
        }

    def unplugged(self) -> None:
        """Cuts the module's power; the card stays where it is and has to be found again."""
        self._come.clear()
        self._is_found = False
        if self._card:
            self._card.selected = self._card.spoiled = False

    def cleared(self) -> None:
        self._traits = _ModuleTraits()
        self.line.drop_output()
        self.line.slow_down(None)

    def _set(self, fields: Mapping[str, Any]) -> None:
        """Sets the traits in `fields`, until all faults are cleared."""
        try:
            self._traits = replace(self._traits, **{key: value for key, value in fields.items() if key != "do"})
        except TypeError as error:
            raise ValueError(str(error)) from None

    def _place(self, fields: Mapping[str, Any]) -> None:
        """Places a card. `card`: a person's name in PEOPLE, or `fields`: a made-up card."""
        name, own = fields.get("card"), fields.get("fields")
        if own is None and name not in PEOPLE:
            raise ValueError(f"card must be one of {', '.join(PEOPLE)}, or give fields")
        if own is not None and not (isinstance(own, dict) and all(isinstance(v, str) for v in own.values())):
            raise ValueError("fields must be an object of texts")
        person: Fields = own if own is not None else PEOPLE[str(name)]
        newest = person.get("newest_address")
        address = encoded(newest, 70) if newest is not None else None
        self._card = _Card(str(name or "own"), card_text(person), address)
        self._is_found = False

    def _lift(self, fields: Mapping[str, Any]) -> None:
        self._card = None

    def _cards(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"cards": {key: person["name"] for key, person in PEOPLE.items()}}

    def host_left(self) -> None:
        self._restarts = True

    def received(self, data: bytes) -> None:
        if (self._traits.restarts and not self._has_started()) or (self._traits.own_rate and not self.line.at_its_rate):
            return
        self._come += data
        while (request := self._next_request()) is not None:
            wait = _LATE_SECONDS if self.has_fault("late") else self._traits.think_seconds
            if wait:
                asyncio.get_running_loop().call_later(wait, self._answer, request)
            elif not self.take_fault("silence"):
                self._answer(request)

    def _has_started(self) -> bool:
        now = time.monotonic()
        if self._restarts:
            self._restarts, self._hears_at = False, now + _START_SECONDS
        return now >= self._hears_at

    def _next_request(self) -> bytes | None:
        """Returns command, parameter and data of the next whole request; anything before its head is dropped."""
        place = self._come.find(_HEAD)
        if place < 0:
            del self._come[: max(0, len(self._come) - len(_HEAD) + 1)]
            return None
        del self._come[:place]
        if len(self._come) < 7:
            return None
        length = int.from_bytes(self._come[5:7], "big")
        if not 3 <= length <= 64:
            del self._come[:5]
            self._send(0x11)
            return None
        if len(self._come) < 7 + length:
            return None
        frame = bytes(self._come[5 : 7 + length])
        del self._come[: 7 + length]
        return frame[2:-1] if reduce(xor, frame) == 0 else b""

    def _answer(self, request: bytes) -> None:
        if self.take_fault("noise"):
            self.line.send(random.randbytes(40) + _HEAD[:3])
        if self.take_fault("wrong_device"):
            self.line.send(b"OK\r\n")
        elif self.take_fault("not_authorised"):
            self._send(0x66)
        elif self.take_fault("self_test_failed"):
            self._send(0x60)
        elif self.take_fault("unknown_error"):
            self._send(0x24)
        elif not request or self.take_fault("bad_checksum"):
            self._send(0x10)
        elif request[0] == 0x60 and request[1] < len(_BAUDRATES):
            self._send(0x90)
            self.line.set_baudrate(_BAUDRATES[request[1]])
        else:
            self._answers.get(request[:2], lambda: self._send(0x21))()

    def _find(self) -> None:
        if self._card is None or self._card.selected:
            self._send(0x80)
        else:
            self._is_found = True
            self._send(0x9F, bytes(4))

    def _select(self) -> None:
        again = self._card is not None and self._card.selected and self._traits.select_again
        if self._card is None or not (self._is_found or again) or self.take_fault("select_failed"):
            self._send(0x81, marks=(0x01, 0x02))
        elif self.take_fault("unknown_card"):
            self._send(0x40, marks=(0x03, 0x01))
        else:
            self._card.selected = True
            self._send(0x90, bytes(8))
        self._is_found = False

    def _read_base(self) -> None:
        card = self._readable()
        if card is None:
            return
        self._reads += 1
        if self.take_fault("read_failed"):
            card.spoiled = True
            self._send(0x41, marks=(0x00, 0x07))
        elif not self.take_fault("silence_in_read"):
            self._send_spoilt(_frame(0x90, self._base_information(card)))

    def _base_information(self, card: _Card) -> bytes:
        parts = [card.text, b"" if self.take_fault("photo_missing") else _PHOTO]
        if self._traits.fingers is not None:
            parts.append(bytes(self._traits.fingers))
        return b"".join(len(part).to_bytes(2, "big") for part in parts) + b"".join(parts) + bytes(self._traits.spare)

    def _send_spoilt(self, frame: bytes) -> None:
        """Sends the answer to a read, as the faults that are on make it."""
        if self.take_fault("wrong_checksum"):
            frame = frame[:-1] + bytes((frame[-1] ^ 0x55,))
        if self.take_fault("garbage"):
            frame = random.randbytes(len(frame))
        if self.take_fault("half_frame"):
            frame = frame[: len(frame) // 2]
        if self.take_fault("lift_in_mid_read"):
            frame = frame[:700]
            self._card = None
        if self.take_fault("slow"):
            self.line.slow_down(_TRICKLE_BAUD)
        self.line.send(frame)

    def _read_address(self) -> None:
        self._addresses += 1
        if self._traits.address_missed:
            self._traits.address_missed -= 1
            return
        if self._traits.address in _WITHOUT_ADDRESS:
            self._send(_WITHOUT_ADDRESS[self._traits.address])
        if self._traits.address != "tells":
            return
        card = self._readable()
        if card is not None and card.newest_address is None:
            self._send(0x91)
        elif card is not None and card.newest_address is not None:
            self._send(0x90, card.newest_address)

    def _read_with_fingerprints(self) -> None:
        card = self._readable()
        if card is not None:
            self._reads += 1
            lengths = b"".join(n.to_bytes(2, "big") for n in (len(card.text), len(_PHOTO), 0))
            self._send_spoilt(_frame(0x90, lengths + card.text + _PHOTO))

    def _readable(self) -> _Card | None:
        """Returns the selected card; a read that fails is answered here, if at all."""
        if self._card is None and self.has_fault("silent_once_lifted"):
            return None
        if self._card is None or not self._card.selected or self._card.spoiled:
            self._send(0x41, marks=(0x00, 0x05))
            return None
        return self._card

    def _send(self, state: int, data: bytes = b"", marks: tuple[int, int] = (0, 0)) -> None:
        self.line.send(_frame(state, data, marks))


def _frame(state: int, data: bytes, marks: tuple[int, int] = (0, 0)) -> bytes:
    body = (len(data) + 4).to_bytes(2, "big") + bytes(marks) + bytes((state,)) + data
    return _HEAD + body + bytes((reduce(xor, body),))
