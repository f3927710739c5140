"""My case: shown by its code and the last four of one's number, for that case alone and for twenty minutes."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contract import channels as c
from contract.cases import CaseSearch, read_case_code
from contract.problems import Problem
from contract.surveys import Survey, SurveyAnswer
from contract.text import text
from hub.assessment import answering
from hub.cases import handling, selectors
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.cases.states import OPEN
from hub.catalogue import paper_form
from hub.channels import reviews
from hub.core.problems import RequestRefused
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.own_pages import pages_of_hub
from hub.web.frame import action, page, show, wording
from hub.web.limits import GUESSES, limit_of
from hub.web.passes import CASE, end_pass, find_pass, give_pass
from hub.web.sent_papers import count_sent, list_licences, may_send

_LONGEST = 20  # characters of a number
OwnCaseView = Callable[..., HttpResponse]


@page(post=True)
def own_case(request: HttpRequest, code: str = "") -> HttpResponse:
    """Returns the case that this browser has shown to be its own; else the form where one shows it."""
    if request.method == "POST":
        return _log_in(request)
    case = _find_shown(request)
    if case is None or (code and read_case_code(code) != case.code):
        return show(request, "case_log_in", here="case", code=code)
    return show_case(request, case)


def _log_in(request: HttpRequest) -> HttpResponse:
    """Shows the form and takes it. A code that is not there and a wrong last four are answered alike, and counted: for
    the address, for the case and for all pages together."""
    sent = request.POST
    search = CaseSearch(code=sent.get("code", "")[:_LONGEST], last_four=sent.get("last_four", "")[:4] or None)
    try:
        case = _prove(request, search, Proof.LAST_FOUR, "read own case", lambda: selectors.own_case(search))
    except RequestRefused as refused:
        context = {"here": "case", "code": search.code, "problem": wording(refused.problem)}
        return show(request, "case_log_in", status=refused.problem.status, **context)
    response = redirect("web:case")
    give_pass(response, CASE, str(case.pk))
    return response


def _prove(
    request: HttpRequest, search: CaseSearch, proof: Proof, action: str, find: Callable[[], Case | None]
) -> Case:
    """Returns the case that is proved to be one's own. Raises Refused."""
    limit, now = limit_of(request, "guess", GUESSES), timezone.now()
    limit.consume()
    claim = Claim("case", read_case_code(search.code or "") or "", proof, action)
    case = get_own(claim, find, pages_of_hub(now), now)
    limit.release()
    return case


def _find_shown(request: HttpRequest) -> Case | None:
    key = find_pass(request, CASE)
    rows = Case.objects.select_related("item_version", "department").defer("item_version__content")
    case = None if key is None else next(iter(rows.filter(pk=key)), None)
    return None if case is None else case.check_seal()


def show_case(request: HttpRequest, case: Case, **more: Any) -> HttpResponse:
    nobodys = selectors.is_of_nobody(case)
    detail = selectors.detail(case) if nobodys else selectors.own_detail(case)
    sent, refused = more.pop("survey_sent", None), more.pop("survey_problem", None)
    context = {
        "here": "case",
        "case": detail,
        "may_send": may_send(case),
        "pages_sent": count_sent(request, case),
        "licences": list_licences(request, case),
        "may_complain": not nobodys,
        "complain_at": reverse("web:case_complain"),
        "new_id": uuid4(),
        "may_withdraw": detail.state in OPEN and case.applicant is not None,
        "grades": list(reversed(c.Grade)),
        "aspects": list(c.Aspect),
        "surveys": [] if nobodys else [_survey(survey, sent, refused) for survey in _surveys(case)],
    }
    return show(request, "case", **{**context, **more})


def _surveys(case: Case) -> tuple[Survey, ...]:
    return answering.surveys_of_case(case, timezone.now())


def _survey(survey: Survey, sent: QueryDict | None, problem: Problem | None) -> dict[str, Any]:
    return {"id": survey.id, "questions": paper_form.form_questions(survey.form, sent or QueryDict(), problem)}


def of_own_case(view: OwnCaseView) -> OwnCaseView:
    """Makes a view an action on the case that this browser has shown to be its own."""

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        case = _find_shown(request)
        if case is None:
            return redirect("web:case")
        try:
            return view(request, case, *args, **named)
        except RequestRefused as refused:
            return show_case(request, case, status=refused.problem.status, problem=wording(refused.problem))

    return action(handle)


@of_own_case
def review(request: HttpRequest, case: Case) -> HttpResponse:
    """Records how the case was handled, once it is over."""
    sent, now = request.POST, timezone.now()
    grade = sent.get("grade", "")
    if grade not in {str(one.value) for one in c.Grade}:
        return show_case(request, case, status=422, problem=_("Please choose a grade."))
    proof = selectors.proof_of(case)
    body = c.Review(
        id=uuid4(),
        case=case.code,
        number=proof.number,
        last_four=proof.last_four,
        grade=c.Grade(int(grade)),
        aspects=tuple(c.Aspect(one) for one in sent.getlist("aspects") if one in set(c.Aspect)),
        comment=sent.get("comment", "")[:400],
        given_at=now,
    )
    row = reviews.give(body, pages_of_hub(now), now)
    return show_case(request, case, done=_("Thank you."), answer_by=row.answer_by)


@of_own_case
def answer_survey(request: HttpRequest, case: Case) -> HttpResponse:
    """Records what was answered to an assessor."""
    now = timezone.now()
    survey = next(iter(_surveys(case)), None)
    if survey is None:
        return show_case(request, case)
    answers = paper_form.form_answers(request.POST, survey.form)
    body = SurveyAnswer(id=survey.id, answers={key: str(value) for key, value in answers.items()}, given_at=now)
    try:
        answering.answer(body, pages_of_hub(now), now)
    except RequestRefused as refused:
        problem = refused.problem
        more = {"survey_sent": request.POST, "survey_problem": problem}
        return show_case(request, case, status=problem.status, problem=wording(problem), **more)
    return show_case(request, case, done=_("Thank you. The assessor reads your answers, and nobody of the staff."))


@of_own_case
def withdraw(request: HttpRequest, case: Case) -> HttpResponse:
    """Takes the case back, for who knows the whole number of the applicant: the last four are not enough for that."""
    search = CaseSearch(code=case.code, number=request.POST.get("number", "").strip()[:_LONGEST] or None)
    if case.applicant is None:
        raise RequestRefused(409, text("A report without a name cannot be withdrawn here."))
    if not search.number:
        return show_case(request, case, status=422, problem=_("Give the ID number that it was handed in with."))
    own = _prove(request, search, Proof.NUMBER, "withdraw own case", lambda: selectors.own_case(search))
    handling.withdraw(own, Actor(kiosk=pages_of_hub(timezone.now())), timezone.now())
    own.refresh_from_db()
    return show_case(request, own, done=_("Your case is withdrawn."))


@action
def leave(request: HttpRequest) -> HttpResponse:
    """Forgets in this browser whose case was read."""
    response = redirect("web:home")
    end_pass(response, CASE)
    return response
