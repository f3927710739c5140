"""The context that a technician's journeys share."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from config.loader import ConfigError, load
from config.settings import DeviceSettings, Settings
from devices.manager import DeviceManager
from devices.models import models
from devices.transports import check_port
from kiosk import clock
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.pages.asking import Asking
from kiosk.pages.kinds import Page
from kiosk.pages.ui import A, Ui
from kiosk.storage.device_history import DeviceHistory, TestRecord
from kiosk.storage.service_mode import ServiceMode
from kiosk.technician.cards import Cards
from kiosk.technician.pin import Pin
from kiosk.technician.run_context import RunContext
from kiosk.visit import HubLink

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TechnicianKeys:
    """The credentials that open these pages."""

    pin: Pin
    cards: Cards


@dataclass(frozen=True, slots=True)
class TechnicianContext(Asking):
    ui: Ui
    hub_link: HubLink
    devices: DeviceManager
    catalogue_cache: CatalogueCache
    settings: Settings
    service_mode: ServiceMode
    keys: TechnicianKeys
    records: DeviceHistory
    run: RunContext
    now: Callable[[], datetime] = clock.now

    def adapt(self, page: Page[A]) -> Page[A]:
        """Returns the page without the way to end all: one leaves by going back."""
        return replace(page, cancel=False)

    def device(self, name: str) -> DeviceSettings | None:
        """Returns the device as it is configured now; None for one that is simulated."""
        return next((device for device in self.configured() if device.name == name), None)

    def configured(self) -> tuple[DeviceSettings, ...]:
        """Returns the devices as they stand in the file now; of a broken one, as they are in use."""
        if self.run.config_file is None:
            return self.settings.devices
        try:
            return load(self.run.config_file, models(), check_port).devices
        except ConfigError:
            return self.settings.devices

    def record(self, name: str, kind: str, passed: bool, detail: str = "") -> None:
        self.keep(TestRecord(self.now(), name, kind, passed, detail))

    def keep(self, *tests: TestRecord) -> None:
        """Records a test; a disk that takes nothing does not stop it."""
        for test in tests:
            try:
                self.records.record_test(test)
            except sqlite3.Error as error:
                log.error("a test is not recorded: %s", type(error).__name__)
