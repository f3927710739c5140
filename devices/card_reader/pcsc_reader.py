"""One reader of the PC/SC daemon. It is asked and never watched: pyscard's monitor threads die with the daemon and tell
nobody (its issues 23, 27, 82, 153). Only this file knows pyscard."""

import contextlib
import importlib
import re
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from devices.base import DeviceError, Fault
from devices.transports import Record

_RESTARTED = "the PC/SC service is gone"

_choosing = threading.Lock()
_names_in_use: list[str] = []
"""The readers that drivers of this program have open."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A reader's state without touching the card. `count` changes with each placing and lifting."""

    present: bool
    count: int


def reader_names() -> list[str]:
    """Returns the names of all readers. Raises DeviceError(disconnected) where no PC/SC service runs."""
    with _context() as context:
        return _names(context)


def find_reader(names: list[str], configured: str, others: Collection[str] = ()) -> str | None:
    """Returns the reader of that name; else the first whose name begins so; else the same one under another number:
    pcsc-lite ends names with two numbers, the reader's and its slot's, and the first may change with an unplug. One of
    the `others` is only taken where it was asked for by its whole name."""
    numbered = re.compile(r"(.*) [0-9A-F]{2} ([0-9A-F]{2})")
    match = numbered.fullmatch(configured)
    if configured in names:
        return configured
    for name in [name for name in names if name not in others]:
        parts = numbered.fullmatch(name)
        if name.startswith(f"{configured} ") or (match and parts and parts.groups() == match.groups()):
            return name
    return None


class Reader:
    """Calls come back at once or in the time they are given, but for those within `connected`, which take as long as
    the card does."""

    def __init__(self, configured: str, record: Record | None = None, others: Collection[str] = ()) -> None:
        """`others`: what other devices' readers are called."""
        self._configured = configured
        self._record = record
        self._others = others
        self._stack = contextlib.ExitStack()
        self._context = 0
        self._state = 0  # as it was last told; 0 is "not known"
        self.name = ""
        """The full name, once it is open."""

    def open(self) -> None:
        """Raises DeviceError(disconnected) where the service or the reader is not there."""
        self.close()
        self._context = self._stack.enter_context(_context())
        names = _names(self._context)
        with _choosing:
            name = find_reader(names, self._configured, {*self._others, *_names_in_use})
            if name is None:
                listing = ", ".join(names) or "none"
                raise DeviceError(
                    Fault.DISCONNECTED, f"no free PC/SC reader {self._configured!r}; there are: {listing}"
                )
            _names_in_use.append(name)
        self._stack.callback(_names_in_use.remove, name)
        self.name, self._state = name, 0

    def close(self) -> None:
        self._stack.close()

    def look(self, within: float = 0.0) -> Seen:
        """Returns how it is now; with `within`, as soon as that is not what it was at the last such look, or the time
        is up. Raises DeviceError(disconnected) where the service or the reader is gone."""
        scard = _scard()
        last_state = self._state if within else scard.SCARD_STATE_UNAWARE
        code, states = scard.SCardGetStatusChange(self._context, round(within * 1000), [(self.name, last_state)])
        if code not in (scard.SCARD_S_SUCCESS, scard.SCARD_E_TIMEOUT):
            raise DeviceError(Fault.DISCONNECTED, f"{_RESTARTED}, or the reader ({_hex(code)})")
        state = states[0][1]
        if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE):
            raise DeviceError(Fault.DISCONNECTED, f"the reader {self.name!r} is gone")
        if within:
            self._state = state & ~scard.SCARD_STATE_CHANGED
        return Seen(bool(state & scard.SCARD_STATE_PRESENT), state >> 16)

    @contextlib.contextmanager
    def connected(self) -> Iterator["Connection"]:
        """Yields the card that lies there, for us alone. Raises DeviceError: `card_unreadable`; `in_use` where another
        program has the reader."""
        scard = _scard()
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        code, card, protocol = scard.SCardConnect(self._context, self.name, scard.SCARD_SHARE_EXCLUSIVE, protocols)
        if code == scard.SCARD_E_SHARING_VIOLATION:
            raise DeviceError(Fault.IN_USE, "another program uses the reader")
        _card_check(code)
        leave = scard.SCARD_RESET_CARD  # a read that failed starts over
        try:
            yield Connection(card, protocol, self._record)
            leave = scard.SCARD_LEAVE_CARD
        finally:
            scard.SCardDisconnect(card, leave)


class Connection:
    def __init__(self, card: int, protocol: int, record: Record | None) -> None:
        scard = _scard()
        self._card = card
        self._header = scard.SCARD_PCI_T0 if protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1
        self._record = record

    def atr(self) -> bytes:
        """Returns the card's ATR. Raises DeviceError(card_unreadable)."""
        code, _reader, _state, _protocol, atr = _scard().SCardStatus(self._card)
        _card_check(code)
        return bytes(atr)

    def transmit(self, apdu: bytes) -> bytes:
        """Returns the card's answer. Raises DeviceError(card_unreadable)."""
        if self._record:
            self._record(">", apdu)
        code, answer = _scard().SCardTransmit(self._card, self._header, list(apdu))
        _card_check(code)
        data = bytes(byte & 0xFF for byte in answer)
        if self._record:
            self._record("<", data)
        return data


def _scard() -> Any:
    """Returns pyscard's module, imported when it is first needed, and untyped: it is made by SWIG."""
    return importlib.import_module("smartcard.scard")


@contextlib.contextmanager
def _context() -> Iterator[int]:
    scard = _scard()
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    if code != scard.SCARD_S_SUCCESS:
        raise DeviceError(Fault.DISCONNECTED, f"no PC/SC service runs ({_hex(code)})")
    try:
        yield context
    finally:
        scard.SCardReleaseContext(context)


def _names(context: int) -> list[str]:
    scard = _scard()
    code, names = scard.SCardListReaders(context, [])
    if code == scard.SCARD_E_NO_READERS_AVAILABLE:
        return []
    if code != scard.SCARD_S_SUCCESS:
        raise DeviceError(Fault.DISCONNECTED, f"{_RESTARTED} ({_hex(code)})")
    return list(names)


def _card_check(code: int) -> None:
    if code != 0:
        raise DeviceError(Fault.CARD_UNREADABLE, f"PC/SC {_hex(code)}")


def _hex(code: int) -> str:
    return f"0x{code & 0xFFFFFFFF:08X}"
