"""The moves of a window: call the next, call again, hold, transfer, finish. Two windows never get one person.

Each move holds the window's row, so that two clicks at one window come one after the other, and then the ticket's. It
names the ticket that it is about.
Every move is in the audit log. All raise Refused. Whether the user's role calls anybody is the caller's to ask; where
they may call was asked when they opened the window, so a move needs no more than its number: `Window(pk=…)`.
"""

from datetime import datetime, timedelta
from typing import NoReturn
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from contract.text import Text, text
from contract.tickets import TicketState
from hub.audit.services import AuditEvent, record, record_all
from hub.catalogue.models import Service
from hub.core.problems import RequestRefused, refused_field
from hub.kiosks.sites import day_at
from hub.queues.calling import begin_turn, end_turn, serve, take_next
from hub.queues.models import CallOutcome, FurtherService, Ticket, Window
from hub.queues.order import BY_TURN
from hub.queues.scopes import window_of
from hub.queues.services import lock

CALLS = 3  # then it is a no-show
_MAY_BE_CALLED = (TicketState.WAITING, TicketState.HELD, TicketState.MISSED)
BEHIND = 3  # who missed the call and comes back stands behind that many


@transaction.atomic
def open_window(window: Window, by: User, now: datetime) -> None:
    """Opens a window for a user, who then works nowhere else. Who was there before is not any more.

    Refused while they serve somebody at another window: nobody is left standing there.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one opens one window after the other
    theirs = Window.objects.select_for_update(of=("self",), no_key=True).filter(Q(pk=window.pk) | Q(staff=by))
    others = [row.pk for row in theirs.order_by("pk") if row.pk != window.pk]  # in order: two who swap never block
    if Window.objects.filter(pk=window.pk, staff=by).exists():
        return
    if Ticket.objects.filter(window__in=others, state=TicketState.CALLED.value).exists():
        _refuse(text("Finish with the person at your other window first."))
    Window.objects.filter(pk__in=others).update(staff=None, opened_at=None)
    Window.objects.filter(pk=window.pk).update(staff=by, opened_at=now)
    record(by, "open window", f"window {window.pk}")


@transaction.atomic
def close_window(window: Window, by: User) -> None:
    """Closes a window: nobody works there any more. Refused while somebody is being served."""
    mine = _lock_own_window(window, by)
    if _current(mine) is not None:
        _refuse(text("Finish with the person at the window first."))
    Window.objects.filter(pk=window.pk).update(staff=None, opened_at=None)
    record(by, "close window", f"window {window.pk}")


@transaction.atomic
def call_next(window: Window, by: User, now: datetime, finishing: UUID | None = None) -> Ticket | None:
    """Returns who is next of all that this window may call; None where nobody waits.

    `finishing` names the ticket that is served there now, and is done with: a second click finishes nobody else.
    """
    mine = _lock_free_window(window, by) if finishing is None else _lock_own_window(window, by)
    events = []
    if finishing is not None:
        _finish_at(mine, finishing, now)
        events.append(_event(CallOutcome.SERVED, finishing, mine.pk))
    ticket = take_next(mine, day_at(mine.site_id, now), now)
    if ticket is not None:
        begin_turn(ticket, mine, by, now)
        events.append(_event("call", ticket.pk, mine.pk))
    if events:
        record_all(by, events)
    return ticket


@transaction.atomic
def call_this(window: Window, ticket_id: UUID, by: User, now: datetime) -> Ticket:
    """Calls a certain person: one who waits, was held, or missed the call and is back."""
    mine = _lock_free_window(window, by)
    ticket = _of_site(ticket_id, mine.site_id)
    if ticket.state not in _MAY_BE_CALLED or ticket.day != day_at(mine.site_id, now):
        _refuse(text("This number cannot be called now."))
    ticket.state, ticket.window, ticket.for_window = TicketState.CALLED.value, mine, None
    ticket.called_at, ticket.calls, ticket.note = now, 1, ""
    ticket.save(update_fields=["state", "window", "for_window", "called_at", "calls", "note"])
    begin_turn(ticket, mine, by, now)
    record_all(by, [_event("call", ticket.pk, mine.pk)])
    return ticket


@transaction.atomic
def recall(window: Window, ticket_id: UUID, by: User, now: datetime) -> Ticket:
    """Calls the same number again, three times in all."""
    ticket = _served_at(_lock_own_window(window, by), ticket_id)
    if ticket.calls >= CALLS:
        _refuse(text("Called three times already: mark it as missed."))
    ticket.calls, ticket.called_at = ticket.calls + 1, now
    ticket.save(update_fields=["calls", "called_at"])
    record(by, "recall ticket", f"ticket {ticket.pk}")
    return ticket


@transaction.atomic
def mark_no_show(window: Window, ticket_id: UUID, by: User, now: datetime, *, sure: bool = False) -> Ticket:
    """Records that nobody came after three calls; after fewer, where the clerk is `sure` that nobody will."""
    ticket = _served_at(_lock_own_window(window, by), ticket_id)
    if ticket.calls < CALLS and not sure:
        _refuse(text("It has to be called three times first."))
    return _leave_and_record(ticket, TicketState.MISSED, CallOutcome.MISSED, by, now)


@transaction.atomic
def hold(window: Window, ticket_id: UUID, note: str, by: User, now: datetime) -> Ticket:
    """Holds the number of a person who goes to fetch something, and is called again with `call_this`."""
    ticket = _served_at(_lock_own_window(window, by), ticket_id)
    ticket.note = note
    return _leave_and_record(ticket, TicketState.HELD, CallOutcome.HELD, by, now)


@transaction.atomic
def return_to_queue(window: Window, ticket_id: UUID, by: User, now: datetime) -> Ticket:
    """Returns a ticket that was called by mistake to its old place in the queue."""
    return _leave_and_record(
        _served_at(_lock_own_window(window, by), ticket_id), TicketState.WAITING, CallOutcome.PUT_BACK, by, now
    )


@transaction.atomic
def transfer(
    window: Window, ticket_id: UUID, to: Service | None, to_window: Window | None, by: User, now: datetime
) -> Ticket:
    """Transfers a ticket to another service's queue or another window of the site; the time already waited counts
    there."""
    ticket = _served_at(_lock_own_window(window, by), ticket_id)
    if to is None and to_window is None:
        raise refused_field("service", "required", text("Choose a service or a window."))
    if to_window is not None and (to_window.site_id != ticket.site_id or to_window.pk == window.pk):
        raise refused_field("window", "window", text("Choose another window of this centre."))
    ticket.service, ticket.for_window = to or ticket.service, to_window
    return _leave_and_record(ticket, TicketState.WAITING, CallOutcome.TRANSFERRED, by, now)


@transaction.atomic
def finish(window: Window, ticket_id: UUID, by: User, now: datetime) -> Ticket:
    """Finishes a ticket. With a further matter, it stands in the queue of that one, as of when it was issued."""
    ticket = _finish(_served_at(_lock_own_window(window, by), ticket_id), now)
    record_all(by, [_event(CallOutcome.SERVED, ticket.pk, ticket.window_id)])
    return ticket


def _finish_at(window: Window, ticket_id: UUID, now: datetime) -> None:
    if serve(window, ticket_id, now):  # as it nearly always is
        end_turn(ticket_id, CallOutcome.SERVED.value, now)
    else:
        _finish(_served_at(window, ticket_id), now)


def _finish(ticket: Ticket, now: datetime) -> Ticket:
    matter = _next_matter(ticket) if ticket.matters else None
    if matter is None:
        ticket.served_at = now
        return _leave(ticket, TicketState.SERVED, CallOutcome.SERVED, now)
    FurtherService.objects.filter(pk=matter.pk).update(begun_at=now)
    ticket.service, ticket.for_window = matter.service, None
    return _leave(ticket, TicketState.WAITING, CallOutcome.SERVED, now)


@transaction.atomic
def requeue(ticket_id: UUID, site: int, by: User, now: datetime) -> Ticket:
    """Puts a ticket that missed its call behind the next three, and a held one where it stood. Returns it."""
    ticket = _of_site(ticket_id, site)
    if ticket.state not in (TicketState.MISSED, TicketState.HELD) or ticket.day != day_at(site, now):
        _refuse(text("This number cannot go back into the queue."))
    if ticket.state == TicketState.MISSED:
        ticket.stands_from = _behind_the_next(ticket, now)
    ticket.state, ticket.note = TicketState.WAITING.value, ""
    ticket.save(update_fields=["state", "note", "stands_from"])
    record(by, "bring back ticket", f"ticket {ticket.pk}")
    return ticket


def _next_matter(ticket: Ticket) -> FurtherService | None:
    return FurtherService.objects.select_related("service").filter(ticket=ticket, begun_at=None).first()


def _behind_the_next(ticket: Ticket, now: datetime) -> datetime:
    same_queue = Ticket.objects.filter(
        site=ticket.site_id,
        day=ticket.day,
        service=ticket.service_id,
        rank=ticket.rank,
        state=TicketState.WAITING.value,
    )
    ahead = list(same_queue.order_by(*BY_TURN).values_list("stands_from", flat=True)[:BEHIND])
    return ahead[-1] + timedelta(microseconds=1) if ahead else now


def _leave_and_record(ticket: Ticket, state: TicketState, outcome: CallOutcome, by: User, now: datetime) -> Ticket:
    """Does what `_leave` does, and records it in the audit log."""
    _leave(ticket, state, outcome, now)
    record_all(by, [_event(outcome, ticket.pk, ticket.window_id)])
    return ticket


def _leave(ticket: Ticket, state: TicketState, outcome: CallOutcome, now: datetime) -> Ticket:
    """Takes the ticket off the window, as whose last one it stays."""
    end_turn(ticket.pk, outcome.value, now)
    ticket.state = state.value
    ticket.save(update_fields=["state", "note", "service", "for_window", "served_at"])
    return ticket


def _event(verb: str, ticket: UUID, window: int | None) -> AuditEvent:
    return f"{verb} ticket", f"ticket {ticket}", {"window": window}


def _lock_own_window(window: Window, by: User) -> Window:
    """Locks the window and returns it. Raises Refused where somebody else works there or nobody, Http404 where it is
    out of the user's areas."""
    mine = Window.objects.select_for_update(no_key=True).order_by().filter(pk=window.pk).first()
    if mine is None or mine.staff_id != by.pk:
        window_of(by, window.pk)
        _refuse(text("Open this window first."))
    return mine


def _lock_free_window(window: Window, by: User) -> Window:
    mine = _lock_own_window(window, by)
    if Ticket.objects.filter(window=mine.pk, state=TicketState.CALLED.value).exists():
        _refuse(text("Finish with the person at the window first."))
    return mine


def _current(window: Window) -> Ticket | None:
    called = Ticket.objects.filter(window=window.pk, state=TicketState.CALLED.value).select_related("service")
    return called.select_for_update(of=("self",)).first()


def _served_at(window: Window, expected: UUID) -> Ticket:
    """Returns the ticket that is served there. Raises Refused unless it is the one that was meant, so that a late or
    second click affects nobody else."""
    ticket = _current(window) or _refuse(text("There is nobody at the window."))
    if ticket.pk != expected:
        _refuse(text("Somebody else is at the window now."))
    return ticket


def _of_site(ticket_id: UUID, site: int) -> Ticket:
    """Locks a ticket of the site and returns it. Raises Refused with 404 for another site's: it is not there."""
    ticket = lock(ticket_id)
    if ticket.site_id != site:
        raise RequestRefused(404, text("There is no such number."))
    return ticket


def _refuse(reason: Text) -> NoReturn:
    raise RequestRefused(409, reason)
