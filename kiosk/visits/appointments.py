"""预约: take a place at a time; see what one has, check in with it for a number that goes first, or give it back."""

from collections.abc import Mapping

from contract import queues as q
from contract.cases import read_case_code
from contract.catalogue import Service
from contract.forms import Field, FieldKind
from contract.people import Person
from kiosk.pages.fault_text import printer_out
from kiosk.pages.form_filling import fill_field
from kiosk.pages.kinds import FormPage, ListPage, MenuPage, MessagePage
from kiosk.pages.language import N_, _, language
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.pages.ui import Back
from kiosk.pages.wording import in_all_languages, moment
from kiosk.visit import Visit
from kiosk.visits.booking import book, service_of
from kiosk.visits.ending import what_next
from kiosk.visits.identify import card_or
from kiosk.visits.take_number import Issued, NumberRequest, give_number, hubs_number

_CODE, _CHECK_IN, _CANCEL = "code", "check_in", "cancel"


def appointments(visit: Visit) -> None:
    """Shows appointments. Raises HubAway where nothing can be looked up now."""
    while True:
        key = visit.ask(first_page(visit.pages))
        try:
            book(visit) if key == "book" else mine(visit)
        except Back:
            continue
        return


def first_page(pages: str = "") -> MenuPage:
    """Returns the first page. `pages`: the address of the residents' pages, where phones can take numbers."""
    from_phones = _("Check in, or cancel it; a number from your phone too")
    hint = from_phones if pages else _("Check in, or cancel it")
    return MenuPage(
        _("Appointments"),
        choices=(
            Choice("mine", _("I have an appointment"), hint, "ticket"),
            Choice("book", _("Book an appointment"), _("Choose a day and a time"), "calendar"),
        ),
    )


def mine(visit: Visit) -> None:
    """Shows one's appointments, by the card or the code."""
    if not visit.devices.can_identify():
        by_code(visit)
        return
    text = _("Place the identity card that the appointment was booked with.")
    while True:
        answer = card_or(visit, text, Choice(_CODE, _("Enter the appointment code instead")))
        if isinstance(answer, Person):  # back leads out of here: their card lies there, and would lead to the same list
            browse(visit, q.AppointmentSearch(number=answer.number))
            return
        try:
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
        if search.code and visit.hub_link.hub.appointments(search).appointments:
            browse(visit, search)
            return
        problem = _("No appointment was found with this code.")


def code_page(typed: str, problem: str) -> FormPage:
    field = Field(key="code", label=in_all_languages(N_("Appointment code")), kind=FieldKind.TEXT, max_length=20)
    problems, shown = {"code": problem} if problem else {}, fill_field(field, typed)
    return FormPage(_("Find an appointment by its code"), fields=(shown,), action=_("Search"), problems=problems)


def browse(visit: Visit, search: q.AppointmentSearch) -> None:
    """Shows them soonest first; one that is chosen is checked in, or given back."""
    while True:
        visit.wait_a_moment()
        by_code = {row.code: row for row in visit.hub_link.hub.appointments(search).appointments}
        chosen = by_code[visit.ask(list_page(visit, by_code))]
        try:
            act(visit, chosen)
        except Back:
            continue
        return


def list_page(visit: Visit, by_code: Mapping[str, q.Appointment]) -> ListPage:
    rows = tuple(appointment_row(row, service_of(visit, row.service)) for row in by_code.values())
    return ListPage(_("My appointments"), rows=rows, empty=_("There is no appointment with this card."))


def appointment_row(row: q.Appointment, service: Service) -> ListRow:
    words = {
        q.AppointmentState.BOOKED: _("Booked"),
        q.AppointmentState.ARRIVED: _("Checked in"),
        q.AppointmentState.CANCELLED: _("Cancelled"),
    }
    tone = Tone.GOOD if row.state is q.AppointmentState.BOOKED else Tone.CALM
    key = "" if row.state is q.AppointmentState.CANCELLED else row.code
    when = moment(row.starts_at)
    if row.moved_from and row.state is not q.AppointmentState.CANCELLED:
        when = _("{when}, moved from {before}, a day off").format(when=when, before=moment(row.moved_from))
    return ListRow(service.name.in_locale(language()), when, badge=words[row.state], key=key, tone=tone)


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
    title = _("{service}, {when}").format(service=service.name.in_locale(language()), when=moment(chosen.starts_at))
    return MenuPage(title, choices=tuple(choices))


def check_in(visit: Visit, chosen: q.Appointment, service: Service) -> None:
    request = NumberRequest((service,))

    def issue() -> Issued:
        return hubs_number(
            visit, request, lambda key: visit.hub_link.hub.check_in(q.CheckIn(code=chosen.code, ticket=key))
        )

    give_number(visit, request, issue, again=lambda visit: check_in(visit, chosen, service))


def cancel(visit: Visit, chosen: q.Appointment) -> None:
    sure = Choice(_CANCEL, _("Cancel the appointment"))
    text = _("The place on {when} is given back.").format(when=moment(chosen.starts_at))
    visit.ask(MessagePage(_("Cancel this appointment?"), text=text, choices=(sure,)))
    visit.wait_a_moment()
    visit.hub_link.hub.cancel(q.AppointmentSearch(code=chosen.code))
    words = _("Your appointment is cancelled.")
    visit.finish(MessagePage(_("Thank you"), words, what_next(), Tone.GOOD, back=False, cancel=False))
