"""Talking to a card's chip in APDUs (ISO/IEC 7816-4)."""

from collections.abc import Callable

from devices.base import DeviceError, Fault

_EXCHANGES = 16  # of one question: a card that always has more to say is broken
_FINE = {0x9000, 0x6282}  # 6282: the record is shorter than what was asked for


class CardRefused(Exception):
    """The card's own "no". `status` is SW1 SW2."""

    def __init__(self, status: int) -> None:
        super().__init__(f"SW {status:04X}")
        self.status = status


class Chip:
    def __init__(self, transmit: Callable[[bytes], bytes]) -> None:
        """`transmit` takes an APDU and returns the answer with SW1 and SW2 at its end; it may raise DeviceError."""
        self._transmit = transmit

    def send(self, apdu: bytes, *, le: int | None = None) -> bytes:
        """Returns the answer's data; `apdu` is without its Le. Fetches what `61xx` announces, and asks again with the
        length that `6Cxx` names. Raises Refused, DeviceError."""
        question, data = (apdu, le), b""
        for _ in range(_EXCHANGES):
            command, length = question
            piece, status = self._exchange(command if length is None else command + bytes((length,)))
            data += piece
            if status >> 8 == 0x61:
                question = (bytes.fromhex("00C00000"), status & 0xFF)
            elif status >> 8 == 0x6C:
                question = (command, status & 0xFF)
            elif status in _FINE:
                return data
            else:
                raise CardRefused(status)
        raise DeviceError(Fault.CARD_UNREADABLE, "the card's answer has no end")

    def _exchange(self, apdu: bytes) -> tuple[bytes, int]:
        answer = self._transmit(apdu)
        if len(answer) < 2:
            raise DeviceError(Fault.CARD_UNREADABLE, f"an answer of {len(answer)} bytes")
        return answer[:-2], int.from_bytes(answer[-2:], "big")
