"""Complaints about cases: answered by who has no part in them, written down at a window for who comes there."""

from uuid import uuid4

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.cases import read_case_code
from contract.text import text
from hub.cases import complaints
from hub.cases.access import visible_to
from hub.cases.selectors import detail
from hub.cases.states import NAMES
from hub.console.frame import page, report_outcome, show
from hub.core.clock import local_day
from hub.core.problems import refused_field
from hub.core.sent_ids import get_id
from hub.staff.scopes import Action


@page(Action.ANSWER_COMPLAINTS)
def complaint_list(request: HttpRequest, user: User) -> HttpResponse:
    """Returns those that were given to one, the most urgent first: each with how its case went, without anybody's
    data."""
    cases = [(row, detail(row.case)) for row in complaints.list_given_to(user)]
    rows = [(row, case, [(entry.at, NAMES[entry.state]) for entry in case.timeline]) for row, case in cases]
    return show(request, user, "complaints", rows=rows, today=local_day(timezone.now()))


@page(Action.ANSWER_COMPLAINTS, post=True)
def answer_complaint(request: HttpRequest, user: User, code: str) -> HttpResponse:
    with report_outcome(request, _("Answered.")):
        complaints.answer(user, read_case_code(code) or "", request.POST.get("text", ""), timezone.now())
    return redirect("console:complaints")


@page(Action.ACCEPT_CASES)
def take_complaint(request: HttpRequest, user: User) -> HttpResponse:
    """Returns the form in which somebody's complaint is written down."""
    return show(request, user, "complaint_take", new_id=uuid4())


@page(Action.ACCEPT_CASES, post=True)
def write_down(request: HttpRequest, user: User) -> HttpResponse:
    sent = request.POST
    with report_outcome(request, _("Written down. Somebody without a part in the case answers.")):
        case = visible_to(user).filter(code=read_case_code(sent.get("case", "")[:20]) or "").first()
        if case is None:
            raise refused_field("case", "unknown", text("There is no case of this number."))
        complaints.complain(case, get_id(sent.get("id", "")), sent.get("text", "")[:500], user, timezone.now())
    return redirect("console:complaint_take")
