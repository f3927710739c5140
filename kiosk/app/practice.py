"""A kiosk that practises: another hub with another token, data of its own, a sign on every page and paper, and an end
that nobody has to remember."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk import clock
from kiosk.hub_link.periodic import PeriodicTask
from kiosk.pages.language import _
from kiosk.storage.practice_file import FOLDER, PracticeFile

if TYPE_CHECKING:
    from config.settings import Settings
    from devices.documents import Document
    from devices.manager import DeviceManager
    from kiosk.app.practice_switch import PracticeSwitch
    from kiosk.hub_link.connection import HubAddress
    from kiosk.pages.ui import Pages
    from kiosk.technician.run_context import RunContext
    from kiosk.visit import HubLink

log = logging.getLogger(__name__)
_LOOK_EVERY = 5.0  # seconds


def practice_sign() -> str:
    return _("Practice · not valid")


def is_practice(settings: Settings) -> bool:
    """Returns whether a technician has switched this kiosk to the practice hub today."""
    return bool(settings.practice.url) and PracticeFile(settings.kiosk.data_dir).is_for(clock.today())


def for_practice(settings: Settings) -> Settings:
    """Returns the settings with the practice hub in place of the hub, and a data directory below the kiosk's own."""
    from config.settings import HubSettings

    practice = settings.practice
    hub = HubSettings(url=practice.url, token_file=practice.token_file, ca_file=practice.ca_file)
    kiosk = settings.kiosk.model_copy(update={"data_dir": settings.kiosk.data_dir / FOLDER})
    return settings.model_copy(update={"hub": hub, "kiosk": kiosk})


def find_own_hub(settings: Settings) -> HubAddress | None:
    """Returns where the kiosk's own hub is; None where it is a process of this program, which practice does without."""
    from kiosk.hub_link.connection import HubAddress

    hub = settings.hub
    return None if hub.embedded or hub.token_file is None else HubAddress(hub.url, hub.token_file, hub.ca_file)


def stamped(document: Document) -> Document:
    """Returns the document with the sign above and below all that is on it."""
    from devices.documents import Align, Line, Rule

    sign = Line(practice_sign(), size=2, bold=True, align=Align.CENTER)
    if document.blocks[:1] == (sign,):
        return document  # a dispenser hands it on to a printer
    return replace(document, blocks=(sign, Rule(), *document.blocks, Rule(), sign))


class PracticeEnd:
    """Ends practice when the day is over, or `idle_minutes` after the last touch; `touched_at` is monotonic."""

    def __init__(
        self, file: PracticeFile, idle_minutes: int, touched_at: Callable[[], float], restart: Callable[[], None]
    ) -> None:
        self._file, self._idle = file, idle_minutes * 60
        self._touched_at, self._restart = touched_at, restart

    def look(self) -> bool:
        """Ends practice where it is time. Where the file cannot be deleted it ends all the same: with the day."""
        idle = time.monotonic() - self._touched_at() > self._idle
        if idle:
            log.warning("practice ends: nobody has touched the kiosk")
            with suppress(OSError):
                self._file.end()
        if idle or not self._file.is_for(clock.today()):
            self._restart()
        return True


@contextmanager
def watch(end: PracticeEnd) -> Iterator[None]:
    task = PeriodicTask("end of practice", end.look, _LOOK_EVERY)
    task.start()
    try:
        yield
    finally:
        task.stop()


@contextmanager
def switch_practice(
    settings: Settings, run_context: RunContext, hub_link: HubLink, devices: DeviceManager, each: Iterable[Pages]
) -> Iterator[PracticeSwitch | None]:
    """Yields what switches it as the hub orders; None where there is no practice hub. While the kiosk practises, its
    own hub is told, and the end is looked for."""
    if not settings.practice.url:
        yield None
        return
    from kiosk.app.practice_switch import PracticeSwitch

    file = PracticeFile(run_context.home or settings.kiosk.data_dir)
    practises = run_context.practises
    switch = PracticeSwitch(
        file, run_context.restart, lambda: practises or not hub_link.outbox.counts().pending, practises=practises
    )
    if not practises:
        hub_link.heartbeat.order_practice = lambda begin: switch.order(practise=begin)
        yield switch
        return
    idle = settings.practice.idle_minutes
    end = PracticeEnd(file, idle, lambda: max(pages.touched_at for pages in each), run_context.restart)
    with watch(end), _reports(run_context.own_hub, devices, switch):
        yield switch


@contextmanager
def _reports(own_hub: HubAddress | None, devices: DeviceManager, switch: PracticeSwitch) -> Iterator[None]:
    """Reports to the kiosk's own hub, unless that is a process of this program, which is not there now."""
    if own_hub is None:
        yield
        return
    from kiosk.app.device_reports import device_reports
    from kiosk.app.practice_switch import PracticeReports
    from kiosk.hub_link.client import HubClient

    reports = PracticeReports(HubClient(own_hub), device_reports(devices), switch)
    reports.start()
    try:
        yield
    finally:
        reports.stop()
