"""Taking an appointment: the service, a day, a time, and the card to check in with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from contract import queues as q
from contract.catalogue import NEUTRAL_NAME, Service
from devices.documents import Pair
from kiosk import clock
from kiosk.hub_link.connection import HubRefused
from kiosk.pages.kinds import ListPage, MenuPage, OutcomePage
from kiosk.pages.language import _, language, ngettext
from kiosk.pages.next_step import after_booking
from kiosk.pages.page_parts import ListRow, Tone
from kiosk.pages.printed import code_slip
from kiosk.pages.wizard import run_steps
from kiosk.pages.wording import clock_time, moment, plain_date, reason, weekday
from kiosk.visit import Visit
from kiosk.visits.consult import whose_card
from kiosk.visits.ending import what_next
from kiosk.visits.take_number import service_choice


@dataclass(slots=True, repr=False)
class _Wish:
    offer: Mapping[str, tuple[date, ...]]
    service: Service | None = None
    day: date | None = None
    at: datetime | None = None
    number: str | None = None


def book(visit: Visit) -> None:
    visit.wait_a_moment()
    wish = _Wish({row.service: row.days for row in visit.hub_link.hub.offer().services})
    if not wish.offer:
        visit.tell(
            _("Appointments"),
            _("No appointments can be booked at the moment. Please take a number."),
            tone=Tone.TROUBLE,
        )
        return
    steps = (
        lambda: choose(visit, wish),
        lambda: choose_day(visit, wish),
        lambda: choose_time(visit, wish),
        lambda: show_card(visit, wish),
    )
    run_steps(*steps)
    while (booked := take_place(visit, wish)) is None:
        run_steps(*steps, begin=2)
    show_booked(visit, booked, by_card=wish.number is not None)


def choose(visit: Visit, wish: _Wish) -> None:
    services = {code: service for code, service in visit.services.items() if code in wish.offer}
    choices = tuple(map(service_choice, services.values()))
    wish.service = services[visit.ask(MenuPage(_("What is the appointment for?"), choices=choices))]


def choose_day(visit: Visit, wish: _Wish) -> None:
    days = wish.offer[wish.service.code] if wish.service else ()
    wish.day = date.fromisoformat(visit.ask(days_page(days)))


def days_page(days: Iterable[date]) -> ListPage:
    rows = tuple(ListRow(plain_date(day), weekday(day), key=day.isoformat()) for day in days)
    return ListPage(_("On which day?"), rows=rows)


def choose_time(visit: Visit, wish: _Wish) -> None:
    visit.wait_a_moment()
    free_slots = visit.hub_link.hub.slots(wish.service.code, wish.day).slots if wish.service and wish.day else ()
    slots = {slot.starts_at.isoformat(): slot for slot in free_slots}
    wish.at = slots[visit.ask(times_page(slots))].starts_at


def times_page(slots: Mapping[str, q.Slot]) -> ListPage:
    def places(free: int) -> str:
        return ngettext("{count} place", "{count} places", free).format(count=free)

    rows = tuple(
        ListRow(clock_time(clock.local(slot.starts_at)), places(slot.free), key=key) for key, slot in slots.items()
    )
    return ListPage(_("At what time?"), rows=rows, empty=_("There is no free place any more on this day."))


def show_card(visit: Visit, wish: _Wish) -> None:
    person = whose_card(visit, _("Place your identity card to check in with it when you come."))
    wish.number = person.number if person else None


def take_place(visit: Visit, wish: _Wish) -> q.Appointment | None:
    """Books a place; returns None where the hub refused it and has said why."""
    if wish.service is None or wish.at is None:
        return None
    visit.wait_a_moment()
    try:
        return visit.hub_link.hub.book(
            q.Booking(id=uuid4(), service=wish.service.code, starts_at=wish.at, number=wish.number)
        )
    except HubRefused as refusal:
        visit.tell(_("This place could not be booked"), reason(refusal.problem), tone=Tone.TROUBLE)
        return None


def show_booked(visit: Visit, booked: q.Appointment, by_card: bool) -> None:
    service = service_of(visit, booked.service)
    if visit.devices.can("printer"):
        step = after_booking(booked, service, by_card=by_card)
        on_paper = replace(step, facts=(*step.facts, Pair(_("Service"), service.shown_name.in_locale(language()))))
        visit.hand_out(code_slip(visit.site, _("Your appointment"), booked.code, on_paper))
    visit.finish(booked_page(booked, service, by_card))


def booked_page(booked: q.Appointment, service: Service, by_card: bool) -> OutcomePage:
    step = after_booking(booked, service, by_card=by_card)
    rows = (ListRow(_("Service"), service.name.in_locale(language())), ListRow(_("When"), moment(booked.starts_at)))
    return OutcomePage(
        _("You have an appointment"),
        text=step.words,
        steps=step.rows(),
        code_label=_("Appointment code"),
        code=booked.code,
        rows=rows,
        note=how_to_check_in(by_card),
        choices=what_next(),
        back=False,
        cancel=False,
    )


def how_to_check_in(by_card: bool) -> str:
    if by_card:
        return _("From 30 minutes before, choose “Appointments” on the kiosk and check in with your card or this code.")
    return _("From 30 minutes before, choose “Appointments” on the kiosk and check in with this code.")


def service_of(visit: Visit, code: str) -> Service:
    """Returns the service as the catalogue has it; one that it does not offer any more goes without its name."""
    return visit.services.get(code) or Service(code=code, name=NEUTRAL_NAME, prefix="A", zone=NEUTRAL_NAME)
