"""Corrections that residents asked for: staff check them and accept or reject."""

from uuid import UUID

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.residents import CorrectionDecision
from hub.catalogue.models import Area
from hub.console.frame import page, report_outcome, show
from hub.residents import corrections
from hub.staff.scopes import Action


@page(Action.DECIDE_CORRECTIONS)
def correction_list(request: HttpRequest, user: User) -> HttpResponse:
    """Returns those of one's areas that wait, the oldest first; with `all`, all of them. The reading is kept on
    record."""
    everything = "all" in request.GET
    rows = corrections.for_staff(user, everything)
    names = {area.code: area for area in Area.objects.all()}
    return show(request, user, "corrections", rows=rows, everything=everything, names=names)


@page(Action.DECIDE_CORRECTIONS, post=True)
def decide(request: HttpRequest, user: User, correction: UUID) -> HttpResponse:
    row = corrections.within(user).filter(pk=correction).first()
    if row is None:
        raise Http404
    with report_outcome(request, _("Decided.")):
        sent = {"accepted": request.POST.get("decision") == "accept", "answer": request.POST.get("answer", "").strip()}
        decision = CorrectionDecision.model_validate(sent)
        corrections.decide(row, user, decision.accepted, decision.answer, timezone.now())
    return redirect("console:corrections")
