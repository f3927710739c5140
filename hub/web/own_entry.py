"""An organisation's own entry in the directory: opened by its code or its log-in, shown once staff approve."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.problems import Problem
from hub.catalogue import paper_form
from hub.channels import entry_accounts, own_entries
from hub.channels.entry_models import EntryCode
from hub.core.problems import RequestRefused
from hub.kiosks.own_pages import pages_of_hub
from hub.web.frame import action, page, show, wording
from hub.web.limits import GUESSES, limit_of
from hub.web.opened_entries import OpenedEntry, find_log_in, find_opened, keep_opened, list_own
from hub.web.passes import ENTRY, ORGANISATION, end_pass

_LONGEST = 40  # characters of a typed code


@page(post=True)
def own_entry(request: HttpRequest) -> HttpResponse:
    """Returns the entry that this browser has opened; else the ways to open one."""
    if request.method == "POST":
        return _open_by_code(request)
    shown = find_opened(request)
    return show_ways(request) if shown is None else _show_entry(request, shown)


def show_ways(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"here": "directory", "problem": problem, "status": status}
    context |= {"by_log_in": bool(settings.HUB_ORGANISATION_ISSUER), "own": list_own(request)}
    return show(request, "organisation_log_in", is_logged_in=find_log_in(request) is not None, **context)


def _open_by_code(request: HttpRequest) -> HttpResponse:
    """Counts wrong codes, for the address and for all pages together. Who has logged in before needs the code this
    once."""
    limit, now = limit_of(request, "guess", GUESSES), timezone.now()
    log_in, by = find_log_in(request), pages_of_hub(now)
    try:
        limit.consume()
        code = own_entries.open_by_code(request.POST.get("code", "")[:_LONGEST], by, now)
        shown: OpenedEntry = code if log_in is None else entry_accounts.tie_by_code(code, log_in, by, now)
    except RequestRefused as refused:
        return show_ways(request, wording(refused.problem), refused.problem.status)
    limit.release()
    response = redirect("web:organisation")
    keep_opened(response, shown)
    return response


@action
def save(request: HttpRequest) -> HttpResponse:
    """Sends the entry to be approved; with what is wrong at each field, and all that was typed, where it cannot be."""
    shown = find_opened(request)
    if shown is None:
        return redirect("web:organisation")
    now, answers = timezone.now(), paper_form.form_answers(request.POST, own_entries.OWN_FORM)
    try:
        own_entries.send_change(shown.entry, answers, pages_of_hub(now), now)
    except RequestRefused as refused:
        return _show_entry(request, shown, request.POST, refused.problem)
    return _show_entry(request, shown, done=_("Sent. It is shown once staff have approved it."))


def _show_entry(
    request: HttpRequest,
    shown: OpenedEntry,
    sent: QueryDict | None = None,
    problem: Problem | None = None,
    done: str = "",
) -> HttpResponse:
    """Returns the form with what was sent last, or stands in the directory."""
    change = shown.entry.changes.first()
    waiting = change is not None and change.state == "waiting"
    if sent is None:
        sent = QueryDict(mutable=True)
        content = change.content if change is not None and waiting else own_entries.answers_of(shown.entry)
        paper_form.put_answers(sent, own_entries.OWN_FORM, content)
    context = {
        "here": "directory",
        "entry": shown.entry,
        "change": change,
        "until": shown.expires_at if isinstance(shown, EntryCode) else None,
        "questions": paper_form.form_questions(own_entries.OWN_FORM, sent, problem),
        "done": done,
        "by_log_in": bool(settings.HUB_ORGANISATION_ISSUER),
        "others": [own for own in list_own(request) if own.entry_id != shown.entry_id],
    }
    if problem is None:
        return show(request, "organisation", **context)
    return show(request, "organisation", status=problem.status, problem=wording(problem), **context)


@action
def leave(request: HttpRequest) -> HttpResponse:
    """Forgets in this browser whose entry was opened."""
    response = redirect("web:directory")
    end_pass(response, ENTRY)
    end_pass(response, ORGANISATION)
    return response
