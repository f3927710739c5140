"""The result of a case, as staff make it out, print it at a window against the card, or post it."""

import re
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.cases import CaseState
from contract.numbers import mask_text
from contract.text import text
from hub.audit.services import record
from hub.cases import access
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.certificates.content import CertificateContent, CertificateRow, ResultContent
from hub.certificates.issuing import issue_by_staff
from hub.certificates.models import Certificate
from hub.certificates.signed_papers import read_paper
from hub.console.frame import page, report_outcome
from hub.core.problems import refused_field
from hub.staff.scopes import Action

_COLON = re.compile("[:：]")


@dataclass(frozen=True, slots=True)
class ResultOnPaper:
    title: str
    way: str
    address: str
    handed_out: bool
    made_elsewhere: bool


def find_result(case: Case, revealed: bool) -> ResultOnPaper | None:
    """Returns the case's result as its page shows it: the address masked unless `revealed`."""
    row = Certificate.objects.filter(case=case).first()
    if row is None or row.content is None:
        return None
    content = CertificateContent.model_validate(row.content)
    address = row.address or ""
    return ResultOnPaper(
        content.title,
        row.get_way_display(),
        address if revealed else mask_text(address),
        case.state == CaseState.DELIVERED,
        content.made_elsewhere,
    )


def may_issue(user: User, case: Case) -> bool:
    """Returns whether the user may make out the result now; of a case without a card nobody may."""
    return case.state == CaseState.DECIDED and case.applicant is not None and access.may_work(user, case)


@page(Action.WORK_CASES, post=True)
def issue_result(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Makes out the result, each row of the paper written as `label: value` in a line."""
    case = access.case_for(user, code, Action.WORK_CASES)
    if not access.may_work(user, case):
        raise PermissionDenied
    with report_outcome(request, _("The result is made out. The resident can have it now.")):
        issue_by_staff(case, _content(request.POST), Actor(staff=user), timezone.now())
    return redirect("console:case", case.code)


def _content(sent: QueryDict) -> ResultContent:
    """Raises Refused."""
    rows = (_COLON.split(line, 1) for line in sent.get("rows", "").splitlines() if line.strip())
    content = {
        "title": sent.get("title", "").strip(),
        "rows": [CertificateRow(label=first.strip(), value="".join(rest).strip()) for first, *rest in rows],
        "statement": sent.get("statement", "").strip(),
        "valid_until": sent.get("valid_until") or None,
        "made_elsewhere": "made_elsewhere" in sent,
    }
    if not (content["rows"] or content["statement"] or content["made_elsewhere"]):
        raise refused_field("statement", "required", text("Write what the paper says."))
    return ResultContent.model_validate(content)


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
