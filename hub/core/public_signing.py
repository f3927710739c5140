"""Signatures that anybody can check who has the public key: SM2 with SM3 where HUB_CRYPTO is sm, else Ed25519
(RFC 8032).

The private keys follow from the key that chains the audit log, which stays: there is nothing more to keep.
"""

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from contract import sm2
from hub.core.keys import Suite
from hub.core.sealing import trail_hash

_NAMES = {Suite.AES: "ed25519", Suite.SM: "sm2"}


def sign_publicly(words: bytes) -> str:
    """Returns `sm2:` or `ed25519:` and the Base64 of 64 bytes. Raises Sm2Error."""
    suite: Suite = settings.HUB_CRYPTO
    private = _private_key(suite)
    code = sm2.sign(private, words) if suite is Suite.SM else Ed25519PrivateKey.from_private_bytes(private).sign(words)
    return f"{_NAMES[suite]}:{base64.b64encode(code).decode()}"


def is_signed_publicly(signature: str, words: bytes) -> bool:
    """Returns whether the signature is genuine, of either kind: what was signed before HUB_CRYPTO was changed stays
    genuine. Spaces between do not matter."""
    name, _colon, code = "".join(signature.split()).partition(":")
    suite = next((suite for suite in Suite if _NAMES[suite] == name.lower()), None)
    try:
        signed_value = base64.b64decode(code, validate=True)
    except ValueError:
        return False
    if suite is Suite.SM:
        return sm2.is_signed(sm2.public_key_of(_private_key(suite)), signed_value, words)
    return suite is Suite.AES and _is_signed_by_ed25519(signed_value, words)


def public_key(suite: Suite) -> str:
    """Returns the public key as PEM. Raises Sm2Error."""
    private = _private_key(suite)
    if suite is Suite.SM:
        text = base64.encodebytes(sm2.public_key_of(private)).decode().replace("\n", "")
        lines = [text[start : start + 64] for start in range(0, len(text), 64)]
        return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""])
    key = Ed25519PrivateKey.from_private_bytes(private).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _is_signed_by_ed25519(signature: bytes, words: bytes) -> bool:
    try:
        Ed25519PrivateKey.from_private_bytes(_private_key(Suite.AES)).public_key().verify(signature, words)
    except InvalidSignature:
        return False
    return True


def _private_key(suite: Suite) -> bytes:
    seed = bytes.fromhex(trail_hash("public signing", suite))
    if suite is Suite.AES:
        return seed
    return (int.from_bytes(seed) % (sm2.ORDER - 2) + 1).to_bytes(32)
