"""The statements that give a number, in plain SQL. Where nothing else has to be looked at under the lock, PostgreSQL
takes the next number, counts who waits and writes the ticket in one."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection

from hub.core.sealing import SealedField
from hub.core.statements import fetch_row
from hub.queues.models import Ticket
from hub.queues.order import build_count_ahead

_NEXT = """
    INSERT INTO queues_series (site_id, prefix, day, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (site_id, prefix, day) DO UPDATE SET last = queues_series.last + 1 RETURNING last
"""
_DIGITS = 3  # at least
_NUMBER = f"%s || CASE WHEN last < {10**_DIGITS} THEN lpad(last::text, {_DIGITS}, '0') ELSE last::text END"
_FIELDS = Ticket._meta.concrete_fields
_COLUMNS = ", ".join(str(field.column) for field in _FIELDS)
_AHEAD = "ahead"
_WORKED_OUT = ("serial", "number", _AHEAD)  # by the database, where it issues a number at once
_OWN = [field for field in _FIELDS if field.column not in _WORKED_OUT]
_OWN_COLUMNS = ", ".join(str(field.column) for field in _OWN)


def take_serial(site: int, prefix: str, day: date) -> int:
    """Returns the next number of a series, which is locked until the transaction ends."""
    row = fetch_row(_NEXT, [site, prefix, connection.ops.adapt_datefield_value(day)])
    return int(row[0]) if row else 0


def number_text(prefix: str, serial: int) -> str:
    return f"{prefix}{serial:0{_DIGITS}d}"


def insert_ticket(ticket: Ticket) -> Ticket:
    """Writes a ticket, with how many stand before it. Raises IntegrityError."""
    marks, values = _bind(ticket, {_AHEAD: build_count_ahead(ticket)})
    row = fetch_row(f"INSERT INTO queues_ticket ({_COLUMNS}) VALUES ({marks}) RETURNING ahead", values)  # noqa: S608
    return _build_saved(ticket, {_AHEAD: row and row[0]})


def can_give_at_once() -> bool:
    return connection.vendor == "postgresql"


def give_at_once(ticket: Ticket, prefix: str) -> Ticket:
    """Writes a ticket under the next number of its series, with how many stand before it. Raises IntegrityError."""
    count_ahead, ahead = build_count_ahead(ticket)
    own = [_native_value(ticket, field) for field in _OWN]
    row = fetch_row(_build_give(count_ahead), [ticket.site_id, prefix, ticket.day, *own, prefix, *ahead])
    return _build_saved(ticket, dict(zip(_WORKED_OUT, row or (), strict=True)))


@lru_cache(maxsize=256)
def _build_give(count_ahead: str) -> str:
    marks = ", ".join(["%s"] * len(_OWN))
    return (
        f"WITH series AS ({_NEXT}) INSERT INTO queues_ticket ({_OWN_COLUMNS}, {', '.join(_WORKED_OUT)})"  # noqa: S608
        f" SELECT {marks}, last, {_NUMBER}, ({count_ahead}) FROM series RETURNING {', '.join(_WORKED_OUT)}"
    )


def _bind(ticket: Ticket, own: Mapping[str, tuple[str, list[Any]]]) -> tuple[str, list[Any]]:
    """Returns what stands for the columns, and the values: each column's own, but for those that the database works
    out."""
    marks: list[str] = []
    values: list[Any] = []
    for field in _FIELDS:
        mark, some = own.get(str(field.column)) or ("%s", [_value(ticket, field)])
        marks.append(f"({mark})")
        values += some
    return ", ".join(marks), values


def _native_value(ticket: Ticket, field: Any) -> Any:
    """Returns the value as the driver takes it: PostgreSQL's takes Python's values as they are."""
    return _value(ticket, field) if isinstance(field, SealedField) else getattr(ticket, field.attname)


def _value(ticket: Ticket, field: Any) -> Any:
    return field.get_db_prep_save(field.pre_save(ticket, add=True), connection)


def _build_saved(ticket: Ticket, columns: dict[str, Any]) -> Ticket:
    for name, value in columns.items():
        setattr(ticket, name, value)
    ticket._state.adding, ticket._state.db = False, connection.alias  # noqa: SLF001 - as Model.save has it
    return ticket
