"""接着办: go on with what was saved, by the code on its slip."""

from collections.abc import Sequence

from contract.drafts import DraftSearch, OwnDraft, SavedDraft
from contract.people import Person
from kiosk.pages.kinds import ListPage, MenuPage
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, ListRow
from kiosk.pages.wording import moment
from kiosk.visit import Visit
from kiosk.visits.apply import apply_or_go_without
from kiosk.visits.own_cases import by_number
from kiosk.visits.saved_drafts import delete_saved, draft_from, last_day

_GO_ON, _DELETE = "/go-on", "/delete"


def look_up(visit: Visit, scanned: str = "") -> None:
    """Asks for a number, and shows its case, or goes on with what was saved under it."""
    if own := by_number(visit, scanned):
        go_on(visit, own)


def go_on(visit: Visit, own: OwnDraft) -> None:
    """Leads to the form as it was left; first to the card, where the item needs one. Raises Back."""
    draft = draft_from(visit, own)
    if draft and visit.catalogue:
        apply_or_go_without(visit, visit.catalogue, draft)


def browse_saved(visit: Visit, person: Person, saved: Sequence[SavedDraft]) -> None:
    """Shows what this person has saved, whose card lies here: to go on with it, or to throw it away. Raises Back."""
    code = visit.ask(saved_list(saved))
    search = DraftSearch(code=code, number=person.number)
    name = next(each.name for each in saved if each.code == code).in_locale(language())
    if visit.ask(choice_page(name)) == _DELETE:
        delete_saved(visit, search)
    elif own := visit.find_own(visit.hub_link.hub.own_draft, search):
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
