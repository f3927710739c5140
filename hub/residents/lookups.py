"""A kiosk looks a person up by the number on their card: counted, and named for the audit log."""

from datetime import datetime

from hub.kiosks import rate_limits
from hub.kiosks.models import Kiosk
from hub.residents.selectors import find


def person_of(kiosk: Kiosk, number: str, now: datetime) -> str:
    """Returns what the audit log calls them. Raises Refused."""
    rate_limits.consume_lookup(kiosk, now)
    return subject_of(number)


def subject_of(number: str) -> str:
    resident = find(number)
    return f"resident {resident.pk}" if resident else "resident unknown"
