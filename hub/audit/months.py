"""Months of the audit log that were found whole: later verifications begin after them, and they can be moved away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min, QuerySet

from hub.audit.models import CHAINS, AuditEntry, AuditMonth
from hub.audit.partitions import ENTRIES
from hub.audit.periodic_jobs import claim
from hub.audit.services import record
from hub.audit.witness import read_hashes
from hub.core.month import Month
from hub.core.month_parts import log_if_busy, until_of

_LATE = timedelta(days=1)  # no transaction is under way for that long
_EVERY = timedelta(days=1)
End = tuple[int, str]  # place and hash
_NOTHING: End = (0, "")


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """How much of each chain a verification does not read, and the months of it whose entries must be there."""

    ends: Sequence[End]
    months: Sequence[AuditMonth]

    def list_faults(self) -> Iterator[str]:
        """Yields what is wrong with what is not read."""
        for row in self.months:
            count = _entries_of(Month(row.month)).count()
            if count != row.entries:
                yield f"month {row.month}: had {row.entries} entries when it was verified, now {count}"
        if self.months:
            hashes = read_hashes((chain, place) for chain, (place, _) in enumerate(self.ends) if place)
            for chain, (place, last) in enumerate(self.ends):
                if place and hashes.get((chain, place), last) != last:
                    yield f"chain {chain}: entry {place} is not the one that was verified"


def get_starting_point(*, whole: bool) -> StartingPoint:
    """Returns the point after the months that were found whole; with `whole`, after those alone that were moved
    away."""
    months = [row for row in list_verified() if row.detached or not whole]
    ends = _ends_in(months[-1]) if months else [_NOTHING] * CHAINS
    return StartingPoint(ends, [row for row in months if not row.detached])


def list_verified() -> list[AuditMonth]:
    """Returns the months from the first one on, as far as they are as the hub wrote them and none is missing."""
    rows: list[AuditMonth] = []
    for row in AuditMonth.objects.order_by("month"):
        if not row.is_sealed() or row.former != (rows[-1].month if rows else 0):
            break
        rows.append(row)
    return rows


def record_months(now: datetime, *, whole: bool) -> None:
    """Records the months that are over, once all that was read was found whole; with `whole`, all that are there."""
    last = next((row for row in reversed(list_verified()) if row.detached or not whole), None)
    month = _first_month() if last is None else Month(last.month).next()
    ends, former = ([_NOTHING] * CHAINS, 0) if last is None else (_ends_in(last), last.month)
    rows = []
    while month is not None and month.end + _LATE <= now:
        ends, count = _ends_of(month, ends), _entries_of(month).count()
        rows.append(AuditMonth(month=month.number, former=former, ends=ends, entries=count, verified_at=now))
        month, former = month.next(), month.number
    _replace_after(last, rows)


@transaction.atomic
def _replace_after(last: AuditMonth | None, rows: Sequence[AuditMonth]) -> None:
    AuditMonth.objects.filter(month__gt=last.month if last else 0).delete()
    AuditMonth.objects.bulk_create(rows)


def _first_month() -> Month | None:
    first = AuditEntry.objects.aggregate(first=Min("at"))["first"]
    return None if first is None else Month.of(first)


def _ends_in(row: AuditMonth) -> list[End]:
    return [(int(place), str(last)) for place, last in row.ends]


def _ends_of(month: Month, before: Sequence[End]) -> list[End]:
    """Returns how far the chains had come at the end of a month."""
    rows = _entries_of(month).order_by().values("chain").annotate(last=Max("place"))
    places = {row["chain"]: row["last"] for row in rows}
    hashes = read_hashes(places.items())
    ends = [(places.get(chain, 0), hashes.get((chain, places.get(chain, 0)), "")) for chain in range(CHAINS)]
    return [max(pair) for pair in zip(before, ends, strict=True)]


def _entries_of(month: Month) -> "QuerySet[Any]":
    return AuditEntry.objects.filter(at__gte=month.begin, at__lt=month.end)


def detach_old_parts(now: datetime) -> None:
    """Detaches each month that is older than HUB_AUDIT_MONTHS, and was found whole: it becomes a table of its own. 0:
    all stays."""
    if not settings.HUB_AUDIT_MONTHS or not claim("detach audit", _EVERY, now):
        return
    cutoff = Month.of(now).shifted(-settings.HUB_AUDIT_MONTHS)
    verified = {row.month for row in list_verified()}
    with log_if_busy():
        for part in sorted(ENTRIES.list_parts(), key=until_of):
            until = until_of(part)
            if part != ENTRIES.rest and until <= cutoff and until.shifted(-1).number in verified:
                _detach(part, until)


@transaction.atomic
def _detach(part: str, until: Month) -> None:
    for row in AuditMonth.objects.filter(month__lt=until.number, detached=False):
        row.detached = True
        row.save(update_fields=["detached"])
    ENTRIES.detach_part(part)
    record(None, "detach audit month", part)
