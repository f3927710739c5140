"""A technician before the kiosk's pages, as a test plays one."""

from kiosk.pages.kinds import TECHNICIAN, AttractPage, ListPage, MessagePage, OutOfServicePage
from kiosk.pages.technician_kinds import PinPage
from tests.kiosk.resident import Resident

PIN = "493817"


def opens_the_door(resident: Resident) -> PinPage:
    """Makes the hidden gesture until the PIN is asked for."""
    page = resident.seen[-1] if resident.seen else resident.sees(AttractPage)
    while not isinstance(page, PinPage):
        if isinstance(page, AttractPage | OutOfServicePage):
            resident.answers(TECHNICIAN)
        page = resident.sees_any()
    return page


def enters(resident: Resident) -> ListPage:
    """For the first time: with the PIN that a kiosk comes with, which has to be changed."""
    opens_the_door(resident)
    resident.answers("000000")
    resident.sees(MessagePage)
    resident.answers("")
    for _ in range(2):
        resident.sees(PinPage)
        resident.answers(PIN)
    resident.sees(MessagePage)
    resident.answers("")
    return resident.sees(ListPage)


def enters_again(resident: Resident) -> ListPage:
    opens_the_door(resident)
    resident.answers(PIN)
    return resident.sees(ListPage)


def enters_with(resident: Resident, pin: str = PIN) -> ListPage:
    """Returns the page for the PIN is there already."""
    resident.answers(pin)
    return resident.sees(ListPage)
