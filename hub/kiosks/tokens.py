"""A kiosk's token: told once, kept as a hash. It changes by itself, through the heartbeat's answers."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hub.audit.findings import holds
from hub.audit.services import record
from hub.core.row_seal import SEAL
from hub.core.statements import fetch_model
from hub.kiosks.models import Kiosk

GRACE = timedelta(hours=1)  # the old one still holds after the first use of the new: other requests are on their way
# Each request asks this.
_COLUMNS = ", ".join(["id", SEAL, "clock_ahead", "unproved_at", *Kiosk.list_sealed_columns()])
_KIOSK_OF = f"SELECT {_COLUMNS} FROM kiosks_kiosk WHERE token_hash = %s AND revoked_at IS NULL"  # noqa: S608


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def kiosk_of(hashed: str) -> Kiosk | None:
    """Returns the kiosk whose token has that hash, unless it was revoked or its row was written past the hub.

    The first use of a next token makes it the one in use.
    """
    kiosk = fetch_model(Kiosk, _KIOSK_OF, [hashed]) or _kiosk_in_change(hashed, timezone.now())
    return kiosk if kiosk is not None and holds(kiosk) else None


def next_token(kiosk: Kiosk, rotates: bool, now: datetime) -> str:
    """Returns the token that is to follow, where the one in use is old enough and the kiosk takes it; else "". One that
    was told and never used is void: it was never heard."""
    if not rotates or now - (kiosk.token_since or kiosk.created_at) < settings.TOKEN_AGE:
        return ""
    token = new_token()
    Kiosk.objects.filter(pk=kiosk.pk).update(next_token_hash=token_hash(token))
    return token


def fresh_token(token: str, now: datetime) -> dict[str, object]:
    """Returns the columns of a kiosk that gets its token by hand: all that went before is void."""
    void = {"revoked_at": None, "next_token_hash": None, "former_token_hash": None, "unproved_at": None}
    return {"token_hash": token_hash(token), "token_since": now, **void}


@transaction.atomic
def _kiosk_in_change(hashed: str, now: datetime) -> Kiosk | None:
    is_former = Q(former_token_hash=hashed, former_until__gt=now)
    row: Kiosk | None = Kiosk.objects.filter(Q(next_token_hash=hashed) | is_former, revoked_at=None).first()
    if row is None or row.next_token_hash != hashed:
        return row
    begun = Kiosk.objects.filter(pk=row.pk, next_token_hash=hashed).update(
        token_hash=hashed,
        token_since=now,
        next_token_hash=None,
        former_token_hash=row.token_hash,
        former_until=now + GRACE,
    )
    if begun:
        record(row, "rotate token", f"kiosk {row.name}")
    return row
