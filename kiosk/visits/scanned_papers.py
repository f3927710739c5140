"""A paper from the scanner beside the kiosk: what it drops into its folder while the resident waits on this page."""

import logging
from base64 import b64encode
from pathlib import Path
from uuid import UUID, uuid4

from contract.uploads import FilePiece, UploadPaper
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.hub_link.scanner_folder import FolderFault, ScannedFile, ScannerFolder
from kiosk.pages.kinds import Choice, MessagePage, Tone
from kiosk.pages.language import _, language
from kiosk.pages.wording import reason
from kiosk.visit import Visit

log = logging.getLogger(__name__)

_PIECE = 400_000  # bytes
_TRIES = 3  # of one piece, on a line that fails
_DONE = "done"


def scan_paper(visit: Visit, path: Path, upload: UUID, paper: UploadPaper) -> None:
    """Takes page after page of this paper until the resident says that it is all. Raises Back."""
    text, tone = _("Put the paper on the scanner beside this kiosk and press its button."), Tone.CALM
    try:
        folder = ScannerFolder(path)
        while True:
            file = _await(visit, folder, scan_page(paper, text, tone))
            if file is None:
                return
            text, tone = _take(visit, folder, file, upload, paper)
    except FolderFault as fault:
        log.error("the scanner's folder: %s", fault)
        words = _("The scanner cannot be used now. Please use your telephone, or bring the paper to the counter.")
        visit.tell(_("Scanner"), words, tone=Tone.TROUBLE)


def scan_page(paper: UploadPaper, text: str, tone: Tone) -> MessagePage:
    return MessagePage(paper.name.in_locale(language()), text=text, choices=(Choice(_DONE, _("Done")),), tone=tone)


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


def _take(visit: Visit, folder: ScannerFolder, file: ScannedFile, upload: UUID, paper: UploadPaper) -> tuple[str, Tone]:
    """Returns what became of it, in words. Raises FolderFault."""
    visit.wait_a_moment(_("Your paper is being read."))
    content = folder.take(file)
    if not content:
        return _("This file is too large. Please scan fewer pages at once, or with fewer dots."), Tone.TROUBLE
    try:
        send_file(visit.hub_link.hub, upload, paper.position, content)
    except HubRefused as refusal:
        return refusal_words(refusal), Tone.TROUBLE
    except HubAway as away:
        log.info("a scanned paper was not sent: %s", away)
        return _("The connection is interrupted. Please scan the paper again."), Tone.TROUBLE
    return _("It has been received. Scan the next page, or go on."), Tone.GOOD


def refusal_words(refusal: HubRefused) -> str:
    """Returns why the hub does not take a file."""
    reasons = [error.message.in_locale(language()) for error in refusal.problem.errors]
    return "\n".join(reasons) or reason(refusal.problem) or _("This file cannot be taken.")


def send_file(hub: HubClient, upload: UUID, position: int, content: bytes) -> None:
    """In pieces; one whose answer was lost goes on where the hub stands. Raises HubAway, HubRefused."""
    file, offset, failed = uuid4(), 0, 0
    while True:
        part = b64encode(content[offset : offset + _PIECE]).decode()
        piece = FilePiece(file=file, position=position, size=len(content), offset=offset, content=part)
        try:
            received = hub.send_piece(upload, piece)
        except HubAway:
            failed += 1
            if failed == _TRIES:
                raise
            continue
        if received.done:
            return
        offset, failed = received.offset, 0
