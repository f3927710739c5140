"""The end: nobody leaves a card or a paper behind."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from devices.manager import DeviceManager
from kiosk.hub_link.incidents import CARD_LEFT, Incidents
from kiosk.pages.kinds import FINISH, TakePage
from kiosk.pages.language import _
from kiosk.pages.page_parts import Choice
from kiosk.pages.ui import Ui

log = logging.getLogger(__name__)

LEFT_BEHIND = 30.0  # seconds after which staff are told


def take_card(ui: Ui, devices: DeviceManager, incidents: Incidents) -> None:
    """Asks to take the card, until it is gone. After a while staff are told that it lies there."""
    if devices.card_present():
        page = TakePage(
            _("Please take your card"),
            text=_("Thank you. Do not forget your card."),
            what="card",
            back=False,
            cancel=False,
        )
        with report_left(devices, incidents, CARD_LEFT):
            ui.ask(page, until=lambda: None if devices.card_present() else True)


@contextmanager
def report_left(devices: DeviceManager, incidents: Incidents, name: str) -> Iterator[None]:
    """Lights the kiosk's lights until what lies there is taken, and tells staff of it where that is not in time."""
    left = Timer(LEFT_BEHIND, _tell_staff, [incidents, name])
    left.daemon = True
    left.start()
    devices.light(lit=True)
    try:
        yield
    finally:
        devices.light(lit=False)
        left.cancel()
        left.join()
        incidents.clear(name)


def what_next() -> tuple[Choice, ...]:
    """Returns the ways on from the last page of a journey."""
    return Choice(FINISH, _("Finish")), Choice("more", _("Something else"))


def _tell_staff(incidents: Incidents, name: str) -> None:
    log.warning("left behind: %s", name)
    incidents.open(name, "")
