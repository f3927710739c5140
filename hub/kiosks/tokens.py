"""A kiosk's token: told once, kept as a hash."""

import hashlib
import secrets

from hub.kiosks.models import Kiosk

# Each request asks this, and the ORM would take longer to word it than the database to answer.
_KIOSK_OF = "SELECT id, name, site_id, web, clock_ahead FROM kiosks_kiosk WHERE token_hash = %s AND revoked_at IS NULL"


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def kiosk_of(token: str) -> Kiosk | None:
    """The kiosk whose token that is, unless it was revoked."""
    return next(iter(Kiosk.objects.raw(_KIOSK_OF, [token_hash(token)])), None)
