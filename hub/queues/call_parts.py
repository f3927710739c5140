"""The calls' months on PostgreSQL. Nothing refers to a call, so that none of its keys has to be unique across parts;
tickets stay one table (docs/decisions/0153)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from hub.audit.periodic_jobs import claim
from hub.audit.services import record
from hub.core.month import Month
from hub.core.month_parts import MonthParts, log_if_busy, until_of

CALLS = MonthParts("queues_turn", "called_at")
_EVERY = timedelta(hours=6)


def keep_call_parts(now: datetime) -> None:
    """Makes the parts of this month and the next ones; detaches those that are older than HUB_CALL_MONTHS, which become
    tables of their own. 0: all stays."""
    if not claim("call partitions", _EVERY, now):
        return
    with log_if_busy():
        CALLS.create_parts(connection, now)
        if settings.HUB_CALL_MONTHS:
            _detach_before(Month.of(now).shifted(-settings.HUB_CALL_MONTHS))


def _detach_before(cutoff: Month) -> None:
    for part in CALLS.list_parts():
        if part != CALLS.rest and until_of(part) <= cutoff:
            with transaction.atomic():
                CALLS.detach_part(part)
                record(None, "detach call month", part)
