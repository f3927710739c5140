"""USB sticks are mounted only while a technician asks for it: the udev rule looks for this file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_FILE = "usb-storage"  # in the service's runtime directory, /run/kiosk


@contextmanager
def usb_storage_allowed() -> Iterator[None]:
    """Mounts a stick that is plugged in within the block. Where no service manager has started the kiosk, the
    machine's own rules hold."""
    folder = os.environ.get("RUNTIME_DIRECTORY")
    if not folder:
        yield
        return
    file = Path(folder) / _FILE
    with suppress(OSError):
        file.touch()
    try:
        yield
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)
