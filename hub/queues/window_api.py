"""A window's moves, for staff."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from contract import queues as q
from contract.text import text
from hub.catalogue.models import Service
from hub.core.json_response import json_answer
from hub.core.problems import refused_field
from hub.queues import selectors, services, windows
from hub.queues.models import Window
from hub.queues.scopes import site_of, window_of
from hub.staff.auth import StaffSession, staff_asking
from hub.staff.scopes import Action

router = Router(tags=["windows"], auth=StaffSession())


@router.get("sites/{site}/windows", response=q.Windows)
def list_windows(request: HttpRequest, site: str) -> q.Windows:
    """Returns the windows of a site, who works there, and whom they serve."""
    return q.Windows(windows=selectors.windows(site_of(staff_asking(request, Action.CALL_QUEUE), site)))


@router.get("sites/{site}/queue", response=q.Queue)
def read_queue(request: HttpRequest, site: str) -> q.Queue:
    """List everyone who waits, is held or missed the call today."""
    return selectors.queue(site_of(staff_asking(request, Action.CALL_QUEUE), site), timezone.now())


@router.post("sites/{site}/tickets", response=q.InQueue)
def issue(request: HttpRequest, site: str, body: q.CounterTicket) -> q.InQueue:
    """Issue a number by hand: it stands in the queue at once."""
    user = staff_asking(request, Action.CALL_QUEUE)
    return selectors.in_queue(services.issue(body, site_of(user, site), user, timezone.now()))


@router.post("sites/{site}/tickets/{ticket_id}/return", response=q.InQueue)
def requeue(request: HttpRequest, site: str, ticket_id: UUID) -> q.InQueue:
    """Put somebody who missed the call, or was held, in the queue again."""
    user = staff_asking(request, Action.CALL_QUEUE)
    return selectors.in_queue(windows.requeue(ticket_id, site_of(user, site).pk, user, timezone.now()))


@router.post("windows/{window_id}/open", response=q.Called)
def open_window(request: HttpRequest, window_id: int) -> q.Called:
    """Begins to work there."""
    user = staff_asking(request, Action.CALL_QUEUE)
    window = window_of(user, window_id)
    windows.open_window(window, user, timezone.now())
    current = window.tickets.filter(state="called").select_related("service").first()
    return q.Called(current=selectors.in_queue(current) if current else None)


@router.post("windows/{window_id}/close", response=q.Called)
def close_window(request: HttpRequest, window_id: int) -> q.Called:
    """Stops working there."""
    user = staff_asking(request, Action.CALL_QUEUE)
    windows.close_window(window_of(user, window_id), user)
    return q.Called(current=None)


@router.post("windows/{window_id}/next", response=q.Called)
def call_next(request: HttpRequest, window_id: int, finished: q.AtWindow | None = None) -> HttpResponse:
    """Call who is next; in one go with finishing with the person who is named."""
    user = staff_asking(request, Action.CALL_QUEUE)
    done = finished.ticket if finished else None
    ticket = windows.call_next(_get_window(window_id), user, timezone.now(), done)
    return json_answer(q.Called(current=selectors.in_queue(ticket) if ticket else None))


@router.post("windows/{window_id}/call", response=q.Called)
def call_this(request: HttpRequest, window_id: int, body: q.CallThis) -> q.Called:
    """Call a certain number: one that waits, was held or missed its call."""
    user = staff_asking(request, Action.CALL_QUEUE)
    ticket = windows.call_this(_get_window(window_id), body.ticket, user, timezone.now())
    return q.Called(current=selectors.in_queue(ticket))


@router.post("windows/{window_id}/recall", response=q.Called)
def recall(request: HttpRequest, window_id: int, body: q.AtWindow) -> q.Called:
    """Call the same number again; three times in all."""
    user = staff_asking(request, Action.CALL_QUEUE)
    return q.Called(
        current=selectors.in_queue(windows.recall(_get_window(window_id), body.ticket, user, timezone.now()))
    )


@router.post("windows/{window_id}/miss", response=q.InQueue)
def mark_no_show(request: HttpRequest, window_id: int, body: q.NoShow) -> q.InQueue:
    """Record that nobody came after three calls; after fewer, where the clerk is sure."""
    user, window = staff_asking(request, Action.CALL_QUEUE), _get_window(window_id)
    return selectors.in_queue(windows.mark_no_show(window, body.ticket, user, timezone.now(), sure=body.sure))


@router.post("windows/{window_id}/hold", response=q.InQueue)
def hold(request: HttpRequest, window_id: int, body: q.Hold) -> q.InQueue:
    """Holds the number of a person who goes to fetch something."""
    user = staff_asking(request, Action.CALL_QUEUE)
    return selectors.in_queue(windows.hold(_get_window(window_id), body.ticket, body.note, user, timezone.now()))


@router.post("windows/{window_id}/return", response=q.InQueue)
def return_to_queue(request: HttpRequest, window_id: int, body: q.AtWindow) -> q.InQueue:
    """Put one called by mistake back in the old place."""
    user = staff_asking(request, Action.CALL_QUEUE)
    return selectors.in_queue(windows.return_to_queue(_get_window(window_id), body.ticket, user, timezone.now()))


@router.post("windows/{window_id}/transfer", response=q.InQueue)
def transfer(request: HttpRequest, window_id: int, body: q.Transfer) -> q.InQueue:
    """Hand on to another service or another window."""
    user = staff_asking(request, Action.CALL_QUEUE)
    here = window_of(user, window_id)
    there = None if body.window is None else Window.objects.filter(pk=body.window, site=here.site_id).first()
    service = None if body.service is None else Service.objects.filter(code=body.service).first()
    if body.window is not None and there is None:
        raise refused_field("window", "window", text("There is no such window."))
    if body.service is not None and service is None:
        raise refused_field("service", "unknown_service", text("There is no such service."))
    return selectors.in_queue(windows.transfer(here, body.ticket, service, there, user, timezone.now()))


@router.post("windows/{window_id}/finish", response=q.InQueue)
def finish(request: HttpRequest, window_id: int, body: q.AtWindow) -> HttpResponse:
    """Finish with the person; with a further matter on the ticket it waits for that."""
    user = staff_asking(request, Action.CALL_QUEUE)
    return json_answer(selectors.in_queue(windows.finish(_get_window(window_id), body.ticket, user, timezone.now())))


def _get_window(window: int) -> Window:
    """Returns the window of that number: anyone who opened it may work there. Raises Http404."""
    if not 0 < window < 2**63:
        raise Http404
    return Window(pk=window)
