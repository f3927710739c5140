"""Appointments at a site: who is expected on a day, and places to book by phone or at a window."""

from datetime import date, datetime
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contract import queues as q
from hub.audit.services import record
from hub.catalogue.models import Service
from hub.console.frame import page, report_outcome, show
from hub.core.clock import parse_day
from hub.kiosks.models import Site
from hub.kiosks.sites import day_at
from hub.queues import appointments, rebooking
from hub.queues.models import Appointment
from hub.queues.scopes import site_of, sites_of
from hub.staff.scopes import Action


@page(Action.CALL_QUEUE)
def of_day(request: HttpRequest, user: User) -> HttpResponse:
    """Shows one site's day, by default the first site and today; with a `service`, its free places."""
    sites, now = sites_of(user), timezone.now()
    site = site_of(user, request.GET["site"]) if "site" in request.GET else sites.first()
    if site is None:
        return show(request, user, "nothing")
    day, service = _day(request.GET.get("day", ""), day_at(site.pk, now)), request.GET.get("service", "")
    return show(
        request,
        user,
        "appointments",
        here="appointments",
        sites=sites,
        site=site,
        day=day,
        service=service,
        services=Service.objects.all(),
        names={row.code: row for row in Service.objects.all()},
        rows=appointments.of_day(site, day),
        slots=appointments.free_slots(site, service, day, now) if service else (),
        new_id=uuid4(),
        to_tell=_to_tell(user, site),
    )


def _to_tell(user: User, site: Site) -> list[Appointment]:
    """Returns the moved appointments with the telephones to call; the reading is recorded."""
    rows = rebooking.list_to_tell(site)
    if rows:
        record(user, "read telephone numbers", "appointments", {"codes": [row.code for row in rows]})
    return rows


def _day(text: str, today: date) -> date:
    return parse_day(text) or today


@page(Action.CALL_QUEUE, post=True)
def book(request: HttpRequest, user: User) -> HttpResponse:
    sent, site = request.POST, site_of(user, request.POST.get("site", ""))
    values = {"id": sent.get("id"), "service": sent.get("service"), "starts_at": sent.get("starts_at")}
    personal = {name: sent.get(name, "").strip() or None for name in ("number", "phone")}
    with report_outcome(request):
        booked = appointments.book(q.Booking.model_validate({**values, **personal}), site, timezone.now())
        messages.success(request, _("Booked. The code is %(code)s.") % {"code": booked.code})
    return _back(site, sent.get("starts_at", ""))


@page(Action.CALL_QUEUE, post=True)
def record_told(request: HttpRequest, user: User) -> HttpResponse:
    """Records that somebody was told that their appointment moved."""
    site = site_of(user, request.POST.get("site", ""))
    rows = Appointment.objects.filter(hours__site=site, code=request.POST.get("code", ""))
    rebooking.record_told(rows, user, timezone.now())
    return _back(site, request.POST.get("starts_at", ""))


@page(Action.CALL_QUEUE, post=True)
def cancel(request: HttpRequest, user: User) -> HttpResponse:
    site = site_of(user, request.POST.get("site", ""))
    with report_outcome(request, _("Cancelled. The place is free again.")):
        search = q.AppointmentSearch(code=request.POST.get("code", "")[:20])
        row = appointments.cancel(search, site, timezone.now())
        return _back(site, row.starts_at.isoformat())
    return _back(site, "")


def _back(site: Site, starts_at: str) -> HttpResponse:
    """Redirects to the day that it is about."""
    try:
        day = day_at(site.pk, datetime.fromisoformat(starts_at)).isoformat()
    except (ValueError, OverflowError):
        day = ""
    return redirect(f"{reverse('console:appointments')}?site={site.code}&day={day}")
