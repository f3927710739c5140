"""A kiosk's token: told once, kept as a hash."""

import hashlib
import secrets

from hub.audit.findings import holds
from hub.core.row_seal import SEAL
from hub.kiosks.models import Kiosk

# Each request asks this, and the ORM would take longer to word it than the database to answer.
_COLUMNS = ", ".join(["id", SEAL, *Kiosk.list_sealed_columns()])
_KIOSK_OF = f"SELECT {_COLUMNS} FROM kiosks_kiosk WHERE token_hash = %s AND revoked_at IS NULL"  # noqa: S608


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def kiosk_of(token: str) -> Kiosk | None:
    """The kiosk whose token that is, unless it was revoked, or its row was written past the hub."""
    kiosk = next(iter(Kiosk.objects.raw(_KIOSK_OF, [token_hash(token)])), None)
    return kiosk if kiosk is not None and holds(kiosk) else None
