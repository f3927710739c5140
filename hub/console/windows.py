"""The window's page: who is here, who waits, and what can be done."""

from datetime import datetime
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.queues import AtWindow, CounterTicket
from contract.tickets import OPEN_TO_ALL, Priority
from hub.catalogue.models import Service
from hub.channels.hand_offs import find_call
from hub.console.frame import page, report_outcome, show
from hub.core.worded import WordedQuery
from hub.queues import selectors, services, windows
from hub.queues.models import Window
from hub.queues.scopes import sites_of, window_of
from hub.staff.names import names_of
from hub.staff.scopes import Action, may

_NOTE = 120  # characters


@page(Action.CALL_QUEUE)
def choose(request: HttpRequest, user: User) -> HttpResponse:
    """Returns all windows of one's sites; straight to the one where one works, unless all are asked for."""
    mine = Window.objects.filter(staff=user, site__in=sites_of(user)).first()
    if mine is not None and "all" not in request.GET:
        return redirect("console:window", mine.pk)
    sites = [(site, selectors.windows(site)) for site in sites_of(user)]
    people = names_of(row.staff for _site, rows in sites for row in rows)
    return show(request, user, "windows", sites=sites, mine=mine, names=_names(), people=people)


@page(Action.CALL_QUEUE)
def at(request: HttpRequest, user: User, window_id: int) -> HttpResponse:
    window = window_of(user, window_id)
    current, offered = selectors.find_called(window), _SERVICES.fetch()
    return show(
        request,
        user,
        "window",
        here="windows",
        window=window,
        mine=window.staff_id == user.pk,
        reads_residents=may(user, Action.READ_RESIDENTS),
        current=selectors.in_queue(current) if current else None,
        called_before=find_call(current) if current else None,
        calls=windows.CALLS,
        queue=selectors.queue(window.site, timezone.now()),
        served=set(_SERVED.fetch(window.pk)),
        services=offered,
        others=[row for row in _WINDOWS.fetch(window.site_id) if row.pk != window.pk],
        names={service.code: service for service in offered},
        priorities=(*OPEN_TO_ALL, Priority.URGENT),
        new_id=uuid4(),
    )


_SERVICES = WordedQuery(Service.objects.all)
_SERVED = WordedQuery(lambda window: Service.objects.filter(window=window).values_list("code", flat=True))
_WINDOWS = WordedQuery(lambda site: Window.objects.filter(site=site))


def _names() -> dict[str, Service]:
    return {service.code: service for service in _SERVICES.fetch()}


@page(Action.CALL_QUEUE, post=True)
def act(request: HttpRequest, user: User, window_id: int, move: str) -> HttpResponse:
    window = window_of(user, window_id)
    with report_outcome(request):
        _act(request, window, user, move, timezone.now())
    if Window.objects.filter(pk=window.pk, staff=user).exists():
        return redirect("console:window", window.pk)
    return redirect("console:windows")


def _act(request: HttpRequest, window: Window, user: User, move: str, now: datetime) -> None:
    match move:
        case "open":
            windows.open_window(window, user, now)
        case "close":
            windows.close_window(window, user)
        case "next":
            _next(request, window, user, now)
        case "finish_next":
            _next(request, window, user, now, _ticket(request))
        case "miss":
            windows.mark_no_show(window, _ticket(request), user, now, sure="sure" in request.POST)
        case "hold":
            windows.hold(window, _ticket(request), request.POST.get("note", "")[:_NOTE], user, now)
        case "transfer":
            _transfer(request, window, user, now)
        case _:
            _simple(request, window, user, move, now)


def _ticket(request: HttpRequest) -> UUID:
    """Returns the id of the ticket that the page showed when the button was pressed. Raises ValidationError."""
    return AtWindow.model_validate({"ticket": request.POST.get("ticket", "")}).ticket


def _simple(request: HttpRequest, window: Window, user: User, move: str, now: datetime) -> None:
    moves = {
        "recall": windows.recall,
        "put_back": windows.return_to_queue,
        "finish": windows.finish,
    }
    if move not in moves:
        raise Http404
    moves[move](window, _ticket(request), user, now)


def _next(request: HttpRequest, window: Window, user: User, now: datetime, finishing: UUID | None = None) -> None:
    if windows.call_next(window, user, now, finishing) is None:
        messages.info(request, _("Nobody is waiting for this window."))


def _transfer(request: HttpRequest, window: Window, user: User, now: datetime) -> None:
    """Transfers the ticket. `to` is `service:CODE` or `window:ID`."""
    kind, _colon, key = request.POST.get("to", "").partition(":")
    service = Service.objects.filter(code=key).first() if kind == "service" else None
    there = None
    if kind == "window" and key.isdecimal() and len(key) < 18:
        there = Window.objects.filter(pk=int(key), site=window.site_id).first()
    windows.transfer(window, _ticket(request), service, there, user, now)


@page(Action.CALL_QUEUE, post=True)
def call(request: HttpRequest, user: User, window_id: int, ticket: UUID) -> HttpResponse:
    """Calls a certain number."""
    window = window_of(user, window_id)
    with report_outcome(request):
        windows.call_this(window, ticket, user, timezone.now())
    return redirect("console:window", window.pk)


@page(Action.CALL_QUEUE, post=True)
def requeue(request: HttpRequest, user: User, window_id: int, ticket: UUID) -> HttpResponse:
    window = window_of(user, window_id)
    with report_outcome(request, _("Back in the queue.")):
        windows.requeue(ticket, window.site_id, user, timezone.now())
    return redirect("console:window", window.pk)


@page(Action.CALL_QUEUE, post=True)
def issue(request: HttpRequest, user: User, window_id: int) -> HttpResponse:
    """Issues a number by hand."""
    window, sent = window_of(user, window_id), request.POST
    with report_outcome(request):
        body = CounterTicket.model_validate(
            {"id": sent.get("id"), "service": sent.get("service"), "priority": sent.get("priority") or None}
        )
        ticket = services.issue(body, window.site, user, timezone.now())
        messages.success(request, _("Number %(number)s stands in the queue.") % {"number": ticket.number})
    return redirect("console:window", window.pk)
