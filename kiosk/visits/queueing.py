"""取号、预约: what one comes to the counter for; at once by a number, or at a time of one's own."""

from collections.abc import Iterable, Mapping
from functools import partial

from contract.catalogue import Service
from contract.forms import Field, FieldKind, Option
from contract.queues import ServiceWait
from contract.tickets import OPEN_TO_ALL, Priority
from kiosk.pages.form_filling import fill_field
from kiosk.pages.kinds import FormPage, MenuPage
from kiosk.pages.language import N_, _
from kiosk.pages.page_parts import Choice
from kiosk.pages.ui import Back
from kiosk.pages.wording import in_all_languages
from kiosk.visit import Visit
from kiosk.visits.appointments import appointments
from kiosk.visits.held_number import find_holder
from kiosk.visits.take_number import NumberRequest, service_choice, take_number
from kiosk.visits.waits import Waits

_FIRST, _SEVERAL, _APPOINTMENTS = "/first", "/several", "/appointments"  # no service has such a code
_MOST = 5  # matters on one ticket
_ICONS = {Priority.ELDERLY: "elder", Priority.DISABLED: "disability", Priority.EXPECTING: "child"}


def queueing(visit: Visit) -> None:
    services = visit.services
    priority: Priority | None = None
    while True:
        page = partial(_page_now, services.values(), priority, Waits(visit))
        key = visit.ask(page(), renew=page)
        try:
            if key == _FIRST:
                priority = Priority(visit.ask(priorities_page()))
                continue
            if key == _APPOINTMENTS:
                appointments(visit)
            else:
                chosen = several(visit, services) if key == _SEVERAL else (services[key],)
                take_number(visit, NumberRequest(chosen, priority, find_holder(visit)), again=queueing)
        except Back:
            continue
        return


def _page_now(services: Iterable[Service], priority: Priority | None, waits: Waits) -> MenuPage:
    return services_page(services, priority, waits.by_service)


def services_page(
    services: Iterable[Service], priority: Priority | None, waits: Mapping[str, ServiceWait] | None = None
) -> MenuPage:
    why = words(priority) if priority else _("Elderly, disabled, expecting, soldiers")
    choices = (
        *(service_choice(service, waits.get(service.code) if waits else None) for service in services),
        Choice(_FIRST, _("Priority"), why, "check" if priority else "elder"),
        Choice(_SEVERAL, _("Several matters"), _("On one number"), "list"),
        Choice(_APPOINTMENTS, _("Appointments"), _("Check in, or book a time"), "calendar"),
    )
    return MenuPage(_("What is your visit about?"), choices=choices)


def priorities_page() -> MenuPage:
    choices = tuple(Choice(why.value, words(why), icon=_ICONS.get(why, "veteran")) for why in OPEN_TO_ALL)
    return MenuPage(_("Who goes first? The staff may ask for a proof."), choices=choices)


def words(priority: Priority) -> str:
    return {
        Priority.ELDERLY: _("An elderly person"),
        Priority.DISABLED: _("A person with a disability"),
        Priority.EXPECTING: _("Expecting, or with an infant"),
        Priority.SOLDIER: _("A soldier, a veteran or their family"),
    }[priority]


def several(visit: Visit, services: Mapping[str, Service]) -> tuple[Service, ...]:
    """Returns the services, ticked in any order, in the catalogue's order."""
    problem = ""
    while True:
        ticked = visit.ask(several_page(services.values(), problem)).get("services", ())
        chosen = tuple(service for code, service in services.items() if code in ticked)
        if 0 < len(chosen) <= _MOST:
            return chosen
        problem = _("Please choose no more than {count}.").format(count=_MOST)


def several_page(services: Iterable[Service], problem: str) -> FormPage:
    offered = tuple(services)
    field = Field(
        key="services",
        label=in_all_languages(N_("Matters of this visit")),
        kind=FieldKind.CHOICES,
        options=tuple(Option(value=service.code, label=service.name) for service in offered),
    )
    shown = fill_field(field, ())
    problems = {"services": problem} if problem else {}
    return FormPage(_("Several matters"), fields=(shown,), action=_("Print my number"), problems=problems)
