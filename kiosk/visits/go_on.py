"""接着办: go on with what was saved, by the code on its slip."""

from collections.abc import Sequence

from contract.catalogue import CardRule
from contract.drafts import DraftSearch, OwnDraft, SavedDraft
from contract.people import Person
from kiosk.pages.kinds import Choice, ListPage, ListRow, MenuPage, Tone
from kiosk.pages.language import _, language
from kiosk.pages.wording import moment
from kiosk.visit import Visit
from kiosk.visits.apply import apply_or_go_without
from kiosk.visits.questions import ApplicationDraft
from kiosk.visits.saved_drafts import delete_saved, fill_from, find_own_draft, last_day

_GO_ON, _DELETE = "/go-on", "/delete"


def go_on(visit: Visit, own: OwnDraft) -> None:
    """Leads to the form as it was left; first to the card, where the item needs one. Raises Back."""
    catalogue = visit.catalogue
    item = next((each for each in catalogue.items if each.code == own.saved.item), None) if catalogue else None
    if catalogue is None or item is None:
        visit.tell(
            _("This service is no longer offered here"),
            _("What you saved cannot be gone on with. Please ask at the counter."),
            tone=Tone.TROUBLE,
        )
        return
    draft = ApplicationDraft(item)
    if item.card is not CardRule.NONE:
        draft.resumes = own.saved.code
    else:
        fill_from(visit, draft, own)
    apply_or_go_without(visit, catalogue, draft)


def browse_saved(visit: Visit, person: Person, saved: Sequence[SavedDraft]) -> None:
    """Shows what this person has saved, whose card lies here: to go on with it, or to throw it away. Raises Back."""
    code = visit.ask(saved_list(saved))
    search = DraftSearch(code=code, number=person.number)
    name = next(each.name for each in saved if each.code == code).in_locale(language())
    if visit.ask(choice_page(name)) == _DELETE:
        delete_saved(visit, search)
    elif own := find_own_draft(visit, search):
        go_on(visit, own)


def saved_list(saved: Sequence[SavedDraft]) -> ListPage:
    rows = tuple(
        ListRow(
            each.name.in_locale(language()),
            _("Saved on {date}, kept until {until}").format(date=moment(each.saved_at), until=last_day(each)),
            key=each.code,
        )
        for each in saved
    )
    return ListPage(_("Saved to go on later"), rows=rows, empty=_("Nothing is saved."))


def choice_page(name: str) -> MenuPage:
    choices = (Choice(_GO_ON, _("Go on with it"), icon="edit"), Choice(_DELETE, _("Throw it away"), icon="cross"))
    return MenuPage(name, choices=choices)
