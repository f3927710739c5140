"""The end: nobody leaves a card behind."""

import logging
from collections.abc import Callable
from time import monotonic

from devices.manager import DeviceManager
from kiosk.pages.kinds import FINISH, Choice, TakePage
from kiosk.pages.language import _
from kiosk.pages.ui import Ui

log = logging.getLogger(__name__)

_LEFT_BEHIND = 60.0  # seconds after which the log says so


def take_card(ui: Ui, devices: DeviceManager) -> None:
    """Asks to take the card until it is gone."""
    if devices.card_present():
        page = TakePage(
            _("Please take your card"),
            text=_("Thank you. Do not forget your card."),
            what="card",
            back=False,
            cancel=False,
        )
        ui.ask(page, until=_until_gone(devices))


def what_next() -> tuple[Choice, ...]:
    """Returns the ways on from the last page of a journey."""
    return Choice(FINISH, _("Finish")), Choice("more", _("Something else"))


def _until_gone(devices: DeviceManager) -> Callable[[], bool | None]:
    since = monotonic()
    reminded = False

    def look() -> bool | None:
        nonlocal reminded
        if not devices.card_present():
            return True
        if not reminded and monotonic() - since > _LEFT_BEHIND:
            reminded = True
            log.warning("a card was left on the reader")
        return None

    return look
