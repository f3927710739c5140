"""Appointments: which places are free, taking one, and giving it back by its code."""

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from contract import queues as q
from contract.cases import read_case_code
from contract.channels import QUESTION_FORM
from contract.forms import Form
from hub.channels.checks import clean_form
from hub.core.clock import local_day, parse_day
from hub.core.problems import RequestRefused
from hub.core.qr_svg import draw_qr
from hub.kiosks import rate_limits
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.models import Site
from hub.kiosks.own_pages import get_own_page, pages_of_hub
from hub.queues import appointments
from hub.queues.models import Appointment
from hub.web.catalogue import get_catalogue
from hub.web.centres import get_site
from hub.web.frame import action, page, show, wording
from hub.web.limits import BOOKINGS, GUESSES, limit_of

_PHONE = Form(fields=(QUESTION_FORM.field("phone"),))
_LONGEST = 20  # characters of a code


@page()
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """Returns by service the days on which there is a free place."""
    site = get_site(code)
    names = {service.code: service.name for service in get_catalogue().services}
    rows = appointments.offer(site, timezone.now()).services
    services = [(row.service, names[row.service], row.days) for row in rows if row.service in names]
    return show(request, "offer", here="appointments", site=site, services=services)


@page(post=True)
def slots(request: HttpRequest, code: str, service: str, day: str) -> HttpResponse:
    """Returns the free places of a day, and takes one."""
    site, name = get_site(code), _service_name(service)
    if request.method == "POST":
        return _book(request, site, service, day)
    return _show_slots(request, site, service, day, name=name)


def _show_slots(request: HttpRequest, site: Site, service: str, day: str, **more: object) -> HttpResponse:
    on = parse_day(day)
    if on is None:
        raise Http404
    free = appointments.free_slots(site, service, on, timezone.now())
    context = {"here": "appointments", "site": site, "day": on, "slots": free, "id": uuid4(), "sent": request.POST}
    return show(request, "slots", **{"name": _service_name(service), **context, **more})


def _book(request: HttpRequest, site: Site, service: str, day: str) -> HttpResponse:
    """Books a place. The same form sent twice is the same appointment."""
    sent, now = request.POST, timezone.now()
    limit_of(request, "book", BOOKINGS).consume()
    try:
        phone = clean_form(_PHONE, {"phone": sent.get("phone", "")}, local_day(now)).get("phone")
        columns = {"id": sent.get("id"), "service": service, "starts_at": sent.get("starts_at"), "phone": phone}
        kiosk = get_own_page(site, now)
        rate_limits.consume_nameless_booking(kiosk, now)
        row = appointments.book(q.Booking.model_validate(columns), site, now, kiosk)
    except RequestRefused as refused:
        status, problem = refused.problem.status, wording(refused.problem)
        return _show_slots(request, site, service, day, status=status, problem=problem)
    return _show_appointment(request, row, done=_("Your appointment is booked. Keep its code."))


@page(post=True)
def find(request: HttpRequest) -> HttpResponse:
    """Returns the form for a code, or the appointment of the code that was sent."""
    sites = Site.objects.filter(officehours__isnull=False).distinct()
    if request.method != "POST":
        return show(request, "appointments", here="appointments", sites=sites)
    try:
        return _show_appointment(request, _get(request))
    except RequestRefused as refused:
        context = {"here": "appointments", "sites": sites, "problem": wording(refused.problem)}
        return show(request, "appointments", status=refused.problem.status, **context)


@action
def cancel(request: HttpRequest) -> HttpResponse:
    row, now = _get(request), timezone.now()
    search = q.AppointmentSearch(code=row.code)
    cancelled = appointments.cancel(search, row.hours.site, now, get_own_page(row.hours.site, now))
    return _show_appointment(request, cancelled, done=_("The appointment is cancelled."))


def _get(request: HttpRequest) -> Appointment:
    """Returns the appointment of a code. Raises Refused."""
    limit, now = limit_of(request, "guess", GUESSES), timezone.now()
    limit.consume()
    code = read_case_code(request.POST.get("code", "")[:_LONGEST]) or ""
    claim = Claim("appointment", code, Proof.CODE, "find appointments")
    rows = Appointment.objects.select_related("hours__service", "hours__site").filter(code=code)
    row = get_own(claim, rows.first, pages_of_hub(now), now)
    limit.release()
    return row


def _show_appointment(request: HttpRequest, row: Appointment, **more: object) -> HttpResponse:
    context = {"row": row, "site": row.hours.site, "name": row.hours.service.name, "qr": draw_qr(row.code)}
    is_booked = row.state == q.AppointmentState.BOOKED
    return show(request, "appointment", here="appointments", is_booked=is_booked, **{**context, **more})


def _service_name(code: str) -> object:
    """Returns the service's name. Raises Http404."""
    for service in get_catalogue().services:
        if service.code == code:
            return service.name
    raise Http404
