"""Residents' requests to the directory: convenience services and volunteering."""

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from contract import channels as c
from contract import desk
from contract.cases import read_case_code
from hub.channels import directory
from hub.channels.models import Request
from hub.console.frame import page, report_outcome, show
from hub.staff.scopes import Action, areas_of

_AFTER = {
    c.RequestState.NEW: (c.RequestState.TAKEN, c.RequestState.DONE, c.RequestState.DECLINED),
    c.RequestState.TAKEN: (c.RequestState.DONE, c.RequestState.DECLINED),
}


@page(Action.EDIT_DIRECTORY)
def request_list(request: HttpRequest, user: User) -> HttpResponse:
    """Returns those that are open, the oldest first; with `all`, all of them. The reading is kept on record."""
    everything = "all" in request.GET
    requests = directory.for_staff(areas_of(user), user, not everything)
    rows = [(row, _AFTER.get(row.state, ())) for row in requests]
    return show(request, user, "requests", rows=rows, everything=everything)


@page(Action.EDIT_DIRECTORY, post=True)
def move(request: HttpRequest, user: User, code: str) -> HttpResponse:
    mine = Request.objects.filter(entry__area__in=areas_of(user))
    row = mine.filter(code=read_case_code(code) or "").first()
    if row is None:
        raise Http404
    with report_outcome(request, _("Done.")):
        values = {"state": request.POST.get("state", ""), "note": request.POST.get("note", "").strip()}
        directory.move(row, desk.RequestMove.model_validate(values), user)
    return redirect("console:requests")
