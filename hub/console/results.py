"""The result of a case on paper, as staff print it: at a window against the card, or to post it."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from contract.cases import CaseState
from contract.numbers import mask_text
from hub.audit.services import record
from hub.cases import access
from hub.cases.models import Case
from hub.certificates.content import CertificateContent
from hub.certificates.models import Certificate
from hub.certificates.signed_papers import read_paper
from hub.console.frame import page, report_outcome
from hub.staff.scopes import Action


@dataclass(frozen=True, slots=True)
class ResultOnPaper:
    title: str
    way: str
    address: str
    handed_out: bool


def find_result(case: Case, revealed: bool) -> ResultOnPaper | None:
    """Returns the case's result as its page shows it: the address masked unless `revealed`."""
    row = Certificate.objects.filter(case=case).first()
    if row is None or row.content is None:
        return None
    title = CertificateContent.model_validate(row.content).title
    address = row.address or ""
    return ResultOnPaper(
        title, row.get_way_display(), address if revealed else mask_text(address), case.state == CaseState.DELIVERED
    )


@page(Action.READ_CASES, post=True)
def print_result(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Returns the signed PDF, which is kept on record; handing it out is a move of the case."""
    case = access.case_for(user, code, Action.READ_CASES)
    access.record_opening(user, case)
    pdf = None
    with report_outcome(request):
        pdf = read_paper(case, timezone.now())
    if pdf is None:
        return redirect("console:case", case.code)
    record(user, "take result's pages", f"case {case.code}")
    name = f'inline; filename="{case.code}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})
