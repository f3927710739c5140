"""一次性告知: which papers of the item are here, and a list of exactly what is missing and where it comes from."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from uuid import uuid4

from contract.cases import case_code
from contract.catalogue import Catalogue, Item, RequiredPaper
from contract.fields import Field, FieldKind, Option
from contract.paper_checks import PaperCheck
from devices.base import Fault
from kiosk.pages.fault_text import printer_fault
from kiosk.pages.form_filling import fill_field
from kiosk.pages.item_guide import MORE, guide_page, legal_page
from kiosk.pages.kinds import FormPage, GuidePage
from kiosk.pages.language import N_, _, language
from kiosk.pages.page_parts import Choice, TextSection
from kiosk.pages.printed import missing_papers
from kiosk.pages.ui import Back
from kiosk.pages.wording import in_all_languages
from kiosk.visit import Visit
from kiosk.visits.papers import takes_papers

_CHECK = "check_papers"
_HERE = "here"


def read_guide(visit: Visit, item: Item, catalogue: Catalogue, why_not: str) -> None:
    """Shows the guide, and from it the legal rows and the check of the papers; returns where the resident applies."""
    beside = Choice(_CHECK, _("Check my papers"), icon="list") if takes_papers(item) else None
    page = guide_page(item, catalogue, _("Apply now"), why_not, beside)
    while (key := visit.ask(page)) in (MORE, _CHECK):
        with suppress(Back):
            visit.ask(legal_page(item)) if key == MORE else check_papers(visit, item)


def check_papers(visit: Visit, item: Item) -> None:
    """Checks the papers. Raises Back."""
    entered = visit.ask(check_page(item))
    here = entered.get(_HERE) or ()
    missing = [at for at, paper in enumerate(item.papers) if not paper.on_card and _key(at) not in here]
    check = PaperCheck(
        id=uuid4(), item=item.code, item_version=item.version, missing=tuple(missing), checked_at=visit.now()
    )
    _record(visit, check)
    papers, code = [item.papers[at] for at in missing], case_code(check.id)
    printing = None
    if missing and visit.devices.can("printer"):
        printing = visit.hand_out(missing_papers(visit.site, item, list(map(paper_lines, papers)), code))
    visit.ask(result_page(item, papers, code, printing), renew=lambda: result_page(item, papers, code, printing))


def _record(visit: Visit, check: PaperCheck) -> None:
    """Records the check for the hub. What is missing is told even where the disk takes nothing."""
    with suppress(OSError, sqlite3.Error):
        visit.hub_link.outbox.put_message(check)
        visit.hub_link.sender.wake()


def _key(position: int) -> str:
    return f"paper_{position}"


def check_page(item: Item) -> FormPage:
    options = tuple(
        Option(value=_key(at), label=paper.name) for at, paper in enumerate(item.papers) if not paper.on_card
    )
    label = in_all_languages(N_("Which of these have you here?"))
    field = Field(key=_HERE, label=label, kind=FieldKind.CHOICES, required=False, options=options)
    return FormPage(item.name.in_locale(language()), fields=(fill_field(field),), action=_("Show what is missing"))


def result_page(
    item: Item, papers: Sequence[RequiredPaper], code: str, printing: "Future[Fault | None] | None"
) -> GuidePage:
    lines = tuple(line for paper in papers for line in paper_lines(paper))
    sections = [TextSection(_("What is still missing"), lines)] if papers else []
    if not papers:
        sections.append(TextSection("", (_("You have all the papers. You can apply now."),)))
    if note := _printing_note(printing):
        sections.append(TextSection("", (note,)))
    if papers:
        sections.append(TextSection(_("Number of this list"), (code,)))
    return GuidePage(item.name.in_locale(language()), sections=tuple(sections), action=_("Back to the guide"))


def _printing_note(printing: "Future[Fault | None] | None") -> str:
    if printing is None:
        return ""
    if not printing.done():
        return _("The list is being printed.")
    fault = printing.result()
    return printer_fault(fault) if fault else _("Please take the list.")


def paper_lines(paper: RequiredPaper) -> tuple[str, ...]:
    """Returns the paper's name, and where it comes from."""
    name = paper.name.in_locale(language())
    if paper.note:
        name = _("{paper} ({note})").format(paper=name, note=paper.note.in_locale(language()))
    where = paper.source.in_locale(language()) if paper.source else ""
    return (name, _("Where to get it: {office}").format(office=where)) if where else (name,)
