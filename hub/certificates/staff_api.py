"""Results of cases, as staff make them out."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract.certificates import ResultState
from hub.cases import access
from hub.cases.actors import Actor
from hub.certificates import issuing
from hub.certificates.content import ResultContent
from hub.staff.auth import StaffSession, staff_asking
from hub.staff.scopes import Action

router = Router(tags=["casework"], auth=StaffSession())


@router.post("casework/{code}/result", response=ResultState)
def issue(request: HttpRequest, code: str, content: ResultContent) -> ResultState:
    """Makes out what the resident of a decided case gets: a signed paper, or something that is collected or posted."""
    user = staff_asking(request, Action.WORK_CASES)
    case = access.case_for(user, code, Action.WORK_CASES)
    if not access.may_work(user, case):
        raise PermissionDenied
    issuing.issue_by_staff(case, content, Actor(staff=user), timezone.now())
    case.refresh_from_db()
    return issuing.get_state(case)
