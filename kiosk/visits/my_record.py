"""我的档案: all that the hub keeps of a resident, after their card: read, corrected, taken along, ended, erased."""

from collections.abc import Callable, Mapping
from uuid import uuid4

from contract.answers import mask_answer
from contract.forms import Field, FieldKind
from contract.numbers import mask_name, mask_numbers
from contract.own_record import OwnFact, OwnRecord
from contract.people import Person
from contract.queues import AppointmentSearch
from contract.residents import Consents, CorrectionState, CorrectionWanted, Mandate, ResidentSearch
from contract.text import Text
from kiosk.hub_link.connection import HubRefused
from kiosk.pages.form_filling import fill_field
from kiosk.pages.kinds import FormPage, ListPage, MessagePage, ReviewPage
from kiosk.pages.language import N_, _, language, ngettext
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.pages.ui import Back
from kiosk.pages.wording import in_all_languages, moment, plain_date, reason
from kiosk.visit import Visit
from kiosk.visits.agreeing import ask as ask_consent
from kiosk.visits.agreeing import chosen as chosen_consent
from kiosk.visits.agreeing import rows as consent_rows
from kiosk.visits.appointments import browse as browse_appointments
from kiosk.visits.case_actions import complaint_page
from kiosk.visits.checking import check_record
from kiosk.visits.entitlements import browse_entitlements, entitlements_row
from kiosk.visits.go_on import browse_saved, look_up
from kiosk.visits.identify import card_or
from kiosk.visits.own_cases import browse_cases
from kiosk.visits.record_copies import erase, take_copy

_NUMBER, _END = "number", "end"
Part = Callable[[Visit, Person, OwnRecord], None]


def my_record(visit: Visit) -> None:
    """Shows the record. Raises HubAway where nothing can be looked up now."""
    if not visit.devices.can_identify():
        look_up(visit)
        return
    text = _("Place your identity card on the reader to see all that is kept of you.")
    answer = card_or(visit, text, Choice(_NUMBER, _("Enter a case number instead")))
    if isinstance(answer, Person):
        browse_record(visit, answer)
    else:
        look_up(visit)


def browse_record(visit: Visit, person: Person) -> None:
    """Shows one page that leads to all parts; the record is read again after each. Back leads out. What is to be
    checked again is asked about once, before it."""
    record = _read(visit, person)
    if check_record(visit, person, record):
        record = _read(visit, person)
    while True:
        part = _PARTS[visit.ask(record_page(record))]
        try:
            part(visit, person, record)
        except Back:
            pass
        except HubRefused as refusal:
            visit.tell(_("This could not be done"), reason(refusal.problem), tone=Tone.TROUBLE)
        record = _read(visit, person)


def _read(visit: Visit, person: Person) -> OwnRecord:
    visit.wait_a_moment()
    return visit.hub_link.hub.record(ResidentSearch(number=person.number))


def record_page(record: OwnRecord) -> ListPage:
    awaited = sum(1 for case in record.cases if case.missing)
    waits = ngettext("{count} waits for your papers", "{count} wait for your papers", awaited).format(count=awaited)
    mandates = [each for each in (*record.mandates.given, *record.mandates.held) if not each.revoked]
    rows = (
        _row("cases", _("My cases"), len(record.cases), waits if awaited else "", Tone.TROUBLE),
        entitlements_row(record),
        _row("drafts", _("Saved to go on later"), len(record.drafts)),
        _row("complaints", _("My complaints"), len(record.complaints)),
        _row("facts", _("My details"), len(record.facts), hint=_("See them, have them corrected")),
        _row("papers", _("My papers"), len(record.papers)),
        _row("readings", _("Who read it"), len(record.readings)),
        _row("consents", _("What I agreed to"), sum(1 for each in record.consents if each.given)),
        _row("mandates", _("Who acts for whom"), len(mandates)),
        _row("appointments", _("My appointments"), len(record.appointments)),
        ListRow(_("Take a copy of all"), _("On paper, or to my phone"), key="copy"),
        ListRow(_("Erase what no law keeps"), _("Your details and past messages"), key="erase"),
    )
    return ListPage(_("My record"), rows=rows)


def _row(key: str, label: str, count: int, badge: str = "", tone: Tone = Tone.CALM, hint: str = "") -> ListRow:
    number = ngettext("{count} entry", "{count} entries", count).format(count=count) if count else _("None")
    return ListRow(label, hint or number, badge=badge or (number if hint else ""), key=key, tone=tone)


def _cases(visit: Visit, person: Person, record: OwnRecord) -> None:
    browse_cases(visit, person)


def _drafts(visit: Visit, person: Person, record: OwnRecord) -> None:
    browse_saved(visit, person, record.drafts)


def _complaints(visit: Visit, person: Person, record: OwnRecord) -> None:
    by_code = {each.code: each for each in record.complaints}
    rows = tuple(
        ListRow(
            mask_numbers(each.text)[:40],
            moment(each.made_at),
            badge=_("Answered") if each.answer else _("Waiting"),
            key=code,
        )
        for code, each in by_code.items()
    )
    while True:
        code = visit.ask(ListPage(_("My complaints"), rows=rows, empty=_("There is none.")))
        try:
            visit.ask(complaint_page(by_code[code]))
        except Back:
            continue
        return


def _facts(visit: Visit, person: Person, record: OwnRecord) -> None:
    """Shows the facts. Values are masked until a button is held; a row that is tapped is to be corrected."""
    facts = {fact.key: fact for fact in record.facts}
    key = visit.ask(facts_page(record))
    if key:
        _correct(visit, person, facts[key])


def facts_page(record: OwnRecord) -> ReviewPage:
    requests = tuple(
        ListRow(
            _("Asked on {date}").format(date=moment(each.asked_at)),
            _masked(each.key, each.value),
            badge=_state(each.state),
        )
        for each in record.corrections
    )
    title = _("My details") if record.facts else _("Nothing is kept of your details")
    return ReviewPage(title, rows=(*map(_fact_row, record.facts), *requests), action=_("Back to my record"))


def _fact_row(fact: OwnFact) -> ListRow:
    label = _("{what}, {date}").format(what=fact.name.in_locale(language()), date=plain_date(fact.checked_at.date()))
    full = fact.value
    if fact.has_renamed_place:
        full = _("{address} (now {place})").format(address=full, place=fact.place.in_locale(language()))
    masked = _masked(fact.key, fact.value)
    return ListRow(label, masked, badge=fact.source.in_locale(language()), key=fact.key, full=full)


def _masked(key: str, value: str) -> str:
    """Returns the value of this fact, masked as on a form; one that a form would show, all the same: nobody has just
    typed it."""
    field = Field(key="value", label=Text.plain(key), kind=FieldKind.TEXT, fact=key)
    return mask_answer(field, value).in_locale(language())


def _state(state: CorrectionState) -> str:
    return {
        CorrectionState.OPEN: _("Being checked"),
        CorrectionState.ACCEPTED: _("Corrected"),
        CorrectionState.REFUSED: _("Not corrected"),
    }[state]


def _correct(visit: Visit, person: Person, fact: OwnFact) -> None:
    """Asks for a correction. Raises Back, HubRefused."""
    entered = visit.ask(correction_page(fact))
    value, why = (str(entered.get(key, "")).strip() for key in ("value", "reason"))
    visit.wait_a_moment()
    correction = CorrectionWanted(id=uuid4(), person=person, key=fact.key, value=value, reason=why)
    visit.hub_link.hub.ask_correction(correction)
    visit.tell(_("Written down"), _("Staff check it. Until then nothing changes."), tone=Tone.GOOD)


def correction_page(fact: OwnFact) -> FormPage:
    label = in_all_languages(N_("What is right"))
    value = Field(key="value", label=label, kind=FieldKind.TEXT, fact=fact.key, max_length=400)
    why = Field(
        key="reason",
        label=in_all_languages(N_("Why (may be left empty)")),
        kind=FieldKind.TEXT,
        required=False,
        max_length=400,
    )
    fields = (fill_field(value), fill_field(why))
    return FormPage(fact.name.in_locale(language()), fields=fields, action=_("Ask for correction"))


def _papers(visit: Visit, person: Person, record: OwnRecord) -> None:
    rows = tuple(
        ListRow(
            each.name.in_locale(language()),
            _("With case {code}").format(code=each.case),
            badge=ngettext("{count} page", "{count} pages", each.pages).format(count=each.pages),
        )
        for each in record.papers
    )
    visit.ask(ListPage(_("My papers"), rows=rows, empty=_("No papers are kept.")))


def _readings(visit: Visit, person: Person, record: OwnRecord) -> None:
    rows = tuple(
        ListRow(
            each.what.in_locale(language()),
            " · ".join(filter(None, (each.who.in_locale(language()), each.ground.in_locale(language())))),
            badge=plain_date(each.day),
        )
        for each in record.readings
    )
    visit.ask(ListPage(_("Who read it"), rows=rows, empty=_("Nobody has read it.")))


def _consents(visit: Visit, person: Person, record: OwnRecord) -> None:
    consents = Consents(consents=record.consents)
    consent = chosen_consent(consents, visit.ask(ListPage(_("What I agreed to"), rows=consent_rows(consents))))
    if consent is not None:
        ask_consent(visit, person, consent)


def _mandates(visit: Visit, person: Person, record: OwnRecord) -> None:
    by_id = {str(each.id): each for each in (*record.mandates.given, *record.mandates.held)}
    rows = tuple(mandate_row(record, each, own=each in record.mandates.given) for each in by_id.values())
    mandate = by_id[visit.ask(ListPage(_("Who acts for whom"), rows=rows, empty=_("There is no mandate.")))]
    choices = (Choice(_END, _("End it now"), icon="cross"), Choice("", _("Leave it as it is")))
    text = _("From then on nobody may act by it. What was handed in by it stays.")
    if visit.ask(MessagePage(_("End this mandate?"), text=text, choices=choices)) == _END:
        visit.wait_a_moment()
        visit.hub_link.hub.revoke_mandate(mandate.id, ResidentSearch(number=person.number))
        visit.tell(_("The mandate is ended"), _("Both of you can see it here."), tone=Tone.GOOD)


def mandate_row(record: OwnRecord, mandate: Mandate, *, own: bool) -> ListRow:
    other = mask_name(mandate.agent if own else mandate.principal)
    label = _("{name} may act for me") if own else _("I may act for {name}")
    names = [record.item_names[code].in_locale(language()) for code in mandate.items if code in record.item_names]
    value = _("{items}, until {date}").format(items="、".join(names), date=plain_date(mandate.until))
    badge, key = (_("ended"), "") if mandate.revoked else ("", str(mandate.id))
    return ListRow(label.format(name=other), value, badge=badge, key=key)


def _appointments(visit: Visit, person: Person, record: OwnRecord) -> None:
    browse_appointments(visit, AppointmentSearch(number=person.number))


def _copy(visit: Visit, person: Person, record: OwnRecord) -> None:
    take_copy(visit, person.number)


def _erase(visit: Visit, person: Person, record: OwnRecord) -> None:
    erase(visit, person.number)


_PARTS: Mapping[str, Part] = {
    "cases": _cases,
    "drafts": _drafts,
    "complaints": _complaints,
    "facts": _facts,
    "papers": _papers,
    "readings": _readings,
    "consents": _consents,
    "mandates": _mandates,
    "appointments": _appointments,
    "entitlements": browse_entitlements,
    "copy": _copy,
    "erase": _erase,
}
