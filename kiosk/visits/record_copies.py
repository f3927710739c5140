"""A copy of one's record, on paper or on one's telephone; and the erasure of what no law keeps."""

from contract.own_record import Erasure, RecordLink
from contract.residents import ResidentSearch
from kiosk.pages.kinds import ListPage, MenuPage, StatementPage
from kiosk.pages.language import _, language, ngettext
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.pages.paper_kinds import PapersPage
from kiosk.visit import Visit
from kiosk.visits.print_pages import print_choices, print_paper

_PRINT, _PHONE = "print", "phone"


def take_copy(visit: Visit, number: str) -> None:
    """Hands out a copy. Raises Back, HubAway, HubRefused."""
    ways = copy_ways(visit)
    title = _("A copy of all that is kept of me")
    if not ways:
        visit.tell(title, _("This kiosk has no printer for it. Please ask the staff which kiosk has one."))
        return
    search = ResidentSearch(number=number)
    if visit.ask(MenuPage(title, choices=ways)) == _PRINT:
        if print_paper(visit, title, lambda: visit.hub_link.hub.record_copy(search)):
            visit.tell(title, _("Please take all pages."), tone=Tone.GOOD)
        return
    visit.wait_a_moment()
    visit.ask(link_page(visit.hub_link.hub.record_link(search)))


def copy_ways(visit: Visit) -> tuple[Choice, ...]:
    printing = print_choices(visit, _PRINT, _("Signed, on A4"), "document")
    hint = _("As PDF and as JSON, and to change it there")
    return (*printing, Choice(_PHONE, _("To my phone"), hint, "phone")) if visit.pages else printing


def link_page(link: RecordLink) -> PapersPage:
    return PapersPage(
        _("My record on my phone"),
        text=_("Scan this code with your own telephone, and enter the last four characters of your ID number there."),
        rows=(),
        action=_("Back to my record"),
        qr=link.url,
        note=_("It opens once, within two minutes. Let nobody photograph it."),
    )


def erase(visit: Visit, number: str) -> None:
    """Erases the record. Raises Back, HubAway, HubRefused."""
    visit.ask(erase_page())
    visit.wait_a_moment()
    erasure = visit.hub_link.hub.erase_record(ResidentSearch(number=number))
    visit.ask(erased_page(erasure))


def erase_page() -> StatementPage:
    text = (
        _("Your details, past appointments and messages are erased, and your consents taken back."),
        _("Forms are not filled in for you any more. Cases, mandates and the log stay as long as the law says."),
    )
    return StatementPage(
        _("Erase what no law keeps"), text=text, tick=_("I am sure. It cannot be undone."), action=_("Erase")
    )


def erased_page(erasure: Erasure) -> ListPage:
    """Returns a page of what the law keeps, and why."""
    title = ngettext("{count} entry erased. These stay:", "{count} entries erased. These stay:", erasure.erased)
    rows = tuple(ListRow(each.what.in_locale(language()), each.why.in_locale(language())) for each in erasure.kept)
    return ListPage(title.format(count=erasure.erased), rows=rows)
