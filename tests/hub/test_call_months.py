"""Calls by month on PostgreSQL: parts made ahead, moved away when they are old; on SQLite they are one table."""

from datetime import datetime

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction

from hub.audit.models import AuditEntry, Round
from hub.core.environment_values import parse_months
from hub.queues import windows
from hub.queues.call_parts import CALLS, keep_call_parts
from hub.queues.models import CallRecord
from tests.hub.halls import NOON, a_window, minutes, queue_up
from tests.hub.months import Months, count_rows

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def part_of(months: Months, number: int) -> str:
    return months.part("queues_turn", number)


def a_call(moment: datetime) -> CallRecord:
    """Returns a call of a person at a window, at that moment."""
    window, clerk = a_window(["advice"])
    ticket = queue_up(moment - minutes(5))
    return CallRecord.objects.create(
        ticket=ticket, service=ticket.service, window=window, staff=clerk, waited_from=moment, called_at=moment
    )


@transaction.atomic
def save_and_check(call: CallRecord) -> None:
    call.save(force_insert=True)
    connection.check_constraints()


@on_postgresql
def test_parts_are_made_ahead_and_calls_go_to_the_part_of_their_month(months: Months) -> None:
    assert {part_of(months, 1), part_of(months, 2), part_of(months, 3), "queues_turn_rest"} <= set(CALLS.list_parts())
    a_call(months.tenth(2))
    assert count_rows(part_of(months, 2)) == 1
    keep_call_parts(months.begin(2))
    assert part_of(months, 5) in CALLS.list_parts()
    assert part_of(months, 6) not in CALLS.list_parts()


@on_postgresql
def test_what_came_before_its_part_was_made_moves_into_it(months: Months) -> None:
    call = a_call(months.tenth(7))
    assert count_rows("queues_turn_rest") == 1
    keep_call_parts(months.tenth(6))
    assert (count_rows("queues_turn_rest"), count_rows(part_of(months, 7))) == (0, 1)
    assert CallRecord.objects.get().pk == call.pk


@on_postgresql
def test_a_call_in_any_part_is_of_a_ticket_that_is_there(months: Months) -> None:
    call = a_call(months.tenth(1))
    call.pk, call.ticket_id = None, "00000000-0000-0000-0000-000000000007"
    with pytest.raises(IntegrityError):
        save_and_check(call)


@on_postgresql
def test_parts_have_the_indexes_of_the_table(months: Months) -> None:
    with connection.cursor() as cursor:
        tables = [
            connection.introspection.get_constraints(cursor, table) for table in ("queues_turn", part_of(months, 1))
        ]
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
def test_old_months_are_moved_away_and_stay_as_tables(monkeypatch: pytest.MonkeyPatch, months: Months) -> None:
    for number in (1, 2):
        a_call(months.tenth(number))
    keep_call_parts(months.begin(20))
    assert part_of(months, 1) in CALLS.list_parts()  # without the setting all stays
    monkeypatch.setattr(settings, "HUB_CALL_MONTHS", 13)
    Round.objects.all().delete()
    keep_call_parts(months.begin(15))
    assert part_of(months, 1) not in CALLS.list_parts()
    assert part_of(months, 2) in CALLS.list_parts()
    assert (CallRecord.objects.count(), count_rows(part_of(months, 1)), count_rows(part_of(months, 2))) == (1, 1, 1)
    assert AuditEntry.objects.filter(action="detach call month", subject=part_of(months, 1)).count() == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_on_sqlite_calls_are_one_table(monkeypatch: pytest.MonkeyPatch, months: Months) -> None:
    monkeypatch.setattr(settings, "HUB_CALL_MONTHS", 13)
    a_call(months.tenth(1))
    keep_call_parts(months.begin(30))
    assert CALLS.list_parts() == []
    assert CallRecord.objects.count() == 1


@pytest.mark.parametrize("months", ["1", "12"])
def test_the_figures_of_a_year_are_kept(months: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_CALL_MONTHS", months)
    with pytest.raises(ImproperlyConfigured):
        parse_months("HUB_CALL_MONTHS", 13)
