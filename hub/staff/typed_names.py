"""Names as they are typed at log-in: only a keyed hash of them is kept, as one may be a password in the wrong field."""

from collections.abc import Mapping

from django.http import HttpRequest

from hub.core.keys import Suite
from hub.core.sealing import trail_hash


def hash_name(name: str) -> str:
    return trail_hash(f"typed name\0{name}", Suite.AES)


def hashed_name(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str | None:
    """Returns what django-axes counts wrong passwords by."""
    name = credentials.get("username") if credentials else request.POST.get("username")
    return None if name is None else hash_name(name)
