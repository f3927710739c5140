"""The moves of a case. Access is checked as in the HTTP API; the services say what may follow."""

from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.casework import EntitlementDates, EntitlementEnd, Move, PaperName, Words
from contract.text import text
from hub.cases import access, clocks, colleagues, entitlements, handling, supplements, tasks
from hub.cases.actors import Actor
from hub.cases.models import Case, MissingPaper
from hub.catalogue.models import Area, Department
from hub.console.frame import page, report_outcome
from hub.core.clock import parse_day
from hub.core.problems import refused_field
from hub.staff.scopes import Action
from languages.registry import DEFAULT, LOCALES

_MOST = 40  # papers


def _worked_on(user: User, code: str) -> Case:
    """Returns a case that the user may move. Raises Http404, PermissionDenied."""
    case = access.case_for(user, code, Action.WORK_CASES)
    if not access.may_work(user, case):
        raise PermissionDenied
    return case


def _taken_in(user: User, code: str) -> Case:
    """Returns a case whose papers the user may receive. Raises Http404, PermissionDenied."""
    case = access.case_for(user, code, Action.READ_CASES)
    if not access.may_take_in(user, case):
        raise PermissionDenied
    return case


def _words(sent: QueryDict) -> Words:
    """Returns the words: `words` is what somebody wrote; `words[tag]` the same in another language."""
    others = {tag: sent.get(f"words[{tag}]", "").strip() for tag in LOCALES}
    return Words({**others, DEFAULT: sent.get("words", "").strip()})


@page(Action.WORK_CASES, post=True)
def move(request: HttpRequest, user: User, code: str) -> HttpResponse:
    case = _worked_on(user, code)
    try:
        chosen = Move(request.POST.get("move", ""))
    except ValueError:
        raise Http404 from None
    with report_outcome(request, _("Done.")):
        words, dates = _words(request.POST), _granted(request.POST, case) if chosen is Move.DECIDE else None
        handling.carry_out(case, chosen, words or None, Actor(staff=user), timezone.now(), dates)
    return redirect("console:case", case.code)


def _granted(sent: QueryDict, case: Case) -> EntitlementDates | None:
    """Returns what is granted with the decision; of an item that entitles to something, it has to be said whether.
    Raises Refused."""
    if entitlements.grant_of(case) is None or sent.get("granted") == "no":
        return None
    if sent.get("granted") != "yes":
        raise refused_field("granted", "required", text("Say whether it is granted."))
    return _dates(sent)


def _dates(sent: QueryDict) -> EntitlementDates:
    first, last = sent.get("first_day", ""), sent.get("last_day", "")
    return EntitlementDates(first_day=_day(first), last_day=_day(last) if last else None)


@page(Action.WORK_CASES, post=True)
def grant_entitlement(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Records what a decided case entitles to."""
    case = _worked_on(user, code)
    with report_outcome(request, _("The entitlement is recorded.")):
        entitlements.grant(case, _dates(request.POST), Actor(staff=user), timezone.now())
    return redirect("console:case", case.code)


@page(Action.WORK_CASES, post=True)
def end_entitlement(request: HttpRequest, user: User, number: int) -> HttpResponse:
    row = entitlements.get_to_end(user, number)
    with report_outcome(request, _("The entitlement is ended.")):
        body = EntitlementEnd(last_day=_day(request.POST.get("last_day", "")), reason=request.POST.get("reason", ""))
        entitlements.end(row, body, Actor(staff=user), timezone.now())
    return _back(user, row.case) if row.case else redirect("console:people")


@page(Action.WORK_CASES, post=True)
def want_papers(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Asks for the papers of the item that were ticked, and others, one a line."""
    case = _worked_on(user, code)
    lines = [line.strip() for line in request.POST.get("papers", "").splitlines() if line.strip()]
    with report_outcome(request, _("The resident is told what is missing.")):
        papers = [
            *supplements.list_named_papers(case, request.POST.getlist("named")),
            *(PaperName({DEFAULT: line}) for line in lines),
        ]
        supplements.want(case, papers[:_MOST], Actor(staff=user), timezone.now())
    return redirect("console:case", case.code)


@page(Action.READ_CASES, post=True)
def receive_papers(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Records papers that came in: at a window too."""
    case = _taken_in(user, code)
    ticked = [int(pk) for pk in request.POST.getlist("paper") if pk.isdecimal() and len(pk) < 18]
    papers = list(MissingPaper.objects.filter(pk__in=ticked, supplement__case=case))
    with report_outcome(request, _("Papers received.")):
        if not papers:
            raise refused_field("paper", "required", text("Tick the papers that came in."))
        supplements.receive(case, papers, Actor(staff=user), timezone.now())
    return redirect("console:case", case.code)


@page(Action.WORK_CASES, post=True)
def give_notice(request: HttpRequest, user: User, code: str) -> HttpResponse:
    case = _worked_on(user, code)
    with report_outcome(request, _("The limits stand still until the notice is over.")):
        clocks.begin_notice(case, Actor(staff=user), timezone.now(), _day(request.POST.get("until", "")))
    return redirect("console:case", case.code)


def _day(sent: str) -> date:
    """Returns the day that was sent. Raises Refused."""
    day = parse_day(sent)
    if day is None:
        raise refused_field("until", "date", text("Give a date."))
    return day


@page(Action.READ_CASES, post=True)
def hand_on(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Makes somebody else answer for it."""
    case = access.case_for(user, code, Action.READ_CASES)
    with report_outcome(request, _("Handed on.")):
        to, words = colleagues.receiver(user, case, request.POST.get("to", "")), _words(request.POST)
        handling.hand_on(case, to, Actor(staff=user), timezone.now(), words or None)
    return _back(user, case)


@page(Action.READ_CASES, post=True)
def hand_over(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Hands the case over to its own area."""
    case = _taken_in(user, code)
    area = Area.objects.filter(code=request.POST.get("area", "")).first()
    with report_outcome(request, _("Handed to its area.")):
        if area is None:
            raise refused_field("area", "unknown_area", text("Choose an area."))
        handling.hand_over(case, area, Actor(staff=user), timezone.now())
    return _back(user, case)


def _back(user: User, case: Case) -> HttpResponse:
    """Redirects to the case or, where it is no longer visible, to the list."""
    if not access.visible_to(user).filter(pk=case.pk).exists():
        return redirect("console:worklist")
    return redirect("console:case", case.code)


@page(Action.WORK_CASES, post=True)
def ask_department(request: HttpRequest, user: User, code: str) -> HttpResponse:
    case, sent = _worked_on(user, code), request.POST
    department = Department.objects.filter(code=sent.get("department", "")).first()
    with report_outcome(request, _("The department is asked.")):
        if department is None:
            raise refused_field("department", "unknown_department", text("Choose a department."))
        due = _day(sent.get("until", "")) if sent.get("until") else None
        name = PaperName({DEFAULT: sent.get("name", "").strip()})
        tasks.ask_department(case, department, name, Actor(staff=user), timezone.now(), due)
    return redirect("console:case", case.code)


@page(Action.WORK_CASES, post=True)
def finish_task(request: HttpRequest, user: User, code: str, task_id: int) -> HttpResponse:
    case = access.case_for(user, code, Action.WORK_CASES)
    task = access.task_for(user, case, task_id)
    if not access.may_do(user, task):
        raise PermissionDenied
    with report_outcome(request, _("Task done.")):
        tasks.finish(task, _words(request.POST), Actor(staff=user), timezone.now())
    return _after_task(user, case)


@page(Action.WORK_CASES, post=True)
def assign_task(request: HttpRequest, user: User, code: str, task_id: int) -> HttpResponse:
    case = access.case_for(user, code, Action.WORK_CASES)
    task = access.task_for(user, case, task_id)
    with report_outcome(request, _("Assigned.")):
        to = colleagues.assignee(user, task, request.POST.get("to", ""))
        tasks.assign(task, to, Actor(staff=user), timezone.now())
    return _after_task(user, case)


@page(Action.WORK_CASES, post=True)
def leave_out_task(request: HttpRequest, user: User, code: str, task_id: int) -> HttpResponse:
    """Leaves a step out, with the head's reason."""
    case = _worked_on(user, code)
    if not access.may_leave_out(user, case):
        raise PermissionDenied
    task = get_object_or_404(case.tasks, pk=task_id)
    with report_outcome(request, _("The step is left out.")):
        tasks.leave_out(task, _words(request.POST), Actor(staff=user), timezone.now())
    return _after_task(user, case)


def _after_task(user: User, case: Case) -> HttpResponse:
    """Redirects after a task: a confidential case is open to another department only as long as its part is."""
    if not access.may_open(user, case):
        return redirect("console:worklist")
    return redirect("console:case", case.code)
