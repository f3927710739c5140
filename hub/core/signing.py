"""Signed messages, in both directions alike, as Standard Webhooks 1.0.0 has them.

`webhook-id` names the message and is its idempotency key; `webhook-timestamp` is in seconds since 1970;
`webhook-signature` is `v1,` and the Base64 of HMAC-SHA-256 over `id.timestamp.body`. Several may stand there, parted
by spaces.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime

PATIENCE = 300  # seconds a message may be old, or ahead
_PREFIX = "whsec_"


class Late(Exception):
    """Its time is too far from ours."""


class Forged(Exception):
    """The signature is missing or does not fit."""


def new_secret() -> str:
    """`whsec_` and the Base64 of 32 random bytes."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def check_secret(secret: str) -> None:
    """Raises ValueError for one that has not this form, or is shorter than 24 bytes."""
    if not secret.startswith(_PREFIX) or len(base64.b64decode(secret.removeprefix(_PREFIX), validate=True)) < 24:
        raise ValueError("whsec_ and the Base64 of 24 bytes or more")


def sign(secret: str, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers of a message. Raises ValueError where the secret is not one."""
    stamp = str(int(now.timestamp()))
    code = base64.b64encode(_code(secret, message_id, stamp, body)).decode()
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": f"v1,{code}"}


def check(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Raises Forged, or Late for a message that was signed well but long ago."""
    stamp = headers.get("webhook-timestamp", "")
    expected = _code(secret, headers.get("webhook-id", ""), stamp, body)
    given = [code.removeprefix("v1,") for code in headers.get("webhook-signature", "")[:1000].split()]
    if not any(hmac.compare_digest(expected, _decoded(code)) for code in given):
        raise Forged
    if not stamp.isascii() or not stamp.isdecimal() or abs(int(stamp[:20]) - now.timestamp()) > PATIENCE:
        raise Late


def _code(secret: str, message_id: str, stamp: str, body: bytes) -> bytes:
    key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    return hmac.digest(key, f"{message_id}.{stamp}.".encode() + body, hashlib.sha256)


def _decoded(code: str) -> bytes:
    try:
        return base64.b64decode(code, validate=True)
    except (binascii.Error, ValueError):
        return b""
