"""The audit log by month: verified once, divided into parts on PostgreSQL, moved away when it is old."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hub.audit import months
from hub.audit.models import AuditEntry, AuditMonth, Round
from hub.audit.months import detach_old_parts, record_months
from hub.audit.partitions import ENTRIES, keep_parts
from hub.audit.services import record
from hub.audit.verify import anchors_now, faults
from hub.audit.witness import build_line, list_valid, parse_line
from hub.core.month import Month
from tests.hub.hub_process import Fresh

THIS = Month.of(timezone.now())
FIRST, SECOND, THIRD = (THIS.shifted(months).begin + timedelta(days=9) for months in (1, 2, 3))
LATER = THIS.shifted(4).begin + timedelta(days=2)

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
def three_months(act: Act) -> None:
    """Two of them over and found whole, and one that lasts."""
    act(timezone.now(), 1)
    act(FIRST, 40)
    act(SECOND, 40)
    record_months(THIS.shifted(3).begin + timedelta(days=2), whole=False)
    act(THIRD, 40)


def entries(month: datetime) -> AuditEntry:
    return AuditEntry.objects.filter(at=month).order_by("id")[3]


def change(month: datetime) -> None:
    AuditEntry.objects.filter(pk=entries(month).pk).update(subject="case 99")


def incremental() -> list[str]:
    return list(faults({}, whole=False))


def test_a_month_that_was_found_whole_is_read_again_only_when_asked(three_months: None) -> None:
    assert [row.month for row in AuditMonth.objects.all()] == [THIS.shifted(number).number for number in range(3)]
    assert AuditMonth.objects.get(month=THIS.shifted(1).number).entries == 40
    assert incremental() == []
    assert list(faults(anchors_now(), whole=False)) == []
    change(FIRST)
    assert incremental() == []
    (fault,) = faults({}, whole=True)
    assert "was changed" in fault


def test_the_month_that_lasts_is_read_each_time(three_months: None) -> None:
    change(THIRD)
    assert "was changed" in incremental()[0]


def test_what_is_taken_out_of_a_month_that_was_found_whole_is_missed(three_months: None) -> None:
    entries(FIRST).delete()
    assert incremental() == [f"month {THIS.shifted(1).number}: had 40 entries when it was verified, now 39"]


def test_what_is_cut_from_chains_is_missed(three_months: None) -> None:
    AuditEntry.objects.filter(at=THIRD).delete()
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
def test_months_that_somebody_says_were_found_whole_are_read(three_months: None, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    change(FIRST)
    assert [fault for fault in incremental() if "was changed" in fault]


def test_months_are_kept_as_they_are_once_all_was_read_again(three_months: None) -> None:
    AuditMonth.objects.order_by("month")[0].delete()
    assert months.list_verified() == []
    record_months(LATER, whole=True)
    assert len(months.list_verified()) == 4
    assert incremental() == []


def test_a_month_is_not_over_while_something_of_it_may_be_under_way(act: Act) -> None:
    act(timezone.now(), 1)
    act(FIRST, 1)
    record_months(THIS.shifted(2).begin + timedelta(hours=23), whole=False)
    assert [row.month for row in AuditMonth.objects.all()] == [THIS.number]


on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def rows_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def part(months_on: int) -> str:
    return f"audit_entry_{THIS.shifted(months_on).suffix}"


@on_postgresql
def test_parts_are_made_ahead_and_entries_go_to_the_part_of_their_month(act: Act) -> None:
    assert {part(1), part(2), part(3), "audit_entry_rest"} <= set(ENTRIES.list_parts())
    act(SECOND, 5)
    assert rows_of(part(2)) == 5
    assert AuditEntry.objects.filter(at=SECOND).count() == 5
    keep_parts(THIS.shifted(2).begin)
    assert part(5) in ENTRIES.list_parts()
    assert part(6) not in ENTRIES.list_parts()


@on_postgresql
def test_a_worker_that_was_away_for_months_loses_nothing(act: Act) -> None:
    far = THIS.shifted(7).begin + timedelta(days=3)
    act(far, 6)
    assert rows_of("audit_entry_rest") == 6
    before = list(AuditEntry.objects.filter(at=far).order_by("id").values())
    keep_parts(far)
    assert (rows_of("audit_entry_rest"), rows_of(part(7))) == (0, 6)
    assert list(AuditEntry.objects.filter(at=far).order_by("id").values()) == before
    assert list(faults({})) == []


@on_postgresql
def test_a_place_in_a_chain_is_taken_once(act: Act) -> None:
    act(FIRST, 1)
    twice = AuditEntry.objects.get(at=FIRST)
    twice.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save(force_insert=True)


@on_postgresql
def test_old_months_are_moved_away_and_the_rest_is_still_whole(
    three_months: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HUB_AUDIT_MONTHS", 6)
    early = parse_line(build_line(FIRST))
    detach_old_parts(THIS.shifted(6).begin)
    assert part(1) in ENTRIES.list_parts()  # not old enough
    Round.objects.all().delete()
    detach_old_parts(THIS.shifted(8).begin)
    assert not {part(0), part(1)} & set(ENTRIES.list_parts())
    assert part(2) in ENTRIES.list_parts()
    assert (AuditEntry.objects.filter(at=FIRST).count(), rows_of(part(1))) == (0, 40)
    assert list(faults({}, whole=True)) == []
    now = parse_line(build_line(THIRD))
    assert now is not None
    assert early is not None
    assert list_valid([early, now]) == [now]
    assert list(faults(anchors_now(), [early, now], whole=True)) == []
    change(SECOND)
    assert [fault for fault in faults({}, whole=True) if "was changed" in fault]


@on_postgresql
def test_a_month_that_nobody_verified_stays(act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUB_AUDIT_MONTHS", 6)
    act(FIRST, 3)
    detach_old_parts(THIS.shifted(20).begin)
    assert part(1) in ENTRIES.list_parts()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_on_sqlite_the_log_is_one_table(three_months: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUB_AUDIT_MONTHS", 6)
    keep_parts(LATER)
    detach_old_parts(LATER)
    assert ENTRIES.list_parts() == []
    assert AuditEntry.objects.filter(at=FIRST).count() == 40


def test_the_command_reads_all_when_asked(ready: Fresh) -> None:
    for arguments in (("verify",), ("verify", "--all")):
        done = ready.run("audit", *arguments)
        assert (done.returncode, done.stdout.split(":")[0]) == (0, "the audit log is whole")


def test_a_month_knows_its_neighbours() -> None:
    assert Month(202612).next() == Month(202701)
    assert Month(202701).shifted(-1) == Month(202612)
    assert Month(202611).shifted(-23) == Month(202412)
    assert Month(202611).suffix == "2026_11"
