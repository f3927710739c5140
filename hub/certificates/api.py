import base64

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract.cases import CaseSearch, read_case_code
from contract.certificates import ResultChoice, ResultPages, ResultSearch, ResultStage, ResultState
from contract.text import text
from hub.cases import selectors
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.certificates import issuing, signed_papers
from hub.core.problems import RequestRefused
from hub.kiosks import rate_limits
from hub.kiosks.auth import kiosk_asking
from hub.kiosks.gate import Claim, Proof, get_own

router = Router(tags=["certificates"])


@router.post("certificates/own", response=ResultState)
def read_state(request: HttpRequest, query: ResultSearch) -> ResultState:
    """Returns how the result of the resident's own case stands, with the card on the reader; 404 where there is none
    to be had on paper."""
    return _state(_own(request, query, "look at result"))


@router.post("certificates/choose", response=ResultState)
def choose(request: HttpRequest, choice: ResultChoice) -> ResultState:
    """Keeps how the resident will have the result. The same again changes nothing."""
    case = _own(request, choice, "choose result's way")
    issuing.choose(case, choice.way, choice.address, Actor(kiosk=kiosk_asking(request)), timezone.now())
    return _state(case)


@router.post("certificates/pages", response=ResultPages)
def read_pages(request: HttpRequest, query: ResultSearch) -> ResultPages:
    """Returns the signed PDF, to be printed while the card lies on the reader; the same each time."""
    case = _own(request, query, "take result's pages")
    if _state(case).stage is ResultStage.HANDED_OUT:
        raise RequestRefused(409, text("The result has been handed out already."))
    return ResultPages(pdf=base64.b64encode(signed_papers.read_paper(case, timezone.now())).decode())


@router.post("certificates/printed", response=ResultState)
def record_printed(request: HttpRequest, query: ResultSearch) -> ResultState:
    """Record that the pages are on paper, whole. Sent again it changes nothing."""
    case = _own(request, query, "print result")
    issuing.hand_out(case, Actor(kiosk=kiosk_asking(request)), timezone.now())
    return _state(case)


def _own(request: HttpRequest, query: ResultSearch, action: str) -> Case:
    """Returns the resident's own case. Raises Refused."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_lookup(kiosk, now)
    claim = Claim("case", read_case_code(query.code) or "", Proof.NUMBER, action)
    search = CaseSearch(code=query.code, number=query.number)
    return get_own(claim, lambda: selectors.own_case(search), kiosk, now)


def _state(case: Case) -> ResultState:
    """Returns the result's state. Raises Refused."""
    case.refresh_from_db(fields=["state"])
    return issuing.get_state(case)
