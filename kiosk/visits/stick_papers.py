"""A paper from the resident's USB stick, where a technician has allowed that: they choose the files."""

import logging
from contextlib import suppress
from pathlib import Path

from contract.numbers import mask_numbers
from contract.uploads import UploadPaper
from kiosk.diagnostics.usb_storage import sticks, usb_storage_allowed
from kiosk.hub_link.usb_stick import StickFault, StickFile, list_papers, read_paper
from kiosk.pages.kinds import ListPage, MessagePage
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.pages.ui import Back
from kiosk.visit import Visit
from kiosk.visits.paper_files import PaperWay

log = logging.getLogger(__name__)

_DONE = "done"


def take_from_stick(visit: Visit, paper: UploadPaper, way: PaperWay) -> None:
    """Takes file after file until the resident says that it is all. Raises Back."""
    title = paper.name.in_locale(language())
    with usb_storage_allowed():
        roots = _await_stick(visit, title)
        if not roots:
            return
        try:
            with suppress(Back):
                _choose_files(visit, roots, paper, way)
        except StickFault as fault:
            log.info("a stick cannot be read: %s", fault)
            words = _("Your USB stick cannot be read. Plug it in again, or use your telephone.")
            visit.tell(title, words, tone=Tone.TROUBLE)
            return
    visit.tell(title, _("Please take your USB stick with you."))


def _await_stick(visit: Visit, title: str) -> list[Path]:
    """Returns where it is mounted; empty where the resident does without. Raises Back."""
    text = _(
        "Plug your USB stick in. Only the names of pictures and PDF files are looked at; nothing is written on it."
    )
    page = MessagePage(title, text=text, choices=(Choice(_DONE, _("Do without")),))
    if sticks() or visit.ask(page, until=lambda: "" if sticks() else None) == "":
        return sticks()
    return []


def _choose_files(visit: Visit, roots: list[Path], paper: UploadPaper, way: PaperWay) -> None:
    """Raises StickFault, Back."""
    while True:
        files = {str(at): pair for at, pair in enumerate(list_papers(roots))}
        key = visit.ask(files_page(paper, {at: file for at, (_root, file) in files.items()}))
        if key == _DONE:
            return
        words, tone = _take(visit, *files[key], way)
        visit.tell(paper.name.in_locale(language()), words, tone=tone)


def files_page(paper: UploadPaper, files: dict[str, StickFile]) -> ListPage:
    rows = [
        ListRow(mask_numbers(file.name), mask_numbers(file.folder), badge=_size(file.size), key=key)
        for key, file in files.items()
    ]
    done = ListRow(_("That is all"), "", key=_DONE)
    empty = _("No picture or PDF file was found on the stick.")
    title = _("Which file is it: {paper}?").format(paper=paper.name.in_locale(language()))
    return ListPage(title, (done, *rows) if rows else (ListRow(empty, _("Go on without"), key=_DONE),))


def _size(size: int) -> str:
    return _("{count} MB").format(count=round(max(size / 1_000_000, 0.1), 1))


def _take(visit: Visit, root: Path, file: StickFile, way: PaperWay) -> tuple[str, Tone]:
    """Takes a file and sends it; returns the outcome in words. Raises StickFault."""
    content = read_paper(root, file)
    if not content:
        return _("This file is empty, or has more than 20 MB."), Tone.TROUBLE
    return way.send(visit, content)
