"""A paper from the scanner beside the kiosk: what it drops into its folder while the resident waits on this page."""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from contract.uploads import KeptPiece, UploadPaper
from kiosk.hub_link.connection import HubRefused
from kiosk.hub_link.paper_file import PaperFile
from kiosk.hub_link.scanner_folder import FolderFault, ScannedFile, ScannerFolder
from kiosk.pages.kinds import Choice, MessagePage, Tone
from kiosk.pages.language import _, language
from kiosk.pages.wording import reason
from kiosk.visit import Visit

log = logging.getLogger(__name__)

_SECONDS = 2.0  # that a resident waits for a paper to arrive; it goes on its way meanwhile
_WITHOUT_CASE_SECONDS = 60.0  # where nothing follows later, as for the papers that a case lacks
_MOST = 60_000_000  # bytes that one visit keeps here
_DONE = "done"


@dataclass(slots=True)
class ScannedPapers:
    """The files from the scanner in one visit. `may_follow`: what has not arrived goes with a submission."""

    may_follow: bool = True
    files: list[PaperFile] = field(default_factory=list)

    def count_kept(self, position: int) -> int:
        """Returns how many files of this paper have not arrived."""
        return sum(file.position == position and not file.has_arrived for file in self.files)

    def has_room_for(self, size: int, visit: Visit) -> bool:
        total = size + sum(file.size for file in self.files if not file.has_arrived)
        return total <= _MOST and visit.hub_link.disk.has_room_for(total)

    def list_rest(self) -> list[tuple[KeptPiece, ...]]:
        """Returns the pieces of each file that has not arrived whole."""
        return [pieces for file in self.files if (pieces := file.list_rest())]


def scan_paper(visit: Visit, path: Path, upload: UUID, scanned: ScannedPapers, paper: UploadPaper) -> None:
    """Takes page after page of this paper until the resident says that it is all. Raises Back."""
    text, tone = _("Put the paper on the scanner beside this kiosk and press its button."), Tone.CALM
    try:
        folder = ScannerFolder(path)
        while True:
            file = _await(visit, folder, scan_page(paper, text, tone))
            if file is None:
                return
            text, tone = _take(visit, folder, file, PaperWay(upload, scanned, paper.position))
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


@dataclass(frozen=True, slots=True)
class PaperWay:
    """Where a scanned file goes."""

    upload: UUID
    scanned: ScannedPapers
    position: int


def _take(visit: Visit, folder: ScannerFolder, file: ScannedFile, way: PaperWay) -> tuple[str, Tone]:
    """Takes a file and sends it; returns the outcome in words. Raises FolderFault."""
    visit.wait_a_moment(_("Your paper is being read."))
    content = folder.take(file)
    if not content:
        return _("This file is too large. Please scan fewer pages at once, or with fewer dots."), Tone.TROUBLE
    if way.scanned.may_follow and not way.scanned.has_room_for(len(content), visit):
        return _("No more papers can be kept here. Please bring the rest to the counter."), Tone.TROUBLE
    return _send(visit, PaperFile(way.upload, way.position, content), way.scanned)


def _send(visit: Visit, paper: PaperFile, scanned: ScannedPapers) -> tuple[str, Tone]:
    """Sends a file; returns the outcome in words."""
    paper.start(visit.hub_link.hub.unattended())
    try:
        has_arrived = paper.wait(_SECONDS if scanned.may_follow else _WITHOUT_CASE_SECONDS)
    except HubRefused as refusal:
        return _refused(refusal), Tone.TROUBLE
    if has_arrived or scanned.may_follow:
        scanned.files.append(paper)
    if has_arrived:
        return _("It has been received. Scan the next page, or go on."), Tone.GOOD
    if scanned.may_follow:
        return _("It is kept here and goes with your application. Scan the next page, or go on."), Tone.GOOD
    return _("The connection is interrupted. Please scan the paper again."), Tone.TROUBLE


def _refused(refusal: HubRefused) -> str:
    reasons = [error.message.in_locale(language()) for error in refusal.problem.errors]
    return "\n".join(reasons) or reason(refusal.problem) or _("This file cannot be taken.")
