"""Finds the real-time commands in what comes in, ahead of the receive buffer, inside image data too."""


class RealTimeScanner:
    """Fed one byte after the other; returns a whole command as it ends."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, byte: int) -> bytes | None:
        self._buffer += bytes((byte,))
        while self._buffer and not _could_be(self._buffer):
            self._buffer = self._buffer[1:]
        if _is_whole(self._buffer):
            whole, self._buffer = self._buffer, b""
            return whole
        return None


def _could_be(received: bytes) -> bool:
    """Returns whether it is the start of, or the whole of, DLE EOT n, DLE ENQ n, DLE DC4 8 (which has a fixed tail)."""
    clear = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
    if clear.startswith(received):
        return True
    return received[:2] in (b"\x10\x04", b"\x10\x05") and len(received) <= 3


def _is_whole(received: bytes) -> bool:
    return len(received) == (10 if received[:2] == b"\x10\x14" else 3)
