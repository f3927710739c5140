"""Cases, for staff."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router

from contract import casework as w
from contract.cases import Accepted, Submission
from contract.text import text
from hub.cases import access, clocks, colleagues, entitlements, files, handling, supplements, tasks, worklists
from hub.cases.actors import Actor
from hub.cases.models import Case, MissingPaper
from hub.cases.services import submit_at_counter
from hub.catalogue.models import Area, Department
from hub.core.problems import refused_field
from hub.kiosks.office_hours import last_office_day
from hub.staff.auth import StaffSession, staff_asking
from hub.staff.scopes import Action, areas_of

router = Router(tags=["casework"], auth=StaffSession())


@router.post("casework/submissions", response=Accepted)
def submit(request: HttpRequest, submission: Submission, area: str, by_phone: bool = False) -> Accepted:
    """Takes a resident's matter in at a window in `area`, or by phone. Who does is its first contact."""
    user = staff_asking(request, Action.ACCEPT_CASES)
    place = areas_of(user).filter(code=area).first()
    if place is None:
        raise Http404
    return submit_at_counter(submission, user, place, by_phone, timezone.now())


@router.get("casework/list/{which}", response=w.WorkList)
def list_cases(request: HttpRequest, which: worklists.Which, after: str = "") -> w.WorkList:
    """List open cases, the nearest limit first."""
    user = staff_asking(request, Action.READ_CASES)
    return worklists.worklist(user, which, last_office_day(timezone.now()), after)


@router.get("casework/counts", response=w.WorkCounts)
def count_cases(request: HttpRequest) -> w.WorkCounts:
    """Returns how many cases one answers for, and how many went up to one because they are overdue."""
    return worklists.counts(staff_asking(request, Action.READ_CASES))


@router.get("casework/{code}", response=w.CaseFile)
def read(request: HttpRequest, code: str) -> w.CaseFile:
    """Returns a case with all that is in it. The reading is kept on record."""
    user, case = _case(request, code, Action.READ_CASES)
    access.record_opening(user, case)
    return files.case_file(case, last_office_day(timezone.now()))


@router.post("casework/{code}/move", response=w.WorkRow)
def move(request: HttpRequest, code: str, body: w.MoveWanted) -> w.WorkRow:
    """Moves the case on. What may not follow is 409."""
    user, case = _work(request, code)
    handling.carry_out(case, body.move, body.words, Actor(staff=user), timezone.now(), body.entitlement)
    return _row(case)


@router.post("casework/{code}/entitlement", response=w.EntitlementView)
def grant_entitlement(request: HttpRequest, code: str, body: w.EntitlementDates) -> w.EntitlementView:
    """Records what a case that is decided entitles to, where that was not said with the decision."""
    user, case = _work(request, code)
    return entitlements.view(entitlements.grant(case, body, Actor(staff=user), timezone.now()))


@router.post("casework/entitlements/{entitlement_id}/end", response=w.EntitlementView)
def end_entitlement(request: HttpRequest, entitlement_id: int, body: w.EntitlementEnd) -> w.EntitlementView:
    """Ends an entitlement early, with the reason. One that has ended is 409."""
    user = staff_asking(request, Action.WORK_CASES)
    row = entitlements.get_to_end(user, entitlement_id)
    return entitlements.view(entitlements.end(row, body, Actor(staff=user), timezone.now()))


@router.post("casework/{code}/supplement", response=w.WorkRow)
def want_supplement(request: HttpRequest, code: str, body: w.SupplementWanted) -> w.WorkRow:
    """Tells the resident everything that is missing, once."""
    user, case = _work(request, code)
    supplements.want(case, body.papers, Actor(staff=user), timezone.now())
    return _row(case)


@router.post("casework/{code}/papers", response=w.WorkRow)
def receive_papers(request: HttpRequest, code: str, received: w.PapersReceived) -> w.WorkRow:
    """Papers came in: at a window too."""
    user, case = _take_in(request, code)
    papers = MissingPaper.objects.filter(pk__in=[pk for pk in received.papers if 0 < pk < 2**63], supplement__case=case)
    supplements.receive(case, list(papers), Actor(staff=user), timezone.now())
    return _row(case)


@router.post("casework/{code}/notice", response=w.WorkRow)
def begin_notice(request: HttpRequest, code: str, body: w.NoticePeriod) -> w.WorkRow:
    """Starts the public notice of the item's workflow, until a day; the limits stand still."""
    user, case = _work(request, code)
    clocks.begin_notice(case, Actor(staff=user), timezone.now(), body.until)
    return _row(case)


@router.post("casework/{code}/hand-on", response=w.WorkRow)
def hand_on(request: HttpRequest, code: str, body: w.HandOn) -> w.WorkRow:
    """Hand the case to somebody who serves its department and may read it."""
    user, case = _case(request, code, Action.READ_CASES)
    to = colleagues.receiver(user, case, body.to)
    handling.hand_on(case, to, Actor(staff=user), timezone.now(), body.note)
    return _row(case)


@router.post("casework/{code}/hand-over", response=w.WorkRow)
def hand_over(request: HttpRequest, code: str, body: w.HandOver) -> w.WorkRow:
    """Transfer a case that was taken in here to its own area."""
    user, case = _take_in(request, code)
    area = Area.objects.filter(code=body.area).first()
    if area is None:
        raise refused_field("area", "unknown_area", text("There is no such area."))
    handling.hand_over(case, area, Actor(staff=user), timezone.now())
    return _row(case)


@router.post("casework/{code}/tasks", response=w.TaskView)
def ask_department(request: HttpRequest, code: str, body: w.TaskWanted) -> w.TaskView:
    """Asks another department for its part."""
    user, case = _work(request, code)
    department = Department.objects.filter(code=body.department).first()
    if department is None:
        raise refused_field("department", "unknown_department", text("There is no such department."))
    task = tasks.ask_department(case, department, body.name, Actor(staff=user), timezone.now(), body.due_by)
    return files.task_view(task)


@router.post("casework/{code}/tasks/{task_id}/assign", response=w.TaskView)
def assign_task(request: HttpRequest, code: str, task_id: int, body: w.TaskFor) -> w.TaskView:
    """Assigns a department's part to one of its staff. Of a confidential case, nobody else there opens it then."""
    user, case = _case(request, code, Action.WORK_CASES)
    task = access.task_for(user, case, task_id)
    to = colleagues.assignee(user, task, body.to)
    return files.task_view(tasks.assign(task, to, Actor(staff=user), timezone.now()))


@router.post("casework/{code}/tasks/{task_id}/done", response=w.TaskView)
def finish_task(request: HttpRequest, code: str, task_id: int, body: w.TaskDone) -> w.TaskView:
    """Record that one's own department's part is done."""
    user, case = _case(request, code, Action.WORK_CASES)
    task = access.task_for(user, case, task_id)
    if not access.may_do(user, task):
        raise PermissionDenied
    return files.task_view(tasks.finish(task, body.finding, Actor(staff=user), timezone.now()))


@router.post("casework/{code}/tasks/{task_id}/leave-out", response=w.TaskView)
def leave_out_task(request: HttpRequest, code: str, task_id: int, body: w.StepLeftOut) -> w.TaskView:
    """Leaves out a step of the case's own department, with the reason: a head's decision. Another's is 409."""
    user, case = _work(request, code)
    if not access.may_leave_out(user, case):
        raise PermissionDenied
    task = case.tasks.filter(pk=task_id).first() if 0 < task_id < 2**63 else None
    if task is None:
        raise Http404
    return files.task_view(tasks.leave_out(task, body.reason, Actor(staff=user), timezone.now()))


def _case(request: HttpRequest, code: str, action: Action) -> tuple[User, Case]:
    user = staff_asking(request, action)
    return user, access.case_for(user, code, action)


def _work(request: HttpRequest, code: str) -> tuple[User, Case]:
    """Returns the user and the case, for one who works on it."""
    user, case = _case(request, code, Action.WORK_CASES)
    if not access.may_work(user, case):
        raise PermissionDenied
    return user, case


def _take_in(request: HttpRequest, code: str) -> tuple[User, Case]:
    """Returns the user and the case, for one who works on it, and for the counters."""
    user, case = _case(request, code, Action.READ_CASES)
    if not access.may_take_in(user, case):
        raise PermissionDenied
    return user, case


def _row(case: Case) -> w.WorkRow:
    case.refresh_from_db()
    return worklists.work_row(case, last_office_day(timezone.now()))
