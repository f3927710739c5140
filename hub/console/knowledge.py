"""The knowledge base: questions whose answer is the same for everybody, written by those who answer and published by
those who may."""

from datetime import date

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.cases import read_case_code
from contract.text import Text, text
from hub.channels import knowledge, questions, searches
from hub.channels.models import KnowledgeEntry
from hub.console.frame import page, report_outcome, show
from hub.core.clock import local_day
from hub.core.problems import refused_field
from hub.core.text_input import read_wordings
from hub.staff.scopes import Action, areas_of, may
from languages.registry import DEFAULT


@page(Action.ANSWER_QUESTIONS)
def entry_list(request: HttpRequest, user: User) -> HttpResponse:
    """Lists drafts first, then by the day on which each is looked at again; and what was searched for in vain. With
    `q`, what may answer that, as for a caller on the telephone."""
    today, areas = local_day(timezone.now()), areas_of(user)
    typed = request.GET.get("q", "")[: knowledge.LONGEST_QUESTION]
    return show(
        request,
        user,
        "knowledge",
        here="questions",
        rows=knowledge.find_entries(areas, typed) if typed else knowledge.list_entries(areas),
        typed=typed,
        to_review=knowledge.count_to_review(areas, today),
        today=today,
        searched=searches.list_unfound(),
        logs_calls=may(user, Action.LOG_CALLS),
    )


@page(Action.ANSWER_QUESTIONS)
def new(request: HttpRequest, user: User) -> HttpResponse:
    """Shows a new entry. `question`: what it begins with, as words that were searched for in vain."""
    question = Text({DEFAULT: request.GET.get("question", "")[: knowledge.LONGEST_QUESTION]})
    row = KnowledgeEntry(question=question, review_by=knowledge.first_review(local_day(timezone.now())))
    return _form(request, user, row)


@page(Action.ANSWER_QUESTIONS)
def edit(request: HttpRequest, user: User, entry_id: int) -> HttpResponse:
    return _form(request, user, _get(user, entry_id))


@page(Action.ANSWER_QUESTIONS, post=True)
def create(request: HttpRequest, user: User) -> HttpResponse:
    with report_outcome(request, _("Kept. It is a draft until it is published.")):
        row = knowledge.write(KnowledgeEntry(), _read(request, user), user, timezone.now())
        return redirect("console:knowledge_entry", row.pk)
    return redirect("console:knowledge_new")


@page(Action.ANSWER_QUESTIONS, post=True)
def save(request: HttpRequest, user: User, entry_id: int) -> HttpResponse:
    row = _get(user, entry_id)
    with report_outcome(request, _("Kept.")):
        knowledge.write(row, _read(request, user), user, timezone.now())
    return redirect("console:knowledge_entry", row.pk)


@page(Action.WRITE_NOTICES, post=True)
def publish(request: HttpRequest, user: User, entry_id: int) -> HttpResponse:
    """Publishes an entry; with `off`, it is a draft again."""
    row, on = _get(user, entry_id), "off" not in request.POST
    with report_outcome(request, _("Published.") if on else _("Withdrawn.")):
        knowledge.set_published(row, on, user, timezone.now())
    return redirect("console:knowledge")


@page(Action.ANSWER_QUESTIONS, post=True)
def create_from_question(request: HttpRequest, user: User, code: str) -> HttpResponse:
    question = questions.within(user).filter(code=read_case_code(code) or "").first()
    if question is None:
        raise Http404
    now = timezone.now()
    with report_outcome(request, _("A draft was made. Take out what tells of the resident, then publish it.")):
        row = knowledge.create_from(question, user, local_day(now), now)
        return redirect("console:knowledge_entry", row.pk)
    return redirect("console:questions")


def _form(request: HttpRequest, user: User, row: KnowledgeEntry) -> HttpResponse:
    context = {"row": row, "areas": areas_of(user), "publishes": may(user, Action.WRITE_NOTICES)}
    versions = row.versions.select_related("made_by") if row.pk else ()
    limits = {"question_limit": knowledge.LONGEST_QUESTION, "answer_limit": knowledge.LONGEST_ANSWER}
    return show(request, user, "knowledge_entry", here="questions", versions=versions, **context, **limits)


def _get(user: User, entry_id: int) -> KnowledgeEntry:
    rows = knowledge.list_entries(areas_of(user))
    row = rows.filter(pk=entry_id).first() if entry_id < 2**63 else None
    if row is None:
        raise Http404
    return row


def _read(request: HttpRequest, user: User) -> knowledge.Draft:
    """Returns the draft that was sent. Raises Http404 or RequestRefused."""
    sent = request.POST
    area = areas_of(user).filter(code=sent.get("area", "")).first()
    if area is None:
        raise Http404
    try:
        review_by = date.fromisoformat(sent.get("review_by", ""))
    except ValueError as error:
        raise refused_field("review_by", "invalid", text("Write a day.")) from error
    question, answer, also_asked = (read_wordings(sent, name) for name in ("question", "answer", "also_asked"))
    return knowledge.Draft(question, answer, also_asked, area, review_by)
