"""The audit log's parts. An entry's place in its chain is unique within its part; across parts the chain's lock and the
hash before it secure it."""

from datetime import datetime, timedelta

from django.db import connection

from hub.audit.periodic_jobs import claim
from hub.core.month_parts import MonthParts, log_if_busy

ENTRIES = MonthParts("audit_entry", "at", unique=("chain, place",))
_EVERY = timedelta(hours=6)


def keep_parts(now: datetime) -> None:
    """Makes the parts of this month and the next ones."""
    if claim("audit partitions", _EVERY, now):
        with log_if_busy():
            ENTRIES.create_parts(connection, now)
