"""The statements of calls and confirmations, in plain SQL that SQLite and PostgreSQL share.

The ORM would take longer to word it than the database to answer: see docs/decisions/0016.
"""

from datetime import date, datetime
from functools import lru_cache
from time import monotonic
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import connection

from hub.catalogue.models import Service
from hub.core.statements import columns_of, fetch_model, key_of
from hub.kiosks.models import Kiosk
from hub.queues.models import Ticket, Window

_COLUMNS = columns_of(Ticket)
# Who is next of all that a window may call: they wait for one of its services, or for this very window. Who is being
# called elsewhere at this moment is passed over.
_TAKE = """
    UPDATE queues_ticket
    SET state = 'called', window_id = %s, for_window_id = NULL, called_at = %s, calls = 1, note = NULL WHERE id = (
        SELECT id FROM queues_ticket WHERE site_id = %s AND day = %s AND state = 'waiting' AND (
            for_window_id = %s OR for_window_id IS NULL
            AND service_id IN (SELECT service_id FROM queues_window_services WHERE window_id = %s))
        ORDER BY rank DESC, stands_from, id LIMIT 1 {lock}) RETURNING {columns}
"""
_SERVE = """
    UPDATE queues_ticket SET state = 'served', served_at = %s
    WHERE id = %s AND window_id = %s AND state = 'called' AND matters = 0
"""
_END_TURN = "UPDATE queues_turn SET ended_at = %s, outcome = %s WHERE ticket_id = %s AND ended_at IS NULL"
_BEGIN_TURN = """
    INSERT INTO queues_turn (ticket_id, service_id, window_id, staff_id, waited_from, called_at, ended_at, outcome)
    VALUES (%s, %s, %s, %s, %s, %s, NULL, '')
"""
_CONFIRM = """
    UPDATE queues_ticket SET state = 'waiting', confirmed_at = %s
    WHERE id = %s AND state = 'reserved' {of_kiosk} RETURNING {columns}
"""
_CONFIRM_ANY = _CONFIRM.format(of_kiosk="", columns=_COLUMNS)
_CONFIRM_OWN = _CONFIRM.format(of_kiosk="AND kiosk_id = %s", columns=_COLUMNS)
_LOOK_AGAIN = 10  # seconds; what a service is called hardly ever changes


def take_next(window: Window, day: date, now: datetime) -> Ticket | None:
    """Calls the next one to the window; no other window gets them."""
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    take = _TAKE.format(lock=lock, columns=_COLUMNS)
    today = connection.ops.adapt_datefield_value(day)
    return _one(take, [window.pk, _moment(now), window.site_id, today, window.pk, window.pk])


def confirm_reserved(ticket: UUID, kiosk: Kiosk | None, now: datetime) -> Ticket | None:
    """Confirms a reserved ticket (of that kiosk), which then stands in the queue; else returns None."""
    if kiosk is None:
        return _one(_CONFIRM_ANY, [_moment(now), key_of(Ticket, ticket)])
    return _one(_CONFIRM_OWN, [_moment(now), key_of(Ticket, ticket), kiosk.pk])


def serve(window: Window, ticket: UUID, now: datetime) -> bool:
    """Finishes the one who has no further matter; returns False where they have one, or are not at the window."""
    return _run(_SERVE, [_moment(now), key_of(Ticket, ticket), window.pk]) == 1


def begin_turn(ticket: Ticket, window: Window, by: User, now: datetime) -> None:
    since, at = _moment(ticket.stands_from), _moment(now)
    _run(_BEGIN_TURN, [key_of(Ticket, ticket.pk), ticket.service_id, window.pk, by.pk, since, at])


def end_turn(ticket: UUID, outcome: str, now: datetime) -> None:
    _run(_END_TURN, [_moment(now), outcome, key_of(Ticket, ticket)])


def forget_services() -> None:
    """Forgets the services: each is looked up again."""
    _service.cache_clear()


def _one(statement: str, values: list[Any]) -> Ticket | None:
    ticket = fetch_model(Ticket, statement, values)
    if ticket is not None:
        ticket.service = _service(ticket.service_id, int(monotonic() // _LOOK_AGAIN))
    return ticket


@lru_cache(maxsize=4096)
def _service(pk: int, period: int) -> Service:
    return Service.objects.get(pk=pk)


def _run(statement: str, values: list[Any]) -> int:
    """Runs a statement; returns how many rows it concerned."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)
