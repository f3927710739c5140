"""Signed messages, in both directions alike, as Standard Webhooks 1.0.0 has them.

`webhook-id` names the message and is its idempotency key; `webhook-timestamp` is in seconds since 1970;
`webhook-signature` is `v1,` and the Base64 of HMAC-SHA-256 over `id.timestamp.body`. Several may stand there, parted
by spaces. With HUB_CRYPTO=sm it is `v1sm3,` and the Base64 of HMAC-SM3; messages that come in have to have that one,
those that go out have both, as receivers may not know SM3.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime

from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

from hub.core.keys import HASHES, Suite

PATIENCE = 300  # seconds a message may be old, or ahead
_VERSIONS = {Suite.AES: "v1", Suite.SM: "v1sm3"}
_PREFIX = "whsec_"


class Late(Exception):
    """Its time is too far from ours."""


class Forged(Exception):
    """The signature is missing or does not fit."""


def new_secret() -> str:
    """Returns `whsec_` and the Base64 of 32 random bytes."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def check_secret(secret: str) -> None:
    """Checks a secret. Raises ValueError for one that has not this form, or is shorter than 24 bytes."""
    if not secret.startswith(_PREFIX) or len(base64.b64decode(secret.removeprefix(_PREFIX), validate=True)) < 24:
        raise ValueError("whsec_ and the Base64 of 24 bytes or more")


def sign(secret: str, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """Returns the headers of a message. Raises ValueError where the secret is not one."""
    stamp = str(int(now.timestamp()))
    suites = [Suite.AES] if settings.HUB_CRYPTO is Suite.AES else [Suite.SM, Suite.AES]
    codes = (base64.b64encode(_code(suite, secret, message_id, stamp, body)).decode() for suite in suites)
    signatures = " ".join(f"{_VERSIONS[suite]},{code}" for suite, code in zip(suites, codes, strict=True))
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": signatures}


def check(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Checks a message's signature. Raises Forged, or Late for a message that was signed well but long ago."""
    stamp = headers.get("webhook-timestamp", "")
    suite = settings.HUB_CRYPTO
    expected = _code(suite, secret, headers.get("webhook-id", ""), stamp, body)
    signatures = (signature.rpartition(",") for signature in headers.get("webhook-signature", "")[:1000].split())
    codes = [code for version, _comma, code in signatures if version == _VERSIONS[suite]]
    if not any(hmac.compare_digest(expected, _decoded(code)) for code in codes):
        raise Forged
    if not stamp.isascii() or not stamp.isdecimal() or abs(int(stamp[:20]) - now.timestamp()) > PATIENCE:
        raise Late


def _code(suite: Suite, secret: str, message_id: str, stamp: str, body: bytes) -> bytes:
    code = HMAC(base64.b64decode(secret.removeprefix(_PREFIX), validate=True), HASHES[suite]())
    code.update(f"{message_id}.{stamp}.".encode() + body)
    return code.finalize()


def _decoded(code: str) -> bytes:
    try:
        return base64.b64decode(code, validate=True)
    except (binascii.Error, ValueError):
        return b""
