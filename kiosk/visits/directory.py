"""便民与志愿服务: what there is nearby, and asking for it or offering help."""

from collections.abc import Iterable
from uuid import uuid4

from contract.cases import case_code
from contract.channels import REQUEST_FORM, Entry, EntryKind, EntryRequest
from kiosk.pages.kinds import GuidePage, ListPage
from kiosk.pages.language import _, language
from kiosk.pages.next_step import NextStep
from kiosk.pages.page_parts import ListRow, TextSection
from kiosk.pages.ui import Back
from kiosk.visit import Visit
from kiosk.visits.checking import known_for_form
from kiosk.visits.consult import fill_in, show_code, whose_card


def directory(visit: Visit) -> None:
    """Shows the directory. Raises HubAway where it cannot be looked up now."""
    visit.wait_a_moment()
    entries = {str(entry.id): entry for entry in visit.hub_link.hub.directory().entries}
    while True:
        entry = entries[visit.ask(directory_page(entries.values()))]
        try:
            open_entry(visit, entry)
        except Back:
            continue
        return


def open_entry(visit: Visit, entry: Entry) -> None:
    """Shows an entry, which may be asked for. Raises Back."""
    visit.ask(entry_page(entry))
    if entry.requests:
        request(visit, entry)


def directory_page(entries: Iterable[Entry]) -> ListPage:
    rows = tuple(entry_row(entry) for entry in entries)
    return ListPage(_("Community services"), rows=rows, empty=_("There is nothing here yet."))


def request(visit: Visit, entry: Entry) -> None:
    """Sends a request. With the card the name is filled in; it can be left out."""
    person = whose_card(visit, _("Place your identity card to have your name filled in."))
    facts = known_for_form(visit, person, REQUEST_FORM) if person else {}
    answers = fill_in(visit, REQUEST_FORM, entry.name.in_locale(language()), facts)
    wish = EntryRequest(
        id=uuid4(),
        entry=entry.id,
        name=str(answers["name"]),
        phone=str(answers["phone"]),
        wish=str(answers["wish"]),
        number=person.number if person else None,
        asked_at=visit.now(),
    )
    step = NextStep(_("Please wait for our call. If you have to ask about it, name this number."))
    show_code(visit, _("Your request has been taken"), case_code(wish.id), step, visit.send(wish))


def entry_row(entry: Entry) -> ListRow:
    return ListRow(
        entry.name.in_locale(language()), entry.hours.in_locale(language()), badge=kind_words(entry), key=str(entry.id)
    )


def entry_page(entry: Entry) -> GuidePage:
    heading = _("About")
    if entry.illustrative:
        heading = _("{heading} (sample text)").format(heading=heading)
    sections = [
        TextSection(heading, (entry.about.in_locale(language()),)),
        TextSection(_("Where"), (entry.place.in_locale(language()),)),
        TextSection(_("When"), (entry.hours.in_locale(language()),)),
    ]
    if entry.phone:
        sections.append(TextSection(_("Telephone"), (entry.phone,)))
    action = _("Ask for this, or offer to help") if entry.requests else _("Back to the menu")
    return GuidePage(entry.name.in_locale(language()), sections=tuple(sections), action=action)


def kind_words(entry: Entry) -> str:
    return _("Volunteering") if entry.kind is EntryKind.VOLUNTEERING else _("Convenience")
