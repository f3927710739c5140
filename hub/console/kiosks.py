"""The kiosks: how each and its devices are, what is wrong, and commands to them."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.kiosks import CodeWanted, CommandKind, Reason
from hub.console.frame import page, report_outcome, show
from hub.core.text_input import read_wordings
from hub.kiosks import alarms, commands, selectors, services
from hub.kiosks.models import Alarm, Kiosk, Site
from hub.kiosks.selectors import KioskFilter, KioskState
from hub.operations.reconcile import list_returned
from hub.staff.scopes import Action, areas_of, may


@page(Action.READ_KIOSKS)
def overview(request: HttpRequest, user: User) -> HttpResponse:
    """Returns a page of the kiosks of one's areas, those in trouble first, and the alarms that stand."""
    areas, chosen = areas_of(user), _filter(request)
    page, kiosks = selectors.page_of_kiosks(areas, chosen, request.GET.get("page", "1"), timezone.now())
    standing = selectors.standing_alarms(areas)
    shown = list(standing[: selectors.ALARMS_SHOWN])
    return show(
        request,
        user,
        "kiosks",
        kiosks=kiosks,
        page=page,
        chosen=chosen,
        states=list(KioskState),
        alarms=shown,
        alarm_count=standing.count(),
        sites=list(Site.objects.filter(area__in=areas).values_list("code", "name")),
        returned=list_returned(areas),
        other_kinds=[CommandKind.UNLOCK, CommandKind.MAINTENANCE, CommandKind.REFRESH],
        manages=may(user, Action.MANAGE_KIOSKS),
        may_see_to=[alarm.pk for alarm in shown if may(user, alarms.needed_action(alarm))],
    )


def _filter(request: HttpRequest) -> KioskFilter:
    parameters = request.GET
    state = parameters.get("state", "")
    kiosk_state = KioskState(state) if state in list(KioskState) else KioskState.ALL
    return KioskFilter(parameters.get("name", "").strip()[:60], parameters.get("site", "")[:40], kiosk_state)


@page(Action.MANAGE_KIOSKS, post=True)
def order(request: HttpRequest, user: User, kiosk_id: int, kind: str) -> HttpResponse:
    """Locks with a reason, unlocks, puts into maintenance, refreshes, or switches practice: taken up with the next
    heartbeat."""
    kiosk = Kiosk.objects.filter(site__area__in=areas_of(user), pk=kiosk_id).first() if kiosk_id < 2**63 else None
    if kiosk is None or kind not in list(CommandKind):
        raise Http404
    sent = request.POST
    with report_outcome(request, _("The kiosk takes this up within half a minute.")):
        reason = Reason(read_wordings(sent, "reason").root)
        commands.order(kiosk, CommandKind(kind), reason or None, user, timezone.now())
    return redirect("console:kiosks")


@page(Action.READ_KIOSKS, post=True)
def acknowledge(request: HttpRequest, user: User, alarm_id: int) -> HttpResponse:
    """Records that somebody sees to an alarm. A person who waits at a kiosk is answered by those who read of it; all
    else is the technicians'."""
    mine = Alarm.objects.filter(kiosk__site__area__in=areas_of(user))
    alarm = mine.filter(pk=alarm_id).first() if alarm_id < 2**63 else None
    if alarm is None:
        raise Http404
    if not may(user, alarms.needed_action(alarm)):
        raise PermissionDenied
    alarms.acknowledge(alarm, user, timezone.now())
    return redirect("console:kiosks")


@page(Action.MANAGE_KIOSKS, post=True)
def make_code(request: HttpRequest, user: User) -> HttpResponse:
    """Returns a code to enrol one kiosk with, shown this once."""
    sent = request.POST
    site = Site.objects.filter(code=sent.get("site", ""), area__in=areas_of(user)).first()
    if site is None:
        raise Http404
    with report_outcome(request):
        body = CodeWanted.model_validate({"kiosk": sent.get("kiosk", "").strip(), "site": site.code})
        code = services.make_code(body.kiosk, site, user, timezone.now())
        message = _("Code for %(kiosk)s: %(code)s. It works once, within an hour, and is not shown again.")
        messages.success(request, message % {"kiosk": body.kiosk, "code": code})
    return redirect("console:kiosks")
