"""What goes out on a connection: sent at once as far as the client reads, the rest kept until it does."""

import socket
from io import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import IO

_IN_MEMORY = 512_000  # bytes; more is in a temporary file
_PART = 65536  # bytes


class Outgoing:
    """Used by one thread at a time: the one that answers, then the one that flushes."""

    __slots__ = ("_rest", "_sent", "_socket")

    def __init__(self, client: socket.socket) -> None:
        self._socket = client
        self._rest: IO[bytes] | None = None
        self._sent = 0  # bytes of the rest

    def send(self, data: bytes) -> None:
        """Raises OSError."""
        if self.flush():
            sent = self._send_now(data)
            if sent == len(data):
                return
            data, self._sent = data[sent:], 0
            self._rest = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - until it is sent
        if self._rest is not None:
            self._rest.seek(0, SEEK_END)
            self._rest.write(data)

    @property
    def is_waiting(self) -> bool:
        return self._rest is not None

    def flush(self) -> bool:
        """Returns whether nothing is left. Raises OSError."""
        while self._rest is not None:
            self._rest.seek(self._sent)
            part = self._rest.read(_PART)
            if not part:
                self._rest.close()
                self._rest = None
                return True
            sent = self._send_now(part)
            self._sent += sent
            if sent < len(part):
                return False
        return True

    def discard(self) -> None:
        if self._rest is not None:
            self._rest.close()

    def _send_now(self, data: bytes) -> int:
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return 0
