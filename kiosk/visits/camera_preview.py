"""What the document camera sees while a page stands, looked at on a thread of its own: no tap waits for it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from devices.base import DeviceError, Fault
from devices.document_camera.page_picture import SmallPicture, look
from devices.manager import DeviceManager
from kiosk.log_safe import traceback_summary

log = logging.getLogger(__name__)

_EVERY = 0.2  # seconds


class CameraPreview:
    """`fault`: why nothing is seen any more."""

    def __init__(self, devices: DeviceManager) -> None:
        self.fault: DeviceError | None = None
        self._devices = devices
        self._latest: SmallPicture | None = None
        self._left = Event()

    @property
    def latest(self) -> SmallPicture | None:
        return self._latest

    def follow(self) -> None:
        """Looks until `stop` is called, or there is a fault."""
        while not self._left.is_set() and self.fault is None:
            try:
                self._latest = look(self._devices)
            except DeviceError as error:
                self.fault = error
            except Exception as error:  # the page waits for an answer
                log.error("the camera's picture: %s", traceback_summary(error))
                self.fault = DeviceError(Fault.INTERNAL, type(error).__name__)
            self._left.wait(_EVERY)

    def stop(self) -> None:
        self._left.set()
        self._latest = None


@contextmanager
def previewing(devices: DeviceManager) -> Iterator[CameraPreview]:
    """Yields what the camera sees, as long as the block runs."""
    preview = CameraPreview(devices)
    Thread(target=preview.follow, name="camera preview", daemon=True).start()
    try:
        yield preview
    finally:
        preview.stop()
