"""预约: take a place at a time; see what one has, check in with it for a number that goes first, or give it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from contract import queues as q
from contract.cases import read_case_code
from contract.catalogue import NEUTRAL_NAME, Catalogue, Service
from contract.forms import Field, FieldKind
from contract.people import Person
from kiosk import clock
from kiosk.documents import code_slip
from kiosk.faults import printer_out
from kiosk.hub_client import HubRefused
from kiosk.language import N_, _, language, ngettext
from kiosk.pages import Choice, FormField, FormPage, ListPage, MenuPage, MessagePage, OutcomePage, Row, Tone
from kiosk.ui import Back
from kiosk.visit import Visit
from kiosk.visits.consult import whose_card
from kiosk.visits.ending import what_next
from kiosk.visits.identify import card_or
from kiosk.visits.take_number import Wanted, give_out, hubs_number, service_choice
from kiosk.walk import walk
from kiosk.wording import both, clock_time, moment, plain_date, weekday

_CODE, _CHECK_IN, _CANCEL = "code", "check_in", "cancel"


def appointments(visit: Visit) -> None:
    """Raises HubAway where nothing can be looked up now."""
    while True:
        key = visit.ask(first_page())
        try:
            book(visit) if key == "book" else mine(visit)
        except Back:
            continue
        return


def first_page() -> MenuPage:
    return MenuPage(
        _("Appointments"),
        choices=(
            Choice("mine", _("I have an appointment"), _("Check in, or cancel it"), "ticket"),
            Choice("book", _("Book an appointment"), _("Choose a day and a time"), "calendar"),
        ),
    )


@dataclass(slots=True, repr=False)
class _Wish:
    offer: Mapping[str, tuple[date, ...]]
    service: Service | None = None
    day: date | None = None
    at: datetime | None = None
    number: str | None = None


def book(visit: Visit) -> None:
    visit.wait_a_moment()
    wish = _Wish({row.service: row.days for row in visit.post.hub.offer().services})
    if not wish.offer:
        visit.tell(_("Appointments"), _("No appointments can be booked at the moment. Please take a number."))
        return
    steps = (
        lambda: choose(visit, wish),
        lambda: choose_day(visit, wish),
        lambda: choose_time(visit, wish),
        lambda: show_card(visit, wish),
    )
    walk(*steps)
    while (booked := take_place(visit, wish)) is None:
        walk(*steps, begin=2)
    show_booked(visit, booked, by_card=wish.number is not None)


def choose(visit: Visit, wish: _Wish) -> None:
    services = {service.code: service for service in _services(visit) if service.code in wish.offer}
    choices = tuple(map(service_choice, services.values()))
    wish.service = services[visit.ask(MenuPage(_("What is the appointment for?"), choices=choices))]


def choose_day(visit: Visit, wish: _Wish) -> None:
    days = wish.offer[wish.service.code] if wish.service else ()
    wish.day = date.fromisoformat(visit.ask(days_page(days)))


def days_page(days: Iterable[date]) -> ListPage:
    rows = tuple(Row(plain_date(day), weekday(day), key=day.isoformat()) for day in days)
    return ListPage(_("On which day?"), rows=rows)


def choose_time(visit: Visit, wish: _Wish) -> None:
    visit.wait_a_moment()
    found = visit.post.hub.slots(wish.service.code, wish.day).slots if wish.service and wish.day else ()
    slots = {slot.starts_at.isoformat(): slot for slot in found}
    wish.at = slots[visit.ask(times_page(slots))].starts_at


def times_page(slots: Mapping[str, q.Slot]) -> ListPage:
    def places(free: int) -> str:
        return ngettext("{count} place", "{count} places", free).format(count=free)

    rows = tuple(
        Row(clock_time(clock.local(slot.starts_at)), places(slot.free), key=key) for key, slot in slots.items()
    )
    return ListPage(_("At what time?"), rows=rows, empty=_("There is no free place any more on this day."))


def show_card(visit: Visit, wish: _Wish) -> None:
    person = whose_card(visit, _("Place your identity card to check in with it when you come."))
    wish.number = person.number if person else None


def take_place(visit: Visit, wish: _Wish) -> q.Appointment | None:
    """None where the hub did not give it, and has said why."""
    if wish.service is None or wish.at is None:
        return None
    visit.wait_a_moment()
    try:
        return visit.post.hub.book(
            q.Booking(id=uuid4(), service=wish.service.code, starts_at=wish.at, number=wish.number)
        )
    except HubRefused as refusal:
        detail = refusal.problem.detail
        visit.tell(_("This place could not be booked"), detail.spoken(language()) if detail else "")
        return None


def show_booked(visit: Visit, booked: q.Appointment, by_card: bool) -> None:
    service = service_of(visit, booked.service)
    if visit.devices.can("printer"):
        on_paper = f"{service.shown_name.spoken(language())}, {moment(booked.starts_at)}. {how_to_check_in(by_card)}"
        visit.hand_out(code_slip(visit.site, _("Your appointment"), booked.code, on_paper))
    visit.finish(booked_page(booked, service, by_card))


def booked_page(booked: q.Appointment, service: Service, by_card: bool) -> OutcomePage:
    rows = (Row(_("Service"), service.name.spoken(language())), Row(_("When"), moment(booked.starts_at)))
    return OutcomePage(
        _("You have an appointment"),
        text=how_to_check_in(by_card),
        code_label=_("Appointment code"),
        code=booked.code,
        rows=rows,
        choices=what_next(),
        back=False,
        cancel=False,
    )


def how_to_check_in(by_card: bool) -> str:
    if by_card:
        return _("From 30 minutes before, choose “Appointments” on the kiosk and check in with your card or this code.")
    return _("From 30 minutes before, choose “Appointments” on the kiosk and check in with this code.")


def mine(visit: Visit) -> None:
    """With the card that it was booked with, or its code."""
    if not visit.devices.can_identify():
        by_code(visit)
        return
    text = _("Place the identity card that the appointment was booked with.")
    while True:
        found = card_or(visit, text, Choice(_CODE, _("Enter the appointment code instead")))
        try:
            if isinstance(found, Person):
                browse(visit, q.AppointmentSearch(number=found.number))
            else:
                by_code(visit)
        except Back:
            continue
        return


def by_code(visit: Visit) -> None:
    typed, problem = "", ""
    while True:
        typed = str(visit.ask(code_page(typed, problem)).get("code", ""))
        search = q.AppointmentSearch(code=read_case_code(typed))
        visit.wait_a_moment()
        if search.code and visit.post.hub.appointments(search).appointments:
            browse(visit, search)
            return
        problem = _("No appointment was found with this code.")


def code_page(typed: str, problem: str) -> FormPage:
    field = Field(key="code", label=both(N_("Appointment code")), kind=FieldKind.TEXT, max_length=20)
    shown = FormField(field.label.spoken(language()), field=field, value=typed)
    problems = {"code": problem} if problem else {}
    return FormPage(_("Find an appointment by its code"), fields=(shown,), action=_("Search"), problems=problems)


def browse(visit: Visit, search: q.AppointmentSearch) -> None:
    """Soonest first; one that is chosen is checked in, or given back."""
    while True:
        visit.wait_a_moment()
        found = {row.code: row for row in visit.post.hub.appointments(search).appointments}
        chosen = found[visit.ask(list_page(visit, found))]
        try:
            act(visit, chosen)
        except Back:
            continue
        return


def list_page(visit: Visit, found: Mapping[str, q.Appointment]) -> ListPage:
    rows = tuple(appointment_row(row, service_of(visit, row.service)) for row in found.values())
    return ListPage(_("My appointments"), rows=rows, empty=_("There is no appointment with this card."))


def appointment_row(row: q.Appointment, service: Service) -> Row:
    words = {
        q.AppointmentState.BOOKED: _("Booked"),
        q.AppointmentState.ARRIVED: _("Checked in"),
        q.AppointmentState.CANCELLED: _("Cancelled"),
    }
    tone = Tone.GOOD if row.state is q.AppointmentState.BOOKED else Tone.CALM
    key = "" if row.state is q.AppointmentState.CANCELLED else row.code
    return Row(service.name.spoken(language()), moment(row.starts_at), badge=words[row.state], key=key, tone=tone)


def act(visit: Visit, chosen: q.Appointment) -> None:
    service = service_of(visit, chosen.service)
    no_paper = "" if visit.devices.can_issue() else printer_out()
    if visit.ask(appointment_page(chosen, service, no_paper)) == _CHECK_IN:
        check_in(visit, chosen, service)
    else:
        cancel(visit, chosen)


def appointment_page(chosen: q.Appointment, service: Service, no_paper: str = "") -> MenuPage:
    choices = [Choice(_CHECK_IN, _("Check in"), _("From 30 minutes before; you get a number"), "ticket", no_paper)]
    if chosen.state is q.AppointmentState.BOOKED:
        choices.append(Choice(_CANCEL, _("Cancel the appointment"), _("Somebody else can have the place"), "cross"))
    title = _("{service}, {when}").format(service=service.name.spoken(language()), when=moment(chosen.starts_at))
    return MenuPage(title, choices=tuple(choices))


def check_in(visit: Visit, chosen: q.Appointment, service: Service) -> None:
    visit.wait_a_moment(_("Your number is being printed."))
    number = hubs_number(visit, lambda key: visit.post.hub.check_in(q.CheckIn(code=chosen.code, ticket=key)))
    give_out(visit, Wanted((service,)), number, again=lambda visit: check_in(visit, chosen, service))


def cancel(visit: Visit, chosen: q.Appointment) -> None:
    sure = Choice(_CANCEL, _("Cancel the appointment"))
    text = _("The place on {when} is given back.").format(when=moment(chosen.starts_at))
    visit.ask(MessagePage(_("Cancel this appointment?"), text=text, choices=(sure,)))
    visit.wait_a_moment()
    visit.post.hub.cancel(q.AppointmentSearch(code=chosen.code))
    said = _("Your appointment is cancelled.")
    visit.finish(MessagePage(_("Thank you"), said, what_next(), Tone.GOOD, back=False, cancel=False))


def service_of(visit: Visit, code: str) -> Service:
    """As the catalogue has it; one that it does not offer any more goes without its name."""
    found = {service.code: service for service in _services(visit)}
    return found.get(code) or Service(code=code, name=NEUTRAL_NAME, prefix="A", zone=NEUTRAL_NAME)


def _services(visit: Visit) -> tuple[Service, ...]:
    catalogue: Catalogue | None = visit.catalogue
    return catalogue.services if catalogue else ()
