"""Calls by month on PostgreSQL: parts made ahead, moved away when they are old; on SQLite they are one table."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection
from django.utils import timezone

from hub.audit.models import AuditEntry, Round
from hub.core.environment_values import parse_months
from hub.core.month import Month
from hub.queues import windows
from hub.queues.call_parts import CALLS, keep_call_parts
from hub.queues.models import CallRecord
from tests.hub.halls import NOON, a_window, minutes, queue_up

THIS = Month.of(timezone.now())
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def at(months_on: int) -> datetime:
    return THIS.shifted(months_on).begin + timedelta(days=9)


def part(months_on: int) -> str:
    return f"queues_turn_{THIS.shifted(months_on).suffix}"


def rows_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def a_call(moment: datetime) -> CallRecord:
    """Returns a call of a person at a window, at that moment."""
    window, clerk = a_window(["advice"])
    ticket = queue_up(moment - minutes(5))
    return CallRecord.objects.create(
        ticket=ticket, service=ticket.service, window=window, staff=clerk, waited_from=moment, called_at=moment
    )


@on_postgresql
def test_parts_are_made_ahead_and_calls_go_to_the_part_of_their_month(database: None) -> None:
    assert {part(1), part(2), part(3), "queues_turn_rest"} <= set(CALLS.list_parts())
    a_call(at(2))
    assert rows_of(part(2)) == 1
    keep_call_parts(THIS.shifted(2).begin)
    assert part(5) in CALLS.list_parts()
    assert part(6) not in CALLS.list_parts()


@on_postgresql
def test_what_came_before_its_part_was_made_moves_into_it(database: None) -> None:
    call = a_call(at(7))
    assert rows_of("queues_turn_rest") == 1
    keep_call_parts(at(6))
    assert (rows_of("queues_turn_rest"), rows_of(part(7))) == (0, 1)
    assert CallRecord.objects.get().pk == call.pk


@on_postgresql
def test_a_call_in_any_part_is_of_a_ticket_that_is_there(database: None) -> None:
    call = a_call(at(1))
    call.pk, call.ticket_id = None, "00000000-0000-0000-0000-000000000007"
    call.save(force_insert=True)
    with pytest.raises(IntegrityError):
        connection.check_constraints()
    call.delete()


@on_postgresql
def test_parts_have_the_indexes_of_the_table(database: None) -> None:
    with connection.cursor() as cursor:
        tables = [connection.introspection.get_constraints(cursor, table) for table in ("queues_turn", part(1))]
    whole, one = (
        {tuple(index["columns"]) for index in table.values() if index["index"] and not index["unique"]}
        for table in tables
    )
    assert ("ticket_id",) in whole
    assert ("window_id", "called_at") in whole
    assert whole == one


def test_somebody_is_called_and_finished_wherever_the_call_lies(database: None) -> None:
    window, clerk = a_window(["advice"])
    ticket = queue_up(NOON)
    assert windows.call_next(window, clerk, NOON) is not None
    windows.finish(window, ticket.pk, clerk, NOON + minutes(4))
    call = CallRecord.objects.get(ticket=ticket)
    assert (call.called_at, call.ended_at, call.outcome) == (NOON, NOON + minutes(4), "served")


@on_postgresql
def test_old_months_are_moved_away_and_stay_as_tables(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for months_on in (1, 2):
        a_call(at(months_on))
    keep_call_parts(THIS.shifted(20).begin)
    assert part(1) in CALLS.list_parts()  # without the setting all stays
    monkeypatch.setattr(settings, "HUB_CALL_MONTHS", 13)
    Round.objects.all().delete()
    keep_call_parts(THIS.shifted(15).begin)
    assert part(1) not in CALLS.list_parts()
    assert part(2) in CALLS.list_parts()
    assert (CallRecord.objects.count(), rows_of(part(1)), rows_of(part(2))) == (1, 1, 1)
    assert AuditEntry.objects.filter(action="detach call month", subject=part(1)).count() == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_on_sqlite_calls_are_one_table(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUB_CALL_MONTHS", 13)
    a_call(at(1))
    keep_call_parts(THIS.shifted(30).begin)
    assert CALLS.list_parts() == []
    assert CallRecord.objects.count() == 1


@pytest.mark.parametrize("months", ["1", "12"])
def test_the_figures_of_a_year_are_kept(months: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_CALL_MONTHS", months)
    with pytest.raises(ImproperlyConfigured):
        parse_months("HUB_CALL_MONTHS", 13)
