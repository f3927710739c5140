"""`python -m devices read NAME` for a document camera: one picture, what is wrong with it, and the picture itself."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from devices.base import DeviceError, Fault
from devices.document_camera.page_picture import take_picture
from devices.manager import DeviceManager


def read_camera(devices: DeviceManager, file: Path | None, within: float, show: Callable[[str], None] = print) -> int:
    """Takes a picture, prints its size and flaws as one JSON object, and writes it to `file`. Returns 1 where it has
    flaws. Raises DeviceError."""
    devices.start()
    try:
        _wait_for_camera(devices, time.monotonic() + within)
        picture = take_picture(devices)
    finally:
        devices.stop()
    if file is not None:
        file.write_bytes(picture.jpeg)
    show(json.dumps({"width": picture.width, "height": picture.height, "flaws": list(picture.flaws)}))
    return 1 if picture.flaws else 0


def _wait_for_camera(devices: DeviceManager, end: float) -> None:
    """Raises DeviceError: the camera's fault."""
    while not devices.can("document_camera"):
        for status in devices.statuses().values():
            if status.fault is not None:
                raise DeviceError(status.fault, status.detail)
        if time.monotonic() > end:
            raise DeviceError(Fault.NOT_RESPONDING)
        time.sleep(0.02)
