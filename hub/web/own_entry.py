"""An organisation's own entry in the directory: opened by the code that staff gave it, shown once staff approve."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.problems import Problem
from hub.catalogue import paper_form
from hub.channels import own_entries
from hub.channels.entry_models import EntryCode
from hub.core.problems import RequestRefused
from hub.kiosks.own_pages import pages_of_hub
from hub.web.frame import action, page, show, wording
from hub.web.limits import GUESSES, limit_of
from hub.web.passes import ENTRY, end_pass, find_pass, give_pass

_LONGEST = 40  # characters of a typed code


@page(post=True)
def own_entry(request: HttpRequest) -> HttpResponse:
    """Returns the entry that this browser has shown the code of; else the form that asks for it."""
    if request.method == "POST":
        return _log_in(request)
    code = _find_shown(request)
    return show(request, "organisation_log_in", here="directory") if code is None else _show_entry(request, code)


def _log_in(request: HttpRequest) -> HttpResponse:
    """Counts wrong codes, for the address and for all pages together."""
    limit, now = limit_of(request, "guess", GUESSES), timezone.now()
    try:
        limit.consume()
        code = own_entries.open_by_code(request.POST.get("code", "")[:_LONGEST], pages_of_hub(now), now)
    except RequestRefused as refused:
        context = {"here": "directory", "problem": wording(refused.problem)}
        return show(request, "organisation_log_in", status=refused.problem.status, **context)
    limit.release()
    response = redirect("web:organisation")
    give_pass(response, ENTRY, str(code.pk))
    return response


def _find_shown(request: HttpRequest) -> EntryCode | None:
    key = find_pass(request, ENTRY)
    return None if key is None else own_entries.find_by_key(key, timezone.now())


@action
def save(request: HttpRequest) -> HttpResponse:
    """Sends the entry to be approved; with what is wrong at each field, and all that was typed, where it cannot be."""
    code = _find_shown(request)
    if code is None:
        return redirect("web:organisation")
    now, answers = timezone.now(), paper_form.form_answers(request.POST, own_entries.OWN_FORM)
    try:
        own_entries.send_change(code, answers, pages_of_hub(now), now)
    except RequestRefused as refused:
        return _show_entry(request, code, request.POST, refused.problem)
    return _show_entry(request, code, done=_("Sent. It is shown once staff have approved it."))


def _show_entry(
    request: HttpRequest,
    code: EntryCode,
    sent: QueryDict | None = None,
    problem: Problem | None = None,
    done: str = "",
) -> HttpResponse:
    """Returns the form with what was sent last, or stands in the directory."""
    change = code.entry.changes.first()
    waiting = change is not None and change.state == "waiting"
    if sent is None:
        sent = QueryDict(mutable=True)
        shown = change.content if change is not None and waiting else own_entries.answers_of(code.entry)
        paper_form.put_answers(sent, own_entries.OWN_FORM, shown)
    context = {
        "here": "directory",
        "entry": code.entry,
        "change": change,
        "until": code.expires_at,
        "questions": paper_form.form_questions(own_entries.OWN_FORM, sent, problem),
        "done": done,
    }
    if problem is None:
        return show(request, "organisation", **context)
    return show(request, "organisation", status=problem.status, problem=wording(problem), **context)


@action
def leave(request: HttpRequest) -> HttpResponse:
    """Forgets in this browser whose entry was opened."""
    response = redirect("web:directory")
    end_pass(response, ENTRY)
    return response
