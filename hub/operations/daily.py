"""Daily jobs, done by the first process that comes: purging, and verifying the audit log."""

import logging
from datetime import datetime, timedelta

from hub.audit.findings import raise_finding
from hub.audit.models import FindingKind
from hub.audit.periodic_jobs import claim
from hub.audit.verify import list_faults, record_verification
from hub.operations.retention import purge

log = logging.getLogger("hub.work")

WORK = "work"
_A_DAY = timedelta(hours=24)
_WHOLE = timedelta(days=30)  # how often months that were found whole are read again
_NOTED = timedelta(minutes=5)  # how often it is noted that somebody works


def note_work(now: datetime) -> None:
    """Records that background jobs are done, for `python -m hub assess`."""
    claim(WORK, _NOTED, now)


def run(now: datetime) -> None:
    """Verifies the audit log, and removes what is past its time. What the first finds stands in the log and fails
    `assess`."""
    if claim("verify trail", _A_DAY, now):
        _verify(now)
    if claim("purge", _A_DAY, now):
        purge(now)


def _verify(now: datetime) -> None:
    """Tells what it finds before it is recorded: there may be no chain left to record it in."""
    faults = list_faults(whole=claim("verify whole trail", _WHOLE, now))
    for fault in faults:
        log.error("audit log: %s", fault)
    if faults:
        raise_finding(FindingKind.AUDIT_LOG, "audit log", faults[0])
    record_verification(faults)
