"""The directory: what organisations want to change of their own entry, and the codes by which they do."""

from django.conf import settings
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.text import Text
from hub.channels import entry_accounts, own_entries
from hub.channels.entry_models import EntryChange
from hub.channels.models import Entry
from hub.console.frame import page, report_outcome, show
from hub.core.text_input import read_wordings, wording_key
from hub.staff.scopes import Action, areas_of
from languages.registry import LOCALES

_MOST = 300
_LONGEST = 1000  # characters of a wording


@page(Action.EDIT_DIRECTORY)
def entry_list(request: HttpRequest, user: User) -> HttpResponse:
    return _show_list(request, user)


def _show_list(request: HttpRequest, user: User, code: str = "", of: Entry | None = None) -> HttpResponse:
    """Returns what waits for approval first; `code` is shown this once."""
    areas = areas_of(user)
    rows = Entry.objects.filter(area__in=areas).select_related("area", "own_code", "own_account")[:_MOST]
    waiting = [(row, own_entries.list_differences(row)) for row in own_entries.list_waiting(areas)]
    context = {"rows": rows, "waiting": waiting, "now": timezone.now(), "code": code, "of": of}
    context["by_log_in"] = bool(settings.HUB_ORGANISATION_ISSUER)
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
def tie(request: HttpRequest, user: User, entry_id: int) -> HttpResponse:
    """Lets the organisation of the credit code that was typed log in."""
    entry = _get(user, entry_id)
    with report_outcome(request, _("The organisation can log in now.")):
        entry_accounts.tie(entry, request.POST.get("credit_code", "").replace("\0", "")[:40], user, timezone.now())
    return redirect("console:directory")


@page(Action.EDIT_DIRECTORY, post=True)
def untie(request: HttpRequest, user: User, entry_id: int) -> HttpResponse:
    entry = _get(user, entry_id)
    with report_outcome(request, _("The organisation can no longer log in.")):
        entry_accounts.untie(entry, user)
    return redirect("console:directory")


@page(Action.EDIT_DIRECTORY, post=True)
def decide(request: HttpRequest, user: User, change_id: int) -> HttpResponse:
    row = own_entries.list_waiting(areas_of(user)).filter(pk=change_id).first() if change_id < 2**63 else None
    if row is None:
        raise Http404
    approved = request.POST.get("decision") == "approve"
    with report_outcome(request, _("The directory shows it now.") if approved else _("It was not approved.")):
        reply = request.POST.get("reply", "").replace("\0", "").strip()
        own_entries.decide(row, approved, reply, user, timezone.now(), _read_wordings(request, row))
    return redirect("console:directory")


def _read_wordings(request: HttpRequest, row: EntryChange) -> dict[str, Text]:
    """Returns what was sent of the wordings in other languages; a text of which none was sent stays as it is."""
    keys = [one.key for one in own_entries.list_differences(row) if one.wordings]
    sent = {key: [tag for tag in LOCALES if wording_key(key, tag) in request.POST] for key in keys}
    texts = {key: read_wordings(request.POST, key) for key in keys}
    return {key: Text({tag: texts[key].root[tag][:_LONGEST] for tag in tags}) for key, tags in sent.items() if tags}


def _get(user: User, entry_id: int) -> Entry:
    row = Entry.objects.filter(area__in=areas_of(user), pk=entry_id).first() if entry_id < 2**63 else None
    if row is None:
        raise Http404
    return row
