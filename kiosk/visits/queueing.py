"""取号、预约: what one comes to the counter for; at once by a number, or at a time of one's own."""

from collections.abc import Iterable

from contract.catalogue import Service
from kiosk.language import _
from kiosk.pages import Choice, MenuPage
from kiosk.ui import Back
from kiosk.visit import Visit
from kiosk.visits.appointments import appointments
from kiosk.visits.take_number import service_choice, take_number

_APPOINTMENTS = ""  # no service has this code


def queueing(visit: Visit) -> None:
    services = {service.code: service for service in visit.catalogue.services} if visit.catalogue else {}
    while True:
        code = visit.ask(services_page(services.values()))
        if code != _APPOINTMENTS:
            take_number(visit, services[code], again=queueing)
            return
        try:
            appointments(visit)
        except Back:
            continue
        return


def services_page(services: Iterable[Service]) -> MenuPage:
    theirs = Choice(_APPOINTMENTS, _("Appointments"), _("Check in, or book a time"), "calendar")
    choices = (*(service_choice(service) for service in services), theirs)
    return MenuPage(_("What is your visit about?"), choices=choices)
