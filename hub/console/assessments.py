"""Independent assessments: the assessor's samples, questions and results; the released reports for those in charge."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contract.fields import FieldKind
from contract.surveys import MOST_QUESTIONS
from contract.text import Text, text
from hub.assessment import services
from hub.assessment.models import LARGEST_SAMPLE, Assessment, SampleKind
from hub.assessment.questions import KINDS, LONGEST_QUESTION, SurveyQuestion, questions_of, shipped_questions
from hub.assessment.results import LEAST_ANSWERS, results_of
from hub.audit.services import record
from hub.console.frame import page, report_outcome, show
from hub.core.clock import local_day, parse_day
from hub.core.problems import refused_field
from hub.core.text_input import read_wordings
from hub.staff.scopes import Action, areas_of, list_areas, may

_MOST = 100
_SPARE = 3  # empty questions in a form


@page(Action.READ_ASSESSMENTS)
def assessment_list(request: HttpRequest, user: User) -> HttpResponse:
    assesses = may(user, Action.ASSESS)
    return show(request, user, "assessments", rows=_readable(user)[:_MOST], assesses=assesses)


@page(Action.ASSESS)
def new(request: HttpRequest, user: User) -> HttpResponse:
    """Shows the form; `from` names an assessment whose questions it begins with."""
    earlier = request.GET.get("from", "")
    questions = shipped_questions() if not earlier else questions_of(_get(user, _parse_key(earlier)).questions)
    first = local_day(timezone.now()).replace(day=1)
    last_of_before = date.fromordinal(first.toordinal() - 1)
    return show(
        request,
        user,
        "assessment_new",
        here="assessments",
        areas=list_areas(user),
        kinds=SampleKind.choices,
        first_day=last_of_before.replace(day=1),
        last_day=last_of_before,
        largest=LARGEST_SAMPLE,
        questions=_numbered(questions),
        question_kinds=[kind.value for kind in KINDS],
        longest=LONGEST_QUESTION,
    )


def _numbered(questions: tuple[SurveyQuestion, ...]) -> list[tuple[str, SurveyQuestion]]:
    spare = min(_SPARE, MOST_QUESTIONS - len(questions))
    rows = [*questions, *[SurveyQuestion(Text(), FieldKind.RATING)] * spare]
    return [(f"question{place}", question) for place, question in enumerate(rows)]


@page(Action.ASSESS, post=True)
def create(request: HttpRequest, user: User) -> HttpResponse:
    with report_outcome(request, _("The sample is drawn. Nobody is asked yet.")):
        row = services.create(_read_plan(request, user), _read_questions(request), user, timezone.now())
        return redirect("console:assessment", row.pk)
    return redirect("console:assessment_new")


def _read_plan(request: HttpRequest, user: User) -> services.Plan:
    """Raises Http404, RequestRefused."""
    sent = request.POST
    area = areas_of(user).filter(code=sent.get("area", "")).first()
    if area is None:
        raise Http404
    first, last, size = parse_day(sent.get("first", "")), parse_day(sent.get("last", "")), sent.get("size", "")
    if first is None or last is None:
        raise refused_field("first", "invalid", text("Write a day."))
    many = int(size) if size.isascii() and size.isdigit() and len(size) < 5 else 0
    return services.Plan(area, sent.get("kind", ""), first, last, many)


def _read_questions(request: HttpRequest) -> list[SurveyQuestion]:
    sent = request.POST
    kinds = {kind.value: kind for kind in KINDS}
    return [
        SurveyQuestion(read_wordings(sent, f"question{place}"), kinds.get(sent.get(f"kind{place}", ""), FieldKind.TEXT))
        for place in range(MOST_QUESTIONS)
    ]


@page(Action.READ_ASSESSMENTS)
def read(request: HttpRequest, user: User, key: int) -> HttpResponse:
    """Shows what came out; to the assessor with the sample, in which nobody is named, and what residents wrote."""
    row, assesses = _get(user, key), may(user, Action.ASSESS)
    today = local_day(timezone.now())
    record(user, "read assessment", f"assessment {row.pk}")
    return show(
        request,
        user,
        "assessment",
        here="assessments",
        row=row,
        assesses=assesses,
        questions=questions_of(row.questions),
        sample=list(row.sample.select_related("area")) if assesses else (),
        result=results_of(row, words=assesses),
        least=LEAST_ANSWERS,
        is_over=row.until is not None and row.until < today,
        until=date.fromordinal(today.toordinal() + 14),
    )


@page(Action.ASSESS, post=True)
def ask(request: HttpRequest, user: User, key: int) -> HttpResponse:
    row = _get(user, key)
    with report_outcome(request):
        until = parse_day(request.POST.get("until", ""))
        if until is None:
            raise refused_field("until", "invalid", text("Write a day."))
        count = services.ask(row, until, user, timezone.now())
        words = ngettext(
            "The residents are asked at kiosks and on the internet from now on; %(count)s gets a message.",
            "The residents are asked at kiosks and on the internet from now on; %(count)s get a message.",
            count,
        )
        messages.success(request, words % {"count": count})
    return redirect("console:assessment", row.pk)


@page(Action.ASSESS, post=True)
def drop(request: HttpRequest, user: User, key: int) -> HttpResponse:
    row = _get(user, key)
    with report_outcome(request, _("Dropped.")):
        services.drop(row, user)
        return redirect("console:assessments")
    return redirect("console:assessment", row.pk)


@page(Action.ASSESS, post=True)
def release(request: HttpRequest, user: User, key: int) -> HttpResponse:
    row = _get(user, key)
    with report_outcome(request, _("Those in charge can read the report now.")):
        services.release(row, user, timezone.now())
    return redirect("console:assessment", row.pk)


def _readable(user: User) -> "QuerySet[Assessment]":
    """Returns those that one may read: who does not assess reads what is released."""
    rows = services.within(user)
    return rows if may(user, Action.ASSESS) else rows.filter(released_at__isnull=False)


def _parse_key(typed: str) -> int:
    """Raises Http404."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 18):
        raise Http404
    return int(typed)


def _get(user: User, key: int) -> Assessment:
    """Raises Http404."""
    return get_object_or_404(_readable(user), pk=key)
