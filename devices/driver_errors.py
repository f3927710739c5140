"""Whatever a driver raises, as a DeviceError."""

import logging
import traceback

from devices.base import DeviceError, Fault

log = logging.getLogger(__name__)


class DriverErrors:
    """Those of one device. A port that is tried again and again fills no disk: the same mistake is logged once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._logged = ""

    def as_device_error(self, error: Exception) -> DeviceError:
        """Returns the error as a DeviceError. Anything else is a mistake in the driver. Its text may hold personal
        data: it is not logged."""
        if isinstance(error, DeviceError):
            return error
        frames = "".join(traceback.format_tb(error.__traceback__))
        mistake = f"{type(error).__name__} in the driver\n{frames}"
        if mistake != self._logged:
            log.error("%s: %s", self._name, mistake)
        self._logged = mistake
        return DeviceError(Fault.INTERNAL, f"{type(error).__name__} in the driver")
