"""The way in: the hidden gesture has been made, now the PIN. A PIN that everybody knows has to be changed first."""

from contextlib import suppress

from kiosk.language import _
from kiosk.technician.home import home
from kiosk.technician.pin_pages import admit, change_pin
from kiosk.technician.workshop import Workshop
from kiosk.ui import Back, Cancelled, TimedOut


def enter(shop: Workshop) -> None:
    """From the PIN until the technician leaves, or has not touched anything for a while."""
    with suppress(Back, Cancelled, TimedOut):
        admit(shop)
        if shop.pin.is_default:
            shop.tell(
                _("Change the PIN first"), _("This kiosk still has the PIN that it came with. Choose your own now.")
            )
            change_pin(shop)
        home(shop)
