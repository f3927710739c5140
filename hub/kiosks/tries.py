"""How often something may be tried within an hour: counted in the database, for all processes together."""

from datetime import datetime, timedelta

from django.db import connection, models

from hub.audit.services import record
from hub.kiosks.models import Tries
from hub.problems import Refused

# Beyond the most there is nothing to write: whoever goes on trying makes no more work than a read.
_COUNT = """
    INSERT INTO kiosks_tries (what, hour, count) VALUES (%s, %s, 1)
    ON CONFLICT (what, hour) DO UPDATE SET count = kiosks_tries.count + 1 WHERE kiosks_tries.count < %s
    RETURNING count
"""
_KEPT = timedelta(days=1)


def spend(what: str, most: int, now: datetime, by: models.Model | None = None) -> None:
    """Count one more try of what may be tried so often an hour. The last of them is on the trail.

    Call it outside of a transaction that a refusal would undo. Raises Refused (429).
    """
    hour = connection.ops.adapt_datetimefield_value(now.replace(minute=0, second=0, microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [what, hour, most])
        row = cursor.fetchone()
    if row is None:
        raise Refused(429)
    if row[0] == most:
        record(by, "try too often", what)


def forget_tries(now: datetime) -> None:
    Tries.objects.filter(hour__lt=now - _KEPT).delete()
