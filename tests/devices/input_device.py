"""A pty in place of the kernel's input devices, which are missing where these tests run."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

ALL_KEYS = {1: list(range(1, 120))}


class PtyInputDevice:
    """Stands at the seam of python-evdev's InputDevice: its far end speaks the bytes of `struct input_event`. Taken by
    one program, it is refused to others, as EVIOCGRAB does."""

    def __init__(self, path: str) -> None:
        self.fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)

    def capabilities(self) -> dict[int, list[int]]:
        return ALL_KEYS

    def grab(self) -> None:
        try:
            fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY)) from None

    def ungrab(self) -> None:
        fcntl.flock(self.fd, fcntl.LOCK_UN)

    def close(self) -> None:
        fd, self.fd = self.fd, -1
        if fd >= 0:
            os.close(fd)


@contextmanager
def pty_for_input_device() -> Iterator[None]:
    with patch("evdev.InputDevice", PtyInputDevice):
        yield
