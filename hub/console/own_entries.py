"""The directory: what organisations want to change of their own entry, and the codes by which they do."""

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.channels import own_entries
from hub.channels.models import Entry
from hub.console.frame import page, report_outcome, show
from hub.staff.scopes import Action, areas_of

_MOST = 300


@page(Action.EDIT_DIRECTORY)
def entry_list(request: HttpRequest, user: User) -> HttpResponse:
    return _show_list(request, user)


def _show_list(request: HttpRequest, user: User, code: str = "", of: Entry | None = None) -> HttpResponse:
    """Returns what waits for approval first; `code` is shown this once."""
    areas = areas_of(user)
    rows = Entry.objects.filter(area__in=areas).select_related("area", "own_code")[:_MOST]
    waiting = [(row, own_entries.list_differences(row)) for row in own_entries.list_waiting(areas)]
    context = {"rows": rows, "waiting": waiting, "now": timezone.now(), "code": code, "of": of}
    return show(request, user, "directory", here="directory", longest=own_entries.LONGEST_REPLY, **context)


@page(Action.EDIT_DIRECTORY, post=True)
def make_code(request: HttpRequest, user: User, entry_id: int) -> HttpResponse:
    """Returns the list with the new code, which is not shown again."""
    entry = _get(user, entry_id)
    return _show_list(request, user, own_entries.create_code(entry, user, timezone.now()), entry)


@page(Action.EDIT_DIRECTORY, post=True)
def end_code(request: HttpRequest, user: User, entry_id: int) -> HttpResponse:
    entry = _get(user, entry_id)
    with report_outcome(request, _("The code is void.")):
        own_entries.end_code(entry, user)
    return redirect("console:directory")


@page(Action.EDIT_DIRECTORY, post=True)
def decide(request: HttpRequest, user: User, change_id: int) -> HttpResponse:
    row = own_entries.list_waiting(areas_of(user)).filter(pk=change_id).first() if change_id < 2**63 else None
    if row is None:
        raise Http404
    approved = request.POST.get("decision") == "approve"
    with report_outcome(request, _("The directory shows it now.") if approved else _("It was not approved.")):
        own_entries.decide(row, approved, request.POST.get("reply", "").replace("\0", "").strip(), user, timezone.now())
    return redirect("console:directory")


def _get(user: User, entry_id: int) -> Entry:
    row = Entry.objects.filter(area__in=areas_of(user), pk=entry_id).first() if entry_id < 2**63 else None
    if row is None:
        raise Http404
    return row
