from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from contract.cases import (
    SIGNATURE_WANTED,
    Accepted,
    CaseDetail,
    CaseList,
    CaseSearch,
    ComplaintGiven,
    OwnComplaint,
    ReceiptCopy,
    Submission,
    read_case_code,
)
from contract.text import text
from hub.audit.services import record as audit
from hub.cases import complaints, handling, selectors, services
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.cases.own_complaints import own_view
from hub.core.problems import refused_field
from hub.kiosks import rate_limits
from hub.kiosks.auth import kiosk_asking
from hub.kiosks.gate import Claim, Proof, find_own, get_own
from hub.kiosks.models import Kiosk
from hub.residents.selectors import find

router = Router(tags=["cases"])


@router.post("submissions", response=Accepted)
def submit(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Hands in a submission. Sent again it gets the first answer; another one under its id gets 409.

    The receipt's signature is told to those who ask for it by the header `Want-Receipt-Signature`.
    """
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_write(kiosk, now)
    accepted = services.submit(submission, kiosk, now)
    left_out = set() if request.headers.get(SIGNATURE_WANTED) else {"signature"}
    return HttpResponse(accepted.model_dump_json(exclude=left_out), content_type="application/json")


@router.post("cases/search", response=CaseList)
def search(request: HttpRequest, query: CaseSearch) -> CaseList:
    """Returns a person's cases by the number on the card, or one by its code and the last four of the number."""
    kiosk = kiosk_asking(request)
    if query.number:
        rate_limits.consume_lookup(kiosk, timezone.now())
        resident = find(query.number)
        audit(kiosk, "find cases", f"resident {resident.pk}" if resident else "resident unknown")
        return CaseList(cases=selectors.cases_of(resident) if resident else ())
    if query.code and query.last_four:
        case = find_own(_claim(query, "find cases"), lambda: selectors.case_if_theirs(query), kiosk, timezone.now())
        return CaseList(cases=selectors.summaries([case] if case else []))
    raise refused_field("code", "required", text("Give a number, or a code and its last four."))


@router.post("cases/own", response=CaseDetail)
def read_own_case(request: HttpRequest, query: CaseSearch) -> CaseDetail:
    """Returns a case with its answer and what is missing, for one who shows the number, or knows its last four; where
    there was no card, those of the telephone. Where there was neither, how it goes on, and no more."""
    case = _own(query, "read own case", kiosk_asking(request))
    return selectors.detail(case) if selectors.is_of_nobody(case) else selectors.own_detail(case)


@router.post("cases/receipt", response=ReceiptCopy)
def copy_receipt(request: HttpRequest, query: CaseSearch) -> ReceiptCopy:
    """Returns what the receipt of the resident's own case said, to be printed again on the same day."""
    return services.copy_receipt(_own(query, "print receipt again", kiosk_asking(request)), timezone.now())


@router.post("cases/withdraw", response=CaseDetail)
def withdraw(request: HttpRequest, query: CaseSearch) -> CaseDetail:
    """Takes the resident's own case back, with the card on the reader."""
    if not query.number:
        raise refused_field("number", "required", text("The card is needed."))
    kiosk = kiosk_asking(request)
    case = handling.withdraw(_own(query, "withdraw own case", kiosk), Actor(kiosk=kiosk), timezone.now())
    return selectors.own_detail(case)


@router.post("cases/complaints", response=OwnComplaint)
def complain(request: HttpRequest, body: ComplaintGiven) -> OwnComplaint:
    """Keeps a complaint about the resident's own case, for somebody who has no part in it. The same again is the first
    one."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_write(kiosk, now)
    query = CaseSearch(code=body.code, number=body.number, last_four=body.last_four)
    case = _own(query, "complain of own case", kiosk)
    return own_view(complaints.complain(case, body.id, body.text, kiosk, now))


@router.get("cases/{code}", response=CaseDetail)
def read_case(request: HttpRequest, code: str) -> CaseDetail:
    """Returns how a case goes on, for anyone who knows the code: no personal data, nor what staff wrote to the
    resident."""
    claim = Claim("case", read_case_code(code) or "", Proof.CODE, "read case's state", recorded=False)
    case = get_own(claim, lambda: selectors.find_by_code(code), kiosk_asking(request), timezone.now())
    return selectors.detail(case)


def _own(query: CaseSearch, action: str, kiosk: Kiosk) -> Case:
    """Returns the resident's own case. Raises Refused."""
    now = timezone.now()
    if query.number:
        rate_limits.consume_lookup(kiosk, now)
    return get_own(_claim(query, action), lambda: selectors.own_case(query), kiosk, now)


def _claim(query: CaseSearch, action: str) -> Claim:
    proof = Proof.NUMBER if query.number else Proof.LAST_FOUR
    return Claim("case", read_case_code(query.code or "") or "", proof, action)
