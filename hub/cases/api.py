from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract.cases import Accepted, CaseDetail, CaseList, CaseSearch, Submission, read_case_code
from contract.text import text
from hub.audit.services import record as audit
from hub.cases import handling, selectors, services
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.core.problems import Refused, refused_field
from hub.kiosks import rate_limits
from hub.kiosks.auth import kiosk_asking
from hub.kiosks.models import Kiosk
from hub.residents.selectors import find

router = Router(tags=["cases"])


@router.post("submissions", response=Accepted)
def submit(request: HttpRequest, submission: Submission) -> Accepted:
    """Hand in a submission. Sent again it gets the first answer; another one under its id gets 409."""
    return services.submit(submission, kiosk_asking(request), timezone.now())


@router.post("cases/search", response=CaseList)
def search(request: HttpRequest, wanted: CaseSearch) -> CaseList:
    """A person's cases by the number on the card, or one by its code and the last four of the number."""
    kiosk = kiosk_asking(request)
    if wanted.number:
        rate_limits.consume_lookup(kiosk, timezone.now())
        resident = find(wanted.number)
        audit(kiosk, "find cases", f"resident {resident.pk}" if resident else "resident unknown")
        return CaseList(cases=selectors.cases_of(resident) if resident else ())
    if wanted.code and wanted.last_four:
        _guess(kiosk, wanted.code, timezone.now())
        audit(kiosk, "find cases", f"case {read_case_code(wanted.code) or 'unknown'}")
        return CaseList(cases=selectors.case_if_theirs(wanted.code, wanted.last_four))
    raise refused_field("code", "required", text("Give a number, or a code and its last four."))


@router.post("cases/own", response=CaseDetail)
def read_own_case(request: HttpRequest, wanted: CaseSearch) -> CaseDetail:
    """A case with its answer and what is missing, for one who shows the number, or knows its last four; where there was
    no card, those of the telephone. Where there was neither, how it goes on, and no more."""
    kiosk, now = kiosk_asking(request), timezone.now()
    nobodys = selectors.case_of_nobody(wanted.code or "")
    if wanted.number:
        rate_limits.consume_lookup(kiosk, now)
    elif nobodys is None:
        _guess(kiosk, wanted.code or "", now)
    case = nobodys or _own(wanted)
    audit(kiosk, "read own case", f"case {case.code}")
    return selectors.detail(case) if nobodys else selectors.own_detail(case)


@router.post("cases/withdraw", response=CaseDetail)
def withdraw(request: HttpRequest, wanted: CaseSearch) -> CaseDetail:
    """The resident takes the case back, with the card on the reader."""
    if not wanted.number:
        raise refused_field("number", "required", text("The card is needed."))
    case = handling.withdraw(_own(wanted), Actor(kiosk=kiosk_asking(request)), timezone.now())
    return selectors.own_detail(case)


@router.get("cases/{code}", response=CaseDetail)
def read_case(request: HttpRequest, code: str) -> CaseDetail:
    """Returns how a case goes on, for anyone who knows the code: no personal data, nor what staff wrote to the
    resident."""
    case = selectors.find_by_code(code)
    if case is None:
        raise Refused(404, text("There is no case of this number."))
    return selectors.detail(case)


def _guess(kiosk: Kiosk, code: str, now: datetime) -> None:
    """Raises Refused."""
    rate_limits.consume_guess(kiosk, now)
    known = selectors.find_by_code(code)
    if known is not None:
        rate_limits.consume_guess_of(known.code, kiosk, now)


def _own(wanted: CaseSearch) -> Case:
    case = selectors.own_case(wanted)
    if case is None:
        raise Refused(404, text("There is no case of this number."))
    return case
