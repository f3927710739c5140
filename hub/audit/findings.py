"""Rows that were written past the hub, or is missing: raised once, in the log, in the audit log and for `assess`."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hub.audit.models import Chain, Finding, FindingKind
from hub.audit.periodic_jobs import claim
from hub.audit.services import record
from hub.core.row_seal import SEAL, SealedRow, list_broken
from hub.core.sealing import ChangedPastHub

Row = TypeVar("Row")
log = logging.getLogger("hub.audit")
_EVERY = timedelta(minutes=5)
_LONGEST_SUBJECT, _LONGEST_DETAIL = 160, 400
_MOST = 200  # findings of one look at all seals: a whole table that was changed is an alarm all the same


def raise_finding(kind: FindingKind, subject: str, detail: str = "") -> None:
    """Records and tells of what was found; to be called outside of a transaction that may be undone. Neither
    `subject` nor `detail` may hold personal data."""
    values = {"detail": detail[:_LONGEST_DETAIL], "found_at": timezone.now()}
    subject = subject[:_LONGEST_SUBJECT]
    _, new = Finding.objects.get_or_create(kind=kind.value, subject=subject, seen_at=None, defaults=values)
    if not new:
        return
    log.critical("%s: %s %s", kind.value, subject, detail)
    try:
        record(None, "raise finding", subject, {"kind": kind.value})
    except Chain.DoesNotExist:
        log.critical("the audit log has no chains: this cannot be recorded")


def raise_row_changed(error: ChangedPastHub) -> None:
    kind = FindingKind.CREDENTIAL if error.column == SEAL else FindingKind.ROW
    raise_finding(kind, f"{error.table} {error.row}", error.column)


def do_each(rows: Iterable[Row], act: Callable[[Row], object]) -> int:
    """Acts on each of the rows; returns for how many `act` was true. One that was written past the hub is a finding,
    and keeps nobody from acting on the others."""
    count = 0
    for row in rows:
        try:
            count += bool(act(row))
        except ChangedPastHub as error:
            raise_row_changed(error)
    return count


def holds(row: SealedRow) -> bool:
    """Returns whether a row that confers rights is as the hub wrote it; one that is not is a finding."""
    try:
        row.check_seal()
    except ChangedPastHub as error:
        raise_row_changed(error)
        return False
    return True


def watch_credentials(now: datetime) -> None:
    """Checks the rows that confer rights, used or not."""
    if claim("credentials", _EVERY, now):
        for error in list_broken()[:_MOST]:
            raise_row_changed(error)


def list_open() -> "QuerySet[Finding]":
    return Finding.objects.filter(seen_at=None)


@transaction.atomic
def close(finding: Finding, by: User) -> None:
    """Closes a finding that somebody has looked into."""
    if Finding.objects.filter(pk=finding.pk, seen_at=None).update(seen_at=timezone.now()):
        record(by, "close finding", f"finding {finding.pk}")
