"""The kiosks: how each and its devices are, what is wrong, and commands to them."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.kiosks import CodeWanted, CommandKind, Reason
from hub.console.frame import page, show, told
from hub.core.text_input import read_wordings
from hub.kiosks import alarms, commands, selectors, services
from hub.kiosks.models import Alarm, Kiosk, Site
from hub.operations.reconcile import list_returned
from hub.staff.scopes import Action, areas_of, may


@page(Action.READ_KIOSKS)
def overview(request: HttpRequest, user: User) -> HttpResponse:
    """All kiosks of one's areas, those in trouble first."""
    now, areas = timezone.now(), areas_of(user)
    keys = dict(Kiosk.objects.filter(site__area__in=areas).values_list("name", "pk"))
    views = sorted(selectors.kiosks_in(areas, now), key=lambda view: (view.revoked, not view.alarms, view.name))
    sites = {site.code: site for site in Site.objects.filter(area__in=areas)}
    kiosks = [(keys[view.name], view, sites[view.site]) for view in views]
    standing = [(view, alarm) for view in views for alarm in view.alarms if not view.revoked]
    return show(
        request,
        user,
        "kiosks",
        kiosks=kiosks,
        alarms=standing,
        returned=list_returned(areas),
        sites=sites.values(),
        other_kinds=[kind for kind in CommandKind if kind is not CommandKind.LOCK],
        manages=may(user, Action.MANAGE_KIOSKS),
    )


@page(Action.MANAGE_KIOSKS, post=True)
def order(request: HttpRequest, user: User, kiosk_id: int, kind: str) -> HttpResponse:
    """Lock with a reason, unlock, put into maintenance, or refresh: taken up with the next heartbeat."""
    kiosk = Kiosk.objects.filter(site__area__in=areas_of(user), pk=kiosk_id).first() if kiosk_id < 2**63 else None
    if kiosk is None or kind not in list(CommandKind):
        raise Http404
    sent = request.POST
    with told(request, _("The kiosk takes this up within half a minute.")):
        reason = Reason(read_wordings(sent, "reason").root)
        commands.order(kiosk, CommandKind(kind), reason or None, user, timezone.now())
    return redirect("console:kiosks")


@page(Action.MANAGE_KIOSKS, post=True)
def acknowledge(request: HttpRequest, user: User, alarm_id: int) -> HttpResponse:
    """Somebody sees to it."""
    mine = Alarm.objects.filter(kiosk__site__area__in=areas_of(user))
    alarm = mine.filter(pk=alarm_id).first() if alarm_id < 2**63 else None
    if alarm is None:
        raise Http404
    alarms.acknowledge(alarm, user, timezone.now())
    return redirect("console:kiosks")


@page(Action.MANAGE_KIOSKS, post=True)
def make_code(request: HttpRequest, user: User) -> HttpResponse:
    """A code to enrol one kiosk with, shown this once."""
    sent = request.POST
    site = Site.objects.filter(code=sent.get("site", ""), area__in=areas_of(user)).first()
    if site is None:
        raise Http404
    with told(request):
        wanted = CodeWanted.model_validate({"kiosk": sent.get("kiosk", "").strip(), "site": site.code})
        code = services.make_code(wanted.kiosk, site, user, timezone.now())
        said = _("Code for %(kiosk)s: %(code)s. It works once, within an hour, and is not shown again.")
        messages.success(request, said % {"kiosk": wanted.kiosk, "code": code})
    return redirect("console:kiosks")
