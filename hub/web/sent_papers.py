"""What this browser has sent of the papers that its case lacks, and not handed in yet."""

from django.http import HttpRequest

from contract.cases import CaseState
from contract.uploads import UploadPaper
from hub.cases.models import Case, Supplement
from hub.files.models import UploadSession
from hub.files.sessions import find_supplement, has_address, missing_papers
from hub.registers.licences import list_licensed_papers
from hub.web.logged_in import find_logged_in
from hub.web.passes import UPLOAD, find_pass
from languages.registry import DEFAULT


def find_upload(request: HttpRequest, case: Case) -> UploadSession | None:
    """Returns what this browser opened for the case, and has not handed in."""
    key = find_pass(request, UPLOAD)
    if key is None:
        return None
    return UploadSession.objects.filter(pk=key, supplement__case=case, case=None).first()


def count_sent(request: HttpRequest, case: Case) -> int:
    """Returns how many pages have come."""
    upload = find_upload(request, case)
    return upload.pages.count() if upload else 0


def list_licences(request: HttpRequest, case: Case) -> list[UploadPaper]:
    """Returns the papers that the case lacks and the licence service can give to the applicant, who logged in here."""
    resident = find_logged_in(request)
    if resident is None or resident.pk != case.resident_id or not may_send(case):
        return []
    sent = find_upload(request, case)
    has_come = set(sent.pages.values_list("position", flat=True)) if sent else set()
    licensed = list_licensed_papers()
    missing = [(at, row) for at, row in enumerate(missing_papers(find_supplement(case))) if not row.received_at]
    return [
        UploadPaper(position=at, name=row.name, pages=0, licence=True)
        for at, row in missing
        if at not in has_come and row.name.in_locale(DEFAULT) in licensed
    ]


def may_send(case: Case) -> bool:
    waits = case.state == CaseState.SUPPLEMENT_WANTED
    return waits and has_address() and Supplement.objects.filter(case=case, complete_at=None).exists()
