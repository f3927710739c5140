"""暂存，以后办: what was entered is saved at the hub under a code, and taken up again after the card or by the
code."""

import logging
from collections.abc import Sequence

from contract.catalogue import CardRule, Item
from contract.drafts import DraftSearch, DraftToSave, OwnDraft, SavedDraft, fit_answers
from contract.paper_codes import draft_qr
from contract.people import Person
from contract.residents import ResidentSearch
from contract.rules import AGENT, AGENT_NAME, AGENT_NUMBER
from devices.base import Fault
from kiosk import clock
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.hub_link.hub_calls import ASIDE
from kiosk.pages.fault_text import printer_fault, printer_out
from kiosk.pages.kinds import MenuPage, OutcomePage
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.pages.printed import draft_slip, how_to_go_on, item_name
from kiosk.pages.ui import Back
from kiosk.pages.wording import moment, plain_date, reason
from kiosk.visit import Visit
from kiosk.visits.ending import what_next
from kiosk.visits.questions import ApplicationDraft

log = logging.getLogger(__name__)
_AGAIN, _DELETE = "/again", "/delete"
_BY_CARD = (AGENT, AGENT_NAME, AGENT_NUMBER)  # said at the card, each time


class SavedForLater(Exception):
    """What was entered is saved, and the resident leaves it for now."""


def save_for_later(visit: Visit, draft: ApplicationDraft) -> None:
    """Saves what was entered. Returns where that is not possible now, and the resident was told. Raises SavedForLater
    after the last page, Cancelled."""
    visit.wait_a_moment()
    try:
        saved = visit.hub_link.hub.save_draft(message_of(draft))
    except HubAway as away:
        log.info("not saved: %s", away)
        visit.tell(_("This cannot be saved now"), not_saved_text(), tone=Tone.TROUBLE)
        return
    except HubRefused as refusal:
        visit.tell(_("This cannot be saved now"), reason(refusal.problem), tone=Tone.TROUBLE)
        return
    _show_code(visit, draft.item, saved)
    raise SavedForLater


def not_saved_text() -> str:
    return _(
        "The connection is down at the moment. What you have entered is still here: you can go on, hand it in, or try "
        "again in a while."
    )


def message_of(draft: ApplicationDraft) -> DraftToSave:
    return DraftToSave(
        id=draft.id,
        item=draft.item.code,
        item_version=draft.item.version,
        number=draft.person.number if draft.person else None,
        answers=draft.answers,
        language=language(),
    )


def _show_code(visit: Visit, item: Item, saved: SavedDraft) -> None:
    if not visit.devices.can("printer"):
        visit.finish(saved_page(item, saved, without_slip(printer_out()), visit.pages))
        return
    printing = visit.hand_out(draft_slip(visit.site, item, saved, visit.pages))
    visit.finish_after(
        saved_page(item, saved, _("A slip with this number is being printed."), visit.pages, paper="printer"),
        printing,
        lambda fault: saved_page(item, saved, _slip_note(fault), visit.pages, paper="" if fault else "printer"),
    )


def _slip_note(fault: Fault | None) -> str:
    return without_slip(printer_fault(fault)) if fault else _("Please take the slip with this number.")


def without_slip(why: str) -> str:
    return _("{why} Please photograph the QR code or write down the number.").format(why=why)


def saved_page(item: Item, saved: SavedDraft, note: str, pages: str, *, paper: str = "") -> OutcomePage:
    return OutcomePage(
        _("Saved. You can go on later"),
        text="\n".join(how_to_go_on(item, phones=bool(pages) and saved.on_phone)),
        code_label=_("Number of what you saved"),
        code=saved.code,
        qr=draft_qr(saved.code, pages),
        rows=(
            ListRow(_("Service"), item.name.in_locale(language())),
            ListRow(_("Kept until"), moment(saved.expires_at)),
        ),
        note=note,
        choices=what_next(),
        paper=paper,
        back=False,
        cancel=False,
    )


def take_up_saved(visit: Visit, draft: ApplicationDraft, person: Person) -> None:
    """Offers what this person saved of the item, where they did; what they came with a code for, at once. Raises
    Back."""
    if not draft.may_be_saved or not person.number:
        return
    code = draft.resumes
    if not code and (saved := _find_saved(visit, draft.item, person)):
        code = _choose(visit, draft.item, saved, person)
    if code:
        _fetch(visit, draft, DraftSearch(code=code, number=person.number))
    draft.resumes = ""


def _find_saved(visit: Visit, item: Item, person: Person) -> list[SavedDraft]:
    try:
        saved = visit.hub_link.hub.hurried(ASIDE).drafts(ResidentSearch(number=person.number))
    except (HubAway, HubRefused) as error:
        log.info("nothing saved is known: %s", error)
        return []
    return [each for each in saved if each.item == item.code]


def _choose(visit: Visit, item: Item, saved: Sequence[SavedDraft], person: Person) -> str:
    """Returns the code of what is gone on with; "" to begin again. Raises Back."""
    key = visit.ask(begun_page(item, saved))
    if key == _DELETE:
        for each in saved:
            delete_saved(visit, DraftSearch(code=each.code, number=person.number))
    return "" if key in (_AGAIN, _DELETE) else key


def begun_page(item: Item, saved: Sequence[SavedDraft]) -> MenuPage:
    go_on = _("Go on with what you entered on {date}")
    until = _("Kept until {date}")
    choices = (
        Choice(
            each.code, go_on.format(date=moment(each.saved_at)), until.format(date=last_day(each)),
            "edit",
        )
        for each in saved
    )  # fmt: skip
    again = Choice(_AGAIN, _("Begin again"), _("What you saved stays until then"), "apply")
    delete = Choice(_DELETE, _("Begin again, and throw away what was saved"), icon="cross")
    return MenuPage(_("You have begun this already: {item}").format(item=item_name(item)), (*choices, again, delete))


def last_day(saved: SavedDraft) -> str:
    return plain_date(clock.local(saved.expires_at).date())


def delete_saved(visit: Visit, search: DraftSearch) -> None:
    """Throws it away. What cannot be thrown away now goes by itself when its time is over."""
    visit.wait_a_moment()
    try:
        visit.hub_link.hub.delete_draft(search)
    except (HubAway, HubRefused) as error:
        log.info("not thrown away: %s", error)


def _fetch(visit: Visit, draft: ApplicationDraft, search: DraftSearch) -> None:
    """Fills the draft in with what was saved. Raises Back where it is not this person's, or cannot be had now."""
    visit.wait_a_moment()
    try:
        own = visit.hub_link.hub.own_draft(search)
    except HubAway as away:
        log.info("not fetched: %s", away)
        visit.tell(_("This cannot be fetched now"), _("The connection is down at the moment."), tone=Tone.TROUBLE)
        raise Back from None
    except HubRefused as refusal:
        visit.tell(_("This cannot be fetched now"), reason(refusal.problem), tone=Tone.TROUBLE)
        raise Back from None
    fill_from(visit, draft, own)


def draft_from(visit: Visit, own: OwnDraft) -> ApplicationDraft | None:
    """Returns the draft as it was left; one that needs a card is filled in once that lies there. None where the item is
    no longer offered, which the resident is told."""
    item = (
        next((each for each in visit.catalogue.items if each.code == own.saved.item), None) if visit.catalogue else None
    )
    if item is None:
        visit.tell(
            _("This service is no longer offered here"),
            _("What you saved cannot be gone on with. Please ask at the counter."),
            tone=Tone.TROUBLE,
        )
        return None
    draft = ApplicationDraft(item)
    if item.card is not CardRule.NONE:
        draft.resumes = own.saved.code
    else:
        fill_from(visit, draft, own)
    return draft


def fill_from(visit: Visit, draft: ApplicationDraft, own: OwnDraft) -> None:
    """Puts what was saved into the draft: what the form, as it is now, still takes. What stands on the card goes before
    it."""
    item = draft.item
    settled = {field.key for field in item.form.fields if field.fact and _is_from_card(draft, field.fact)}
    if item.card is not CardRule.NONE:
        settled.update(_BY_CARD)
    fitting = fit_answers(item, own.answers, visit.now().date())
    draft.answers.update({key: answer for key, answer in fitting.items() if key not in settled})
    draft.id = draft.saved = own.id
    if own.item_version != item.version and own.answers.keys() - fitting.keys():
        visit.tell(_("The form has changed since"), _("What still fits is kept. The rest is asked again."))


def _is_from_card(draft: ApplicationDraft, fact: str) -> bool:
    with_origin = draft.known.get(fact)
    return with_origin is not None and with_origin.from_card
