"""A card in a virtual PC/SC reader, as the real daemon sees one: power, ATR, SELECT and the four forms of READ RECORD.

python -m devices.simulators pcsc --vpcd 127.0.0.1:35963 --control /tmp/card.control
"""

import random
import time
from collections.abc import Mapping
from typing import Any, ClassVar

from devices.simulators import base
from devices.simulators.base import Command
from devices.simulators.chips import ALL_FORMS, APPLICATION, CHIP_CARDS, ChipCard, never_written
from devices.simulators.line import SimulatedLine
from devices.simulators.vpcd_line import VpcdLine

_OFF, _ON, _RESET, _ATR = b"\x00", b"\x01", b"\x02", b"\x04"
_FINE = b"\x90\x00"
_STYLES = ("plain", "61", "6C")


class Simulator(base.Simulator):
    FAULTS: ClassVar[frozenset[str]] = frozenset(
        {
            "no_answer",  # to an APDU
            "bad_atr",  # as of a card that lies the wrong way round
            "lift_in_mid_read",
            "wrong_status",
            "cut_answer",  # not even a status word
            "garbage",  # a record of random bytes
            "endless",  # 61xx for ever
        }
    )

    def __init__(self, line: SimulatedLine) -> None:
        """Raises ValueError for a line that is none to a virtual reader."""
        super().__init__(line)
        if not isinstance(line, VpcdLine):
            raise ValueError("this model needs --vpcd")
        self._reader = line
        self._name: str | None = None
        self._card: ChipCard | None = None
        self._forms = ALL_FORMS
        self._style = "plain"
        self._old_select = False
        self._refuses = b""
        self._reset()
        self._reads = 0
        self._begun = self._exchanged = 0.0
        self._forbidden: list[str] = []

    def commands(self) -> Mapping[str, Command]:
        return {"place": self._place, "lift": self._lift, "cards": self._cards}

    def state(self) -> Mapping[str, Any]:
        """Returns `forbidden`: commands that must never be sent to a resident's card; `exchange_seconds`: since the
        card was placed, from the first command to the last answer."""
        return {
            "card": self._name,
            "connected": self._reader.connected,
            "powered": self._powered,
            "reads": self._reads,
            "exchange_seconds": self._exchanged,
            "forbidden": list(self._forbidden),
        }

    def _place(self, fields: Mapping[str, Any]) -> None:
        """Places a card. `card`: a name in CHIP_CARDS; `forms`: those of READ RECORD that it knows; `style`: how it
        answers; `old_select`: it selects files with P1 00 alone; `never_written`: its unused bytes are FF; `refuses`:
        the status word with which it refuses to select an application."""
        name, forms, style = fields.get("card"), fields.get("forms", sorted(ALL_FORMS)), fields.get("style", "plain")
        if name not in CHIP_CARDS:
            raise ValueError(f"card must be one of {', '.join(CHIP_CARDS)}")
        if not (isinstance(forms, list) and ALL_FORMS.issuperset(forms)):
            raise ValueError(f"forms must be a list of {', '.join(sorted(ALL_FORMS))}")
        if style not in _STYLES:
            raise ValueError(f"style must be one of {', '.join(_STYLES)}")
        self._lift({})
        self._begun = self._exchanged = 0.0
        self._name, self._card = str(name), CHIP_CARDS[str(name)]
        if fields.get("never_written"):
            self._card = never_written(self._card)
        self._refuses = bytes.fromhex(str(fields.get("refuses", "")))
        self._forms, self._style = frozenset(forms), style
        self._old_select = bool(fields.get("old_select"))
        self._reader.insert()

    def _lift(self, fields: Mapping[str, Any]) -> None:
        self._reader.remove()
        self._name = self._card = None
        self._reset()

    def _cards(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"cards": {name: card.title for name, card in CHIP_CARDS.items()}}

    def _reset(self) -> None:
        self._powered = self._selected = False
        self._file: int | None = None
        self._response = b""  # for GET RESPONSE

    def received(self, data: bytes) -> None:
        for message in self._reader.take(data):
            self._message(message)

    def _message(self, message: bytes) -> None:
        if self._card is None:
            return
        if message in (_OFF, _ON, _RESET):
            self._reset()
            self._powered = message != _OFF
        elif message == _ATR:
            self._reader.send_message(b"\x00\x00" if self.has_fault("bad_atr") else self._card.atr)
        elif not self.take_fault("no_answer"):
            self._answer(self._card, message)

    def _answer(self, card: ChipCard, apdu: bytes) -> None:
        self._begun = self._begun or time.monotonic()
        answer = self._carry_out(card, apdu)
        if self.take_fault("wrong_status"):
            answer = b"\x6f\x00"
        if self.take_fault("cut_answer"):
            answer = answer[:1]
        if self.take_fault("endless"):
            answer = b"\x00\x61\x01"
        if apdu[1] == 0xB2 and self.take_fault("lift_in_mid_read"):
            self._lift({})
        else:
            self._reader.send_message(answer)
            self._exchanged = time.monotonic() - self._begun

    def _carry_out(self, card: ChipCard, apdu: bytes) -> bytes:
        head, p1, p2 = apdu[:2], apdu[2], apdu[3]
        if head == b"\x00\xa4":
            return self._select(card, p1, apdu[5 : 5 + apdu[4]])
        if head == b"\x00\xb2":
            return self._styled(self._read(card, p1, p2), apdu)
        if head == b"\x00\xc0":
            response, self._response = self._response[: apdu[4] or 256], b""
            return response + _FINE
        if apdu[:4] == b"\xff\xca\x00\x00":
            return card.uid + _FINE if card.uid else b"\x6a\x81"
        self._forbidden.append(apdu[:2].hex().upper())
        return b"\x6d\x00"

    def _select(self, card: ChipCard, p1: int, name: bytes) -> bytes:
        if p1 == 0x04 and self._refuses:
            return self._refuses
        if p1 == 0x04:
            self._selected, self._file = bool(card.files) and name == APPLICATION, None
            return self._styled(b"\x6f\x11\x84\x0f" + name + _FINE, b"") if self._selected else b"\x6a\x82"
        file = name[1] if len(name) == 2 and name[0] == 0xEF else None
        if not self._selected or file not in card.files or p1 != (0x00 if self._old_select else 0x02):
            return b"\x6a\x86" if self._selected and self._old_select else b"\x6a\x82"
        self._file = file
        return _FINE

    def _read(self, card: ChipCard, p1: int, p2: int) -> bytes:
        """Returns the record that READ RECORD asks for. P2: five bits of short file identifier, then 100 for an index
        in P1, 000 for a tag."""
        short, by_index = p2 >> 3, p2 & 0x07 == 0x04
        form = ("short_" if short else "") + ("index" if by_index else "tag")
        if form not in self._forms or not self._selected:
            return b"\x6a\x81"
        records = card.files.get(short or self._file or 0, ())
        if by_index:
            records = records[p1 - 1 : p1] if p1 else ()
        else:
            records = tuple(record for record in records if record[0] == p1)
        if not records:
            return b"\x6a\x83"
        if records[0][0] in card.locked:
            return b"\x69\x82"
        self._reads += 1
        if self.take_fault("garbage"):
            return random.randbytes(len(records[0])) + _FINE
        return records[0] + _FINE

    def _styled(self, answer: bytes, apdu: bytes) -> bytes:
        """Returns the answer as cards with T=0 send it: fetch it with GET RESPONSE, or ask again with the right
        length."""
        data = answer[:-2]
        if self._style == "61" and data:
            self._response = data
            return bytes((0x61, len(data)))
        if self._style == "6C" and data and apdu and apdu[4:] != bytes((len(data),)):
            return bytes((0x6C, len(data)))
        return answer
