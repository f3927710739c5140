"""A kiosk that practises: another hub with another token, data of its own, a sign on every page and paper, and an end
that nobody has to remember."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
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
