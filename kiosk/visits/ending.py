"""The end: nobody leaves a card behind."""

import logging
from threading import Timer

from devices.manager import DeviceManager
from kiosk.hub_link.incidents import CARD_LEFT, Incidents
from kiosk.pages.kinds import FINISH, Choice, TakePage
from kiosk.pages.language import _
from kiosk.pages.ui import Ui

log = logging.getLogger(__name__)

LEFT_BEHIND = 30.0  # seconds after which staff are told


def take_card(ui: Ui, devices: DeviceManager, incidents: Incidents, left_after: float = LEFT_BEHIND) -> None:
    """Asks to take the card until it is gone. After `left_after` seconds staff are told that it lies there."""
    if devices.card_present():
        page = TakePage(
            _("Please take your card"),
            text=_("Thank you. Do not forget your card."),
            what="card",
            back=False,
            cancel=False,
        )
        left = Timer(left_after, _tell_staff, [incidents])
        left.daemon = True
        left.start()
        try:
            ui.ask(page, until=lambda: None if devices.card_present() else True)
        finally:
            left.cancel()
            left.join()
            incidents.clear(CARD_LEFT)


def what_next() -> tuple[Choice, ...]:
    """Returns the ways on from the last page of a journey."""
    return Choice(FINISH, _("Finish")), Choice("more", _("Something else"))


def _tell_staff(incidents: Incidents) -> None:
    log.warning("a card was left on the reader")
    incidents.open(CARD_LEFT, "")
