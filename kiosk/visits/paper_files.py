"""The files of papers that the kiosk itself takes, from a scanner or a stick: each goes to the hub while the resident
goes on, and with a submission where it has not arrived by then."""

import logging
from dataclasses import dataclass, field
from uuid import UUID

from contract.uploads import KeptPiece
from kiosk.hub_link.connection import HubRefused
from kiosk.hub_link.paper_file import PaperFile
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Tone
from kiosk.pages.wording import reason
from kiosk.visit import Visit

log = logging.getLogger(__name__)

_SECONDS = 0.8  # that a resident waits for a file to arrive; it goes on its way meanwhile
_VERDICT_SECONDS = 1.2  # more, where it is nearly there: whether it can be read is worth them
_WITHOUT_CASE_SECONDS = 60.0  # where nothing follows later, as for the papers that a case lacks
_MOST = 60_000_000  # bytes that one visit keeps here


@dataclass(slots=True)
class PaperFiles:
    """The files of one visit. `may_follow`: what has not arrived goes with a submission."""

    may_follow: bool = True
    files: list[PaperFile] = field(default_factory=list)

    def count_waiting(self, position: int) -> int:
        """Returns how many files of this paper have not arrived."""
        return sum(file.position == position and not file.has_arrived for file in self.files)

    def has_room_for(self, size: int, visit: Visit) -> bool:
        total = size + sum(file.size for file in self.files if not file.has_arrived)
        return total <= _MOST and visit.hub_link.disk.has_room_for(total)

    def stop_sending(self) -> None:
        """Leaves the line to what the resident waits for: what has not arrived goes with the submission."""
        for file in self.files:
            file.stop()

    def list_rest(self) -> list[tuple[KeptPiece, ...]]:
        """Returns the pieces of each file that has not arrived whole."""
        return [pieces for file in self.files if (pieces := file.list_rest())]


@dataclass(frozen=True, slots=True)
class PaperWay:
    """Where the files of a paper go. `upload`: the visit's; `position`: of the paper."""

    upload: UUID
    files: PaperFiles
    position: int

    def send(self, visit: Visit, content: bytes) -> tuple[str, Tone]:
        """Sends a file; returns the outcome in words."""
        if self.files.may_follow and not self.files.has_room_for(len(content), visit):
            return _("No more papers can be kept here. Please bring the rest to the counter."), Tone.TROUBLE
        visit.wait_a_moment(_("Your paper is being read."))
        file = PaperFile(self.upload, self.position, content)
        file.start(visit.hub_link.hub.unattended())
        try:
            has_arrived = file.wait(_SECONDS if self.files.may_follow else _WITHOUT_CASE_SECONDS)
            has_arrived = has_arrived or (file.is_at_last_piece and file.wait(_VERDICT_SECONDS))
        except HubRefused as refusal:
            return _refusal_words(refusal), Tone.TROUBLE
        if not (has_arrived or self.files.may_follow):
            return _("The connection is interrupted. Please try this paper again."), Tone.TROUBLE
        if not has_arrived:
            visit.hub_link.hub.count_vain_wait(_SECONDS)
        self.files.files.append(file)
        return _("It has been received.") if has_arrived else _(
            "It is kept here and goes with your application."
        ), Tone.GOOD


def _refusal_words(refusal: HubRefused) -> str:
    reasons = [error.message.in_locale(language()) for error in refusal.problem.errors]
    return "\n".join(reasons) or reason(refusal.problem) or _("This file cannot be taken.")
