"""Rate limits: tries within an hour or a day, counted in the database for all processes together."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models

from hub.audit.services import record
from hub.core.problems import Refused
from hub.kiosks.models import Kiosk, Tries

# Beyond the most there is nothing to write: anyone who goes on trying makes no more work than a read.
_COUNT = """
    INSERT INTO kiosks_tries (what, since, count) VALUES (%s, %s, 1)
    ON CONFLICT (what, since) DO UPDATE SET count = kiosks_tries.count + 1 WHERE kiosks_tries.count < %s
    RETURNING count
"""
_KEPT = timedelta(days=2)
LOOK_UPS = 600  # an hour at one kiosk; a visit takes about five
GUESSES = 120  # an hour at one kiosk
NAMELESS_BOOKINGS = 20  # an hour at one kiosk
GUESSES_OF_A_CASE = 10  # a day, at all kiosks together


def consume(what: str, most: int, now: datetime, by: models.Model | None = None, a_day: bool = False) -> None:
    """Count one more try of what may be tried so often an hour, or a day. The last of them is in the audit log.

    Call it outside of a transaction that a refusal would undo. Raises Refused (429).
    """
    _consume(what, most, now.replace(hour=0 if a_day else now.hour, minute=0, second=0, microsecond=0), by)


def consume_number(kiosk: Kiosk, now: datetime) -> None:
    """A kiosk asks for a queue number without a card: so many a minute, or nobody could tell who takes them all. Raises
    Refused."""
    most = _of(kiosk, settings.NAMELESS_NUMBERS_A_MINUTE)
    if most:
        _consume(f"number without a card, kiosk {kiosk.pk}", most, now.replace(second=0, microsecond=0), kiosk)


def _consume(what: str, most: int, since: datetime, by: models.Model | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [what, connection.ops.adapt_datetimefield_value(since), most])
        row = cursor.fetchone()
    if row is None:
        raise Refused(429)
    if row[0] == most:
        record(by, "try too often", what)


def consume_lookup(kiosk: Kiosk, now: datetime) -> None:
    """A kiosk asks what is known of somebody: who stole its token cannot ask for a whole town. Raises Refused."""
    consume(f"look up, kiosk {kiosk.pk}", _of(kiosk, LOOK_UPS), now, kiosk)


def consume_guess(kiosk: Kiosk, now: datetime) -> None:
    """A kiosk asks for something by its code, and what only its owner knows of themselves. Raises Refused."""
    consume(f"guess, kiosk {kiosk.pk}", _of(kiosk, GUESSES), now, kiosk)


def consume_nameless_booking(kiosk: Kiosk, now: datetime) -> None:
    """Somebody takes an appointment without a card: nobody can so take all places of a month. Raises Refused."""
    consume(f"book without a card, kiosk {kiosk.pk}", _of(kiosk, NAMELESS_BOOKINGS), now, kiosk)


def _of(kiosk: Kiosk, most: int) -> int:
    """The server of a website speaks for as many as a hundred kiosks."""
    return 100 * most if kiosk.web else most


def consume_guess_of(case: str, kiosk: Kiosk, now: datetime) -> None:
    """As `consume_guess`, for one case, whichever kiosk asks: of 10 000 last fours one finds it in years. Raises
    Refused."""
    consume(f"guess, case {case}", GUESSES_OF_A_CASE, now, kiosk, a_day=True)


def forget_tries(now: datetime) -> None:
    Tries.objects.filter(since__lt=now - _KEPT).delete()
