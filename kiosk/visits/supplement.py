"""The papers that a case lacks, from the resident's telephone: with the last of them the case goes on."""

from functools import partial

from contract.cases import CaseDetail, CaseSearch
from contract.people import Person
from kiosk.hub_link.connection import HubRefused
from kiosk.pages.kinds import OutcomePage
from kiosk.pages.language import _
from kiosk.pages.next_step import after_supplement
from kiosk.pages.page_parts import Choice
from kiosk.visit import Visit
from kiosk.visits.paper_files import PaperFiles
from kiosk.visits.papers import Open, PhoneUpload, can_take_papers, end_upload, open_for_case, take_papers


class SupplementUpload:
    """What one case lacks, on the pages of this visit. `holder`: whose card lies here."""

    def __init__(self, visit: Visit, case: CaseDetail, search: CaseSearch, holder: Person | None = None) -> None:
        self._visit, self._holder = visit, holder
        self._upload = PhoneUpload(files_here=PaperFiles(may_follow=False))
        self._open: Open = partial(open_for_case, search.model_copy(update={"code": case.code}))
        self.is_possible = bool(case.missing) and can_take_papers(visit, self._upload, self._open)

    def take(self) -> CaseDetail | None:
        """Shows the QR until something has come, and hands it in; returns None where the hub takes nothing any more.
        Raises Back."""
        while take_papers(self._visit, self._upload, self._open, _("Hand in"), self._holder):
            self._visit.wait_a_moment()
            try:
                case = self._visit.hub_link.hub.hand_in_papers(self._upload.id)
            except HubRefused as refusal:
                if refusal.problem.status != 422:
                    raise
                text = _("Please photograph at least one of the papers first.")
                self._visit.tell(_("No page has come yet"), text)
                continue
            self._visit.ask(supplement_page(case))
            return case
        return None

    def end(self) -> None:
        end_upload(self._visit, self._upload)


def supplement_page(case: CaseDetail) -> OutcomePage:
    step = after_supplement(case)
    return OutcomePage(
        _("Your papers have been received"),
        text=step.words,
        steps=step.rows(),
        code_label=_("Case number"),
        code=case.code,
        choices=(Choice("", _("Continue")),),
        back=False,
        cancel=False,
    )
