"""USB sticks are mounted only while a technician asks for it: the udev rule looks for this file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_STICKS = ("/media/", "/run/media/", "/mnt/usb")
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


def sticks(mounts: Path = Path("/proc/mounts")) -> list[Path]:
    """Returns where sticks are mounted."""
    try:
        lines = mounts.read_text("utf-8").splitlines()
    except OSError:
        return []
    places = [line.split()[1].encode().decode("unicode_escape") for line in lines if len(line.split()) > 1]
    return [Path(place) for place in places if place.startswith(_STICKS)]
