"""A line over a file descriptor that does not block: a serial port or a socket."""

import contextlib
import os
import select
import time
from collections.abc import Callable

from devices.base import DeviceError, Fault

_GONE = select.POLLERR | select.POLLHUP | select.POLLNVAL


class FileTransport:
    def __init__(self, fd: int, close: Callable[[], None]) -> None:
        """`fd` must be non-blocking; `close` lets go of it and may raise OSError."""
        self._fd = fd
        self._close = close
        self._gives, self._takes = _poll(fd, select.POLLIN), _poll(fd, select.POLLOUT)

    def write(self, data: bytes, within: float) -> None:
        rest = memoryview(data)
        end = time.monotonic() + within
        while rest := rest[self._write_some(rest) :]:
            if not self._ready(self._takes, end - time.monotonic()):
                raise DeviceError(Fault.NOT_RESPONDING, f"{len(rest)} of {len(data)} bytes not taken in {within} s")

    def _write_some(self, data: memoryview) -> int:
        if self._fd < 0:
            raise DeviceError(Fault.DISCONNECTED, "the line is closed")
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise DeviceError(Fault.DISCONNECTED, str(error)) from error

    def read(self, size: int, within: float) -> bytes:
        if not self._ready(self._gives, within):
            return b""
        try:
            data = os.read(self._fd, size)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise DeviceError(Fault.DISCONNECTED, str(error)) from error
        if not data:
            raise DeviceError(Fault.DISCONNECTED, "the line was closed at its far end")
        return data

    def discard(self) -> None:
        for _ in range(64):  # a device that never stops talking does not hold us here
            if not self.read(4096, 0):
                return

    def close(self) -> None:
        fd, self._fd = self._fd, -1
        if fd >= 0:
            with contextlib.suppress(Exception):
                self._close()

    def _ready(self, poll: select.poll, within: float) -> bool:
        """Returns whether the line can be read or written; the line's end raises, but only once all that came in is
        read."""
        if self._fd < 0:
            raise DeviceError(Fault.DISCONNECTED, "the line is closed")
        events = poll.poll(max(0.0, within) * 1000)
        flags = events[0][1] if events else 0
        if flags & _GONE and not flags & select.POLLIN:
            raise DeviceError(Fault.DISCONNECTED, "the line was closed at its far end")
        return bool(flags)


def _poll(fd: int, event: int) -> select.poll:
    """Returns the poll object, made once: a line is polled all day long."""
    poll = select.poll()
    poll.register(fd, event)
    return poll
