"""The way in: by the hidden gesture or a technician's card, then the PIN. One that everybody knows is changed first."""

from collections.abc import Sequence
from contextlib import suppress

from devices.base import Card
from kiosk.pages.language import _
from kiosk.pages.ui import Back, Cancelled, TimedOut
from kiosk.technician.context import TechnicianContext
from kiosk.technician.home import home
from kiosk.technician.key_pages import admit, change_pin


class TechnicianLogin:
    """The session's `TechnicianAccess`."""

    def __init__(self, tech: TechnicianContext) -> None:
        self._tech = tech

    def knows(self, cards: Sequence[Card]) -> bool:
        return bool(self._tech.keys.cards.name_of(cards))

    def enter(self) -> None:
        """Asks for the PIN, and returns once the technician leaves, or has not touched anything for a while."""
        tech = self._tech
        with suppress(Back, Cancelled, TimedOut):
            admit(tech)
            if tech.keys.pin.is_default:
                tech.tell(
                    _("Change the PIN first"), _("This kiosk still has the PIN that it came with. Choose your own now.")
                )
                change_pin(tech)
            home(tech)
