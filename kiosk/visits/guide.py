"""办事指南: read what an item asks for, and go on to apply for it."""

from kiosk.pages.language import _
from kiosk.visit import Visit
from kiosk.visits.applying import find_and_apply


def guide(visit: Visit) -> None:
    find_and_apply(visit, _("Service guides"))
