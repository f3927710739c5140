"""A paper from the scanner beside the kiosk: what it drops into its folder while the resident waits on this page."""

import logging
from pathlib import Path

from contract.uploads import UploadPaper
from kiosk.hub_link.scanner_folder import FolderFault, ScannedFile, ScannerFolder
from kiosk.pages.kinds import MessagePage
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, Tone
from kiosk.visit import Visit
from kiosk.visits.paper_files import PaperWay

log = logging.getLogger(__name__)

_DONE = "done"


def scan_paper(visit: Visit, path: Path, paper: UploadPaper, way: PaperWay) -> None:
    """Takes page after page of this paper until the resident says that it is all. Raises Back."""
    text, tone = _("Put the paper on the scanner beside this kiosk and press its button."), Tone.CALM
    try:
        folder = ScannerFolder(path)
        while True:
            file = _await(visit, folder, scan_page(paper, text, tone))
            if file is None:
                return
            text, tone = _take(visit, folder, file, way)
    except FolderFault as fault:
        log.error("the scanner's folder: %s", fault)
        words = _("The scanner cannot be used now. Please use your telephone, or bring the paper to the counter.")
        visit.tell(_("Scanner"), words, tone=Tone.TROUBLE)


def scan_page(paper: UploadPaper, text: str, tone: Tone) -> MessagePage:
    return MessagePage(
        paper.name.in_locale(language()),
        text=text,
        choices=(Choice(_DONE, _("Done")),),
        tone=tone,
        device="paper_scanner",
    )


def _await(visit: Visit, folder: ScannerFolder, page: MessagePage) -> ScannedFile | None:
    """Returns None where the resident says that it is all."""
    files: list[ScannedFile] = []

    def look() -> str | None:
        file = folder.find()
        if file is None:
            return None
        files.append(file)
        return ""

    visit.ask(page, until=look)
    return files[0] if files else None


def _take(visit: Visit, folder: ScannerFolder, file: ScannedFile, way: PaperWay) -> tuple[str, Tone]:
    """Takes a file and sends it; returns the outcome in words. Raises FolderFault."""
    content = folder.take(file)
    if not content:
        return _("This file is too large. Please scan fewer pages at once, or with fewer dots."), Tone.TROUBLE
    words, tone = way.send(visit, content)
    return "\n".join((words, _("Scan the next page, or go on.")) if tone is Tone.GOOD else (words,)), tone
