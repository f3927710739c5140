"""A number from the phone, and the place in the queue of any number whose code was scanned."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from contract.text import text
from contract.tickets import TicketState
from hub.core.problems import RequestRefused
from hub.core.qr_svg import draw_qr
from hub.kiosks.distances import parse_position
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.own_pages import get_own_page, pages_of_hub
from hub.queues import phone_numbers
from hub.queues.models import Ticket
from hub.queues.selectors import place_now
from hub.web.centres import get_site
from hub.web.frame import action, page, show, wording
from hub.web.limits import NUMBERS, limit_of
from hub.web.logged_in import find_logged_in
from hub.web.passes import NUMBER, end_pass, find_pass, give_pass

_OPEN = (TicketState.RESERVED, TicketState.WAITING, TicketState.CALLED, TicketState.HELD, TicketState.MISSED)
_REFRESH = 20  # seconds


@action
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Takes a number; a browser that holds one already gets that one, and an address so many an hour. It is theirs who
    logged in at the city, and they are told before it is called; else nobody's."""
    site, now = get_site(code), timezone.now()
    held = _find_held(request)
    if held is not None and held.state in _OPEN:
        return redirect("web:number")
    limit_of(request, "number", NUMBERS).consume()
    person, service = find_logged_in(request), request.POST.get("service", "")[:40]
    holder = None if person is None else person.number
    ticket = phone_numbers.take(uuid4(), service, get_own_page(site, now), now, holder=holder)
    response = redirect("web:number")
    give_pass(response, NUMBER, str(ticket.pk))
    return response


@page()
def own_number(request: HttpRequest) -> HttpResponse:
    """Returns where the number stands that this browser has taken, and what to show at the kiosk."""
    key, ticket = find_pass(request, NUMBER), _find_held(request)
    if ticket is None or key is None:
        return redirect("web:centres")
    code = phone_numbers.code_of(UUID(key))
    is_to_check_in = ticket.state == TicketState.RESERVED and str(ticket.pk) == key
    more = {"code": code, "qr": draw_qr(code), "by_distance": _may_be_here(key, ticket)} if is_to_check_in else {}
    return _show_ticket(request, ticket, may_drop=ticket.state in (TicketState.RESERVED, TicketState.WAITING), **more)


@page(post=True)
def here(request: HttpRequest) -> HttpResponse:
    """Returns the page on which the phone is asked where it is, once; or checks the number in where it is near enough.
    It is the one page that may ask, and renews itself not: that would end the browser's question."""
    key, ticket = find_pass(request, NUMBER), _find_held(request)
    if key is None or ticket is None or not _may_be_here(key, ticket):
        return redirect("web:number")
    context: dict[str, object] = {"here": "number", "ticket": ticket}
    if request.method == "POST":
        try:
            _check_in(request, UUID(key))
        except RequestRefused as refused:
            context |= {"status": refused.problem.status, "problem": wording(refused.problem)}
        else:
            return redirect("web:number")
    response = show(request, "number_here", **context)
    response["Permissions-Policy"] = "geolocation=(self)"
    return response


def _check_in(request: HttpRequest, key: UUID) -> None:
    """Raises Refused."""
    position = parse_position(*(request.POST.get(name, "") for name in ("latitude", "longitude", "accuracy")))
    if position is None:
        raise RequestRefused(422, text("Your phone did not say where it is. {kiosk}", kiosk=phone_numbers.AT_KIOSK))
    now = timezone.now()
    phone_numbers.check_in_by_distance(key, position, pages_of_hub(now), now)


def _may_be_here(key: str, ticket: Ticket) -> bool:
    return str(ticket.pk) == key and phone_numbers.may_check_in_by_distance(ticket, timezone.now())


@page()
def number(request: HttpRequest, key: UUID) -> HttpResponse:
    """Returns where a number stands, for anyone who has its paper."""
    now = timezone.now()
    claim = Claim("ticket", str(key), Proof.CODE, "read ticket", recorded=False)
    rows = Ticket.objects.select_related("service", "window")
    return _show_ticket(request, get_own(claim, lambda: rows.filter(pk=key).first(), pages_of_hub(now), now))


@action
def drop(request: HttpRequest) -> HttpResponse:
    """Cancels the number that this browser has taken."""
    key, now = find_pass(request, NUMBER), timezone.now()
    if key is not None:
        phone_numbers.drop(UUID(key), now, pages_of_hub(now))
    response = redirect("web:centres")
    end_pass(response, NUMBER)
    return response


def _find_held(request: HttpRequest) -> Ticket | None:
    key = find_pass(request, NUMBER)
    return None if key is None else phone_numbers.find(UUID(key))


def _show_ticket(request: HttpRequest, ticket: Ticket, **more: object) -> HttpResponse:
    waits = ticket.state in (TicketState.RESERVED, TicketState.WAITING)
    ahead, minutes = place_now(ticket) if waits else (None, None)
    context = {"here": "number", "ticket": ticket, "waits": waits, "ahead": ahead, "minutes": minutes, **more}
    response = show(request, "number", now=timezone.now(), is_open=ticket.state in _OPEN, **context)
    if ticket.state in _OPEN:
        response["Refresh"] = str(_REFRESH)
    return response
