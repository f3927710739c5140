"""Kiosks, for staff: how they are, enrolment codes, commands, alarms."""

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router

from contract import kiosks as c
from hub.kiosks import alarms, commands, selectors, services
from hub.kiosks.models import Alarm, Kiosk, Site
from hub.staff.auth import StaffSession, staff_asking
from hub.staff.scopes import Action, AnyUser, areas_of

router = Router(tags=["kiosks"], auth=StaffSession())


@router.get("kiosks", response=c.Kiosks)
def list_kiosks(request: HttpRequest) -> c.Kiosks:
    """Returns all kiosks within one's areas."""
    user = staff_asking(request, Action.READ_KIOSKS)
    return c.Kiosks(kiosks=selectors.kiosks_in(areas_of(user), timezone.now()))


@router.post("kiosks/codes", response=c.CodeMade)
def make_code(request: HttpRequest, body: c.CodeWanted) -> c.CodeMade:
    """Returns a code to enrol one kiosk with, told this once."""
    user = staff_asking(request, Action.MANAGE_KIOSKS)
    site = Site.objects.filter(code=body.site, area__in=areas_of(user)).first()
    if site is None:
        raise Http404
    now = timezone.now()
    code = services.make_code(body.kiosk, site, user, now)
    return c.CodeMade(code=code, expires_at=now + services.CODE_LASTS)


@router.post("kiosks/{name}/commands", response=c.CommandView)
def order(request: HttpRequest, name: str, body: c.CommandWanted) -> c.CommandView:
    """Locks with a reason, unlocks, puts into maintenance, or refreshes: taken up with the next heartbeat."""
    user = staff_asking(request, Action.MANAGE_KIOSKS)
    command = commands.order(_kiosk(user, name), body.kind, body.reason, user, timezone.now())
    return selectors.command_view(command)


@router.post("kiosks/{name}/revoke", response=c.Kiosks)
def revoke(request: HttpRequest, name: str) -> c.Kiosks:
    """Its token is refused from now on."""
    user = staff_asking(request, Action.MANAGE_KIOSKS)
    services.revoke(_kiosk(user, name).name, user)
    return c.Kiosks(kiosks=(selectors.kiosk_view(_kiosk(user, name), timezone.now()),))


@router.post("alarms/{alarm_id}/acknowledge", response=c.AlarmView)
def acknowledge(request: HttpRequest, alarm_id: int) -> c.AlarmView:
    """Record who sees to it."""
    user = staff_asking(request, Action.READ_KIOSKS)
    mine = Alarm.objects.filter(kiosk__site__area__in=areas_of(user)).select_related("seen_by")
    alarm = mine.filter(pk=alarm_id).first() if 0 < alarm_id < 2**63 else None
    if alarm is None:
        raise Http404
    staff_asking(request, alarms.needed_action(alarm))
    alarms.acknowledge(alarm, user, timezone.now())
    return selectors.alarm_view(mine.get(pk=alarm_id))


def _kiosk(user: AnyUser, name: str) -> Kiosk:
    """Returns the kiosk. Raises Http404."""
    kiosk: Kiosk | None = Kiosk.objects.filter(name=name, site__area__in=areas_of(user)).select_related("site").first()
    if kiosk is None:
        raise Http404
    return kiosk
