"""What one address may do in an hour. It is kept as a keyed hash that changes each day, and so names nobody."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from hub.core.access_log import address_of
from hub.kiosks.rate_limits import RateLimit

POSTS = 300  # a whole quarter of a town may stand behind one address of its mobile network
GUESSES = 60
NUMBERS = 20
BOOKINGS = 20
APPLICATIONS = 30
FILES = 60  # forms with files


def consume_post(request: HttpRequest) -> None:
    """Counts a form that is sent. Raises Refused (429)."""
    limit_of(request, "send", POSTS).consume()


def limit_of(request: HttpRequest, what: str, most: int) -> RateLimit:
    """Returns the count of what this address does this hour."""
    now = timezone.now()
    return RateLimit(f"web {what} {_hash(request, now)}", most, now.replace(minute=0, second=0, microsecond=0))


def _hash(request: HttpRequest, now: datetime) -> str:
    words = f"{now:%Y-%m-%d} {address_of(request)}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).hexdigest()[:32]
