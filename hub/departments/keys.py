"""The keys with which departments' systems come in."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from hub.audit.findings import holds
from hub.audit.services import record as audit
from hub.catalogue.areas import ROOT
from hub.catalogue.models import Area, Department
from hub.core.signing import new_secret
from hub.departments.models import ApiKey, Scope
from hub.kiosks.tokens import token_hash


@dataclass(frozen=True, slots=True, repr=False)
class NewKey:
    """Shown this once."""

    key: str
    secret: str


@transaction.atomic
def add(name: str, department: Department, scopes: Iterable[Scope], now: datetime, area: Area | None = None) -> NewKey:
    """Creates a key for a department's system. Raises IntegrityError where there is one of that name."""
    kinds = sorted(Scope(scope).value for scope in scopes)
    row = ApiKey(name=name, department=department, area_id=area.pk if area else ROOT, scopes=kinds)
    new = fill(row, now)
    row.save()
    audit(None, "add key", f"key {row.pk}", {"department": department.code, "scopes": kinds})
    return new


def fill(row: ApiKey, now: datetime) -> NewKey:
    """Assigns its key to a row that is not saved yet."""
    new = NewKey(secrets.token_urlsafe(32), new_secret())
    row.key_hash, row.secret, row.made_at = token_hash(new.key), new.secret, now
    return new


@transaction.atomic
def revoke(name: str, now: datetime, by: User | None = None) -> bool:
    """Revokes a key. Returns whether there was such a key in use."""
    revoked = ApiKey.objects.filter(name=name, revoked_at=None).update(revoked_at=now)
    if revoked:
        audit(by, "revoke key", f"key {name}")
    return bool(revoked)


def key_of(key: str, now: datetime) -> ApiKey | None:
    """Returns the key, unless it was revoked or is out of date."""
    row = ApiKey.objects.select_related("department", "area").filter(key_hash=token_hash(key), revoked_at=None).first()
    return None if row is None or not holds(row) or (row.expires_at is not None and row.expires_at <= now) else row
