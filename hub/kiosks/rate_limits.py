"""Rate limits: tries within an hour or a day, counted in the database for all processes together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models
from django.db.models import F

from hub.audit.services import record
from hub.core.problems import RequestRefused
from hub.kiosks.models import Kiosk, Tries

# Beyond the most there is nothing to write: anyone who goes on trying makes no more work than a read.
_COUNT = """
    INSERT INTO kiosks_tries (what, since, count) VALUES (%s, %s, 1)
    ON CONFLICT (what, since) DO UPDATE SET count = kiosks_tries.count + 1 WHERE kiosks_tries.count < %s
    RETURNING count
"""
_KEPT = timedelta(days=2)
LOOK_UPS = 600  # an hour at one kiosk; a visit takes about five
WRITES = 600  # an hour at one kiosk, with what waited in its outbox
GUESSES = 120  # an hour at one kiosk
NAMELESS_BOOKINGS = 20  # an hour at one kiosk
GUESSES_OF_A_CASE = 10  # a day, at all kiosks together


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A count of tries and how many there may be. `what` names no person."""

    what: str
    most: int
    since: datetime

    def consume(self, by: models.Model | None = None) -> None:
        """Counts one more try; the last one is in the audit log. Call it outside of a transaction that a refusal would
        undo. Raises Refused (429)."""
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [self.what, connection.ops.adapt_datetimefield_value(self.since), self.most])
            row = cursor.fetchone()
        if row is None:
            raise RequestRefused(429)
        if row[0] == self.most:
            record(by, "try too often", self.what)

    def release(self) -> None:
        """Takes one try back: it was none."""
        Tries.objects.filter(what=self.what, since=self.since, count__gt=0).update(count=F("count") - 1)


def consume(what: str, most: int, now: datetime, by: models.Model | None = None) -> None:
    """Counts one more try of what may be tried that often an hour. Raises Refused (429)."""
    RateLimit(what, most, _hour(now)).consume(by)


def take_once(what: str, since: datetime) -> bool:
    """Takes what may be used once; returns True the first time, and False at each further one. `since`: when it was
    made, within the last day."""
    return Tries.objects.get_or_create(what=what, since=since, defaults={"count": 1})[1]


def guesses_by(kiosk: Kiosk, now: datetime) -> RateLimit:
    """Returns the limit for a kiosk that asks for something by its code and what only its owner knows."""
    return RateLimit(f"guess, kiosk {kiosk.pk}", _of(kiosk, GUESSES), _hour(now))


def guesses_of(thing: str, now: datetime) -> RateLimit:
    """Returns the same for one thing, at all kiosks together: to guess one of 10 000 last fours takes years."""
    return RateLimit(thing, GUESSES_OF_A_CASE, now.replace(hour=0, minute=0, second=0, microsecond=0))


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def consume_number(kiosk: Kiosk, now: datetime) -> None:
    """Counts a queue number that a kiosk asks for without a card: only some a minute, so that nobody takes them all.
    Raises Refused."""
    most = _of(kiosk, settings.NAMELESS_NUMBERS_A_MINUTE)
    if most:
        RateLimit(f"number without a card, kiosk {kiosk.pk}", most, now.replace(second=0, microsecond=0)).consume(kiosk)


def consume_lookup(kiosk: Kiosk, now: datetime) -> None:
    """Counts a kiosk's look-up of a person, so that a stolen token cannot ask for a whole town. Raises Refused."""
    consume(f"look up, kiosk {kiosk.pk}", _of(kiosk, LOOK_UPS), now, kiosk)


def consume_write(kiosk: Kiosk, now: datetime) -> None:
    """Counts what a kiosk writes about a person, so that a stolen token cannot do so for a whole town. Raises
    Refused."""
    consume(f"write, kiosk {kiosk.pk}", _of(kiosk, WRITES), now, kiosk)


def consume_nameless_booking(kiosk: Kiosk, now: datetime) -> None:
    """Counts an appointment without a card, so that nobody can take all places of a month. Raises Refused."""
    consume(f"book without a card, kiosk {kiosk.pk}", _of(kiosk, NAMELESS_BOOKINGS), now, kiosk)


def _of(kiosk: Kiosk, most: int) -> int:
    """Returns the limit for a channel: the server of a website counts as a hundred kiosks."""
    return 100 * most if kiosk.web else most


def forget_tries(now: datetime) -> None:
    Tries.objects.filter(since__lt=now - _KEPT).delete()
