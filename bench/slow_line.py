"""A line of limited speed before a hub: a TCP relay whose connections share what the line carries in each direction."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread
from urllib.parse import urlsplit

_PIECE = 4096  # bytes that one connection sends before another may
_BUFFER = 16384  # bytes that wait in front of the line


class _Direction:
    """One way of the line: bytes leave it no faster than it carries them."""

    def __init__(self, bytes_a_second: float) -> None:
        self._speed = bytes_a_second
        self._free_at = 0.0
        self._lock = Lock()

    def carry(self, size: int) -> None:
        """Waits until that many bytes have gone over the line."""
        with self._lock:
            self._free_at = max(self._free_at, time.monotonic()) + size / self._speed
            over_at = self._free_at
        time.sleep(max(0.0, over_at - time.monotonic()))


@contextmanager
def slow_line(url: str, megabits: float) -> Iterator[str]:
    """Yields the address by which the hub at `url` is reached over a line of that many Mbit/s each way."""
    address = urlsplit(url)
    hub = (address.hostname or "", address.port or 80)
    up, down = (_Direction(megabits * 1e6 / 8) for _way in range(2))
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        Thread(target=_accept, args=(listener, hub, up, down), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, hub: tuple[str, int], up: _Direction, down: _Direction) -> None:
    with suppress(OSError):
        while True:
            kiosk, _address = listener.accept()
            server = socket.create_connection(hub)
            for source, target, way in ((kiosk, server, up), (server, kiosk, down)):
                Thread(target=_pump, args=(source, target, way), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket, way: _Direction) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            way.carry(len(piece))
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
