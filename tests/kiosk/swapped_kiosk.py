"""A kiosk on whose reader one card follows the other while somebody applies, until it is killed. Runs in a process of
its own."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Timer
from typing import Any

from devices.manager import DeviceManager, DeviceSpec
from kiosk.app import start
from kiosk.pages.kinds import (
    AttractPage,
    BrowsePage,
    BusyPage,
    CardPage,
    CoverPage,
    FormPage,
    MenuPage,
    OutcomePage,
    Page,
    TakePage,
)
from kiosk.pages.ui import Answered, PageReply
from tests.kiosk.conftest import settings
from tests.kiosk.steps import filled

ITEM = "shi ye"  # 失业登记: a card and a short form
_TAP_SECONDS = 0.15  # from a page to the tap on it
_WAITS_FOR_CARDS = (BusyPage, CardPage, CoverPage, TakePage)


class Hasty:
    """A `Surface` with somebody who applies as soon as there is a card and taps quickly."""

    def draw(self, page: Page[Any], reply: Callable[[PageReply], None]) -> None:
        if not isinstance(page, _WAITS_FOR_CARDS):
            tap = Timer(_TAP_SECONDS, lambda: reply(Answered(self._answer(page))))
            tap.daemon = True
            tap.start()

    def warn(self, seconds_left: int | None) -> None:
        """Nobody is idle here."""

    def _answer(self, page: Page[Any]) -> object:
        match page:
            case AttractPage():
                return "en"
            case MenuPage():
                return "apply"
            case BrowsePage():
                return next(entry.key for entry in page.entries if entry.pinyin.startswith(ITEM))
            case FormPage():
                return filled(page) | {"agent": "no"}
            case OutcomePage():
                return "more"
            case _:
                return None if not hasattr(page, "rows") else ""


def live(data_dir: Path, hub_url: str, token_file: Path, reader: str) -> None:
    devices = DeviceManager([DeviceSpec("reader", "card_reader", "sam_v", reader)])
    devices.start()
    start.run(Hasty(), devices, settings(data_dir), hub_url, token_file, Event())
