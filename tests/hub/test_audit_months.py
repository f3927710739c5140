"""The audit log by month: verified once, divided into parts on PostgreSQL, moved away when it is old."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from hub.audit import months as audit_months
from hub.audit.models import AuditEntry, AuditMonth, Round
from hub.audit.months import detach_old_parts, record_months
from hub.audit.partitions import ENTRIES, keep_parts
from hub.audit.services import record
from hub.audit.verify import anchors_now, faults
from hub.audit.witness import build_line, list_valid, parse_line
from hub.core.month import Month
from tests.hub.hub_process import Fresh
from tests.hub.months import Months, count_rows

Act = Callable[[datetime, int], None]


@pytest.fixture
def act(database: None, monkeypatch: pytest.MonkeyPatch) -> Act:
    """Records so many events at a time."""

    def at(moment: datetime, events: int) -> None:
        monkeypatch.setattr("hub.audit.services.timezone", SimpleNamespace(now=lambda: moment))
        for number in range(events):
            record(None, f"read case {number}", f"case {number}")

    return at


@pytest.fixture
def three_months(act: Act, months: Months) -> None:
    """Two of them over and found whole, and one that lasts."""
    act(months.filled_at, 1)
    act(months.tenth(1), 40)
    act(months.tenth(2), 40)
    record_months(months.begin(3) + timedelta(days=2), whole=False)
    act(months.tenth(3), 40)


def entries(month: datetime) -> AuditEntry:
    return AuditEntry.objects.filter(at=month).order_by("id")[3]


def change(month: datetime) -> None:
    AuditEntry.objects.filter(pk=entries(month).pk).update(subject="case 99")


def incremental() -> list[str]:
    return list(faults({}, whole=False))


def test_a_month_that_was_found_whole_is_read_again_only_when_asked(three_months: None, months: Months) -> None:
    assert [row.month for row in AuditMonth.objects.all()] == [months.after(number).number for number in range(3)]
    assert AuditMonth.objects.get(month=months.after(1).number).entries == 40
    assert incremental() == []
    assert list(faults(anchors_now(), whole=False)) == []
    change(months.tenth(1))
    assert incremental() == []
    (fault,) = faults({}, whole=True)
    assert "was changed" in fault


def test_the_month_that_lasts_is_read_each_time(three_months: None, months: Months) -> None:
    change(months.tenth(3))
    assert "was changed" in incremental()[0]


def test_what_is_taken_out_of_a_month_that_was_found_whole_is_missed(three_months: None, months: Months) -> None:
    entries(months.tenth(1)).delete()
    assert incremental() == [f"month {months.after(1).number}: had 40 entries when it was verified, now 39"]


def test_what_is_cut_from_chains_is_missed(three_months: None, months: Months) -> None:
    AuditEntry.objects.filter(at=months.tenth(3)).delete()
    assert [fault for fault in incremental() if "cut after" in fault]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditmonth SET entries = entries - 1",
        "UPDATE audit_auditmonth SET verified_at = verified_at, ends = '[]'",
        "DELETE FROM audit_auditmonth WHERE former = 0",
        "UPDATE audit_auditmonth SET detached = TRUE",
    ],
)
def test_months_that_somebody_says_were_found_whole_are_read(
    three_months: None, statement: str, months: Months
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    change(months.tenth(1))
    assert [fault for fault in incremental() if "was changed" in fault]


def test_months_are_kept_as_they_are_once_all_was_read_again(three_months: None, months: Months) -> None:
    AuditMonth.objects.order_by("month")[0].delete()
    assert audit_months.list_verified() == []
    record_months(months.begin(4) + timedelta(days=2), whole=True)
    assert len(audit_months.list_verified()) == 4
    assert incremental() == []


def test_a_month_is_not_over_while_something_of_it_may_be_under_way(act: Act, months: Months) -> None:
    act(months.filled_at, 1)
    act(months.tenth(1), 1)
    record_months(months.begin(2) + timedelta(hours=23), whole=False)
    assert [row.month for row in AuditMonth.objects.all()] == [months.after(0).number]


on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def part_of(months: Months, number: int) -> str:
    return months.part("audit_entry", number)


@on_postgresql
def test_parts_are_made_ahead_and_entries_go_to_the_part_of_their_month(act: Act, months: Months) -> None:
    assert {part_of(months, 1), part_of(months, 2), part_of(months, 3), "audit_entry_rest"} <= set(ENTRIES.list_parts())
    act(months.tenth(2), 5)
    assert count_rows(part_of(months, 2)) == 5
    assert AuditEntry.objects.filter(at=months.tenth(2)).count() == 5
    keep_parts(months.begin(2))
    assert part_of(months, 5) in ENTRIES.list_parts()
    assert part_of(months, 6) not in ENTRIES.list_parts()


@on_postgresql
def test_a_worker_that_was_away_for_months_loses_nothing(act: Act, months: Months) -> None:
    far = months.begin(7) + timedelta(days=3)
    act(far, 6)
    assert count_rows("audit_entry_rest") == 6
    before = list(AuditEntry.objects.filter(at=far).order_by("id").values())
    keep_parts(far)
    assert (count_rows("audit_entry_rest"), count_rows(part_of(months, 7))) == (0, 6)
    assert list(AuditEntry.objects.filter(at=far).order_by("id").values()) == before
    assert list(faults({})) == []


@on_postgresql
def test_a_place_in_a_chain_is_taken_once(act: Act, months: Months) -> None:
    act(months.tenth(1), 1)
    twice = AuditEntry.objects.get(at=months.tenth(1))
    twice.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save(force_insert=True)


@on_postgresql
def test_old_months_are_moved_away_and_the_rest_is_still_whole(
    three_months: None, monkeypatch: pytest.MonkeyPatch, months: Months
) -> None:
    monkeypatch.setattr(settings, "HUB_AUDIT_MONTHS", 6)
    early = parse_line(build_line(months.tenth(1)))
    detach_old_parts(months.begin(6))
    assert part_of(months, 1) in ENTRIES.list_parts()  # not old enough
    Round.objects.all().delete()
    detach_old_parts(months.begin(8))
    assert not {part_of(months, 0), part_of(months, 1)} & set(ENTRIES.list_parts())
    assert part_of(months, 2) in ENTRIES.list_parts()
    assert (AuditEntry.objects.filter(at=months.tenth(1)).count(), count_rows(part_of(months, 1))) == (0, 40)
    assert list(faults({}, whole=True)) == []
    now = parse_line(build_line(months.tenth(3)))
    assert now is not None
    assert early is not None
    assert list_valid([early, now]) == [now]
    assert list(faults(anchors_now(), [early, now], whole=True)) == []
    change(months.tenth(2))
    assert [fault for fault in faults({}, whole=True) if "was changed" in fault]


@on_postgresql
def test_a_month_that_nobody_verified_stays(act: Act, monkeypatch: pytest.MonkeyPatch, months: Months) -> None:
    monkeypatch.setattr(settings, "HUB_AUDIT_MONTHS", 6)
    act(months.tenth(1), 3)
    detach_old_parts(months.begin(20))
    assert part_of(months, 1) in ENTRIES.list_parts()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_on_sqlite_the_log_is_one_table(three_months: None, monkeypatch: pytest.MonkeyPatch, months: Months) -> None:
    monkeypatch.setattr(settings, "HUB_AUDIT_MONTHS", 6)
    keep_parts(months.begin(4) + timedelta(days=2))
    detach_old_parts(months.begin(4) + timedelta(days=2))
    assert ENTRIES.list_parts() == []
    assert AuditEntry.objects.filter(at=months.tenth(1)).count() == 40


def test_the_command_reads_all_when_asked(ready: Fresh) -> None:
    for arguments in (("verify",), ("verify", "--all")):
        done = ready.run("audit", *arguments)
        assert (done.returncode, done.stdout.split(":")[0]) == (0, "the audit log is whole")


def test_a_month_knows_its_neighbours() -> None:
    assert Month(202612).next() == Month(202701)
    assert Month(202701).shifted(-1) == Month(202612)
    assert Month(202611).shifted(-23) == Month(202412)
    assert Month(202611).suffix == "2026_11"
