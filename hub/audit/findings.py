"""What was written past the hub, or is missing: raised once, in the log, in the audit log and for `assess`."""

import logging

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hub.audit.models import Chain, Finding, FindingKind
from hub.audit.services import record
from hub.core.sealing import ChangedPastHub

log = logging.getLogger("hub.audit")
_LONGEST_SUBJECT, _LONGEST_DETAIL = 160, 400


def raise_finding(kind: FindingKind, subject: str, detail: str = "") -> None:
    """Call it outside of a transaction that may be undone. Neither `subject` nor `detail` may hold personal data."""
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
    raise_finding(FindingKind.ROW, f"{error.table} {error.row}", error.column)


def list_open() -> "QuerySet[Finding]":
    return Finding.objects.filter(seen_at=None)


@transaction.atomic
def close(finding: Finding, by: User) -> None:
    """Somebody has looked into it."""
    if Finding.objects.filter(pk=finding.pk, seen_at=None).update(seen_at=timezone.now()):
        record(by, "close finding", f"finding {finding.pk}")
