"""Personal data at rest: sealed by AES-256-GCM or SM4-GCM, and found again by a keyed hash with SHA-256 or SM3.

Which of them is in use, the newest key says; see hub/core/keys.py.
"""

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.hashes import SHA256, SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.core.checks import CheckMessage
from django.db import models

from hub.core.keys import Key, Keys, KeysError, Suite, load_keys

_NONCE, _TAG = 12, 16  # bytes


def keys_path() -> Path:
    """Raises KeysError where the settings name none."""
    path: Path | None = settings.HUB_KEYS
    if path is None:
        raise KeysError("HUB_KEYS must name the key file")
    return path


def keys() -> Keys:
    """As the key file now has them: a change to it is noticed at once. Raises KeysError."""
    path = keys_path()
    try:
        state = path.stat()
    except OSError as error:
        raise KeysError(f"{path}: {error.strerror}") from error
    return _loaded(path, state.st_ino, state.st_mtime_ns)


@lru_cache(maxsize=2)
def _loaded(path: Path, inode: int, changed: int) -> Keys:
    return load_keys(path)


def _cipher(key: Key, nonce: bytes, tag: bytes | None = None) -> Cipher[modes.GCM]:
    return Cipher(AES(key.secret) if key.suite is Suite.AES else SM4(key.secret), modes.GCM(nonce, tag))


def seal(text: str, place: str) -> bytes:
    """Key number (1 byte), nonce (12), ciphertext, tag (16). It opens only under the same `place`."""
    sealing = keys().sealing
    number, nonce = max(sealing), os.urandom(_NONCE)
    encryptor = _cipher(sealing[number], nonce).encryptor()
    encryptor.authenticate_additional_data(place.encode())
    return bytes((number,)) + nonce + encryptor.update(text.encode()) + encryptor.finalize() + encryptor.tag


def unseal(sealed: bytes, place: str) -> str:
    """Raises cryptography's InvalidTag where it was changed or moved, KeyError where its key is gone."""
    nonce, text, tag = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE : -_TAG], sealed[-_TAG:]
    decryptor = _cipher(keys().sealing[sealed[0]], nonce, tag).decryptor()
    decryptor.authenticate_additional_data(place.encode())
    return (decryptor.update(text) + decryptor.finalize()).decode()


def fingerprint(text: str, purpose: str) -> str:
    """64 hexadecimal digits, the same for the same text; without the key nothing can be tried against it."""
    return fingerprints(text, purpose)[0]


def fingerprints(text: str, purpose: str) -> list[str]:
    """The fingerprint, and those it had under earlier keys: look for any of them."""
    newest_first = sorted(keys().lookup.items(), reverse=True)
    return [_keyed_hash(key.secret, key.suite, f"{purpose}\0{text}") for _, key in newest_first]


def trail_hash(text: str, suite: Suite) -> str:
    """64 hexadecimal digits for the audit log, under a key of its own."""
    return _keyed_hash(keys().audit, suite, text)


def _keyed_hash(secret: bytes, suite: Suite, text: str) -> str:
    code = HMAC(secret, SHA256() if suite is Suite.AES else SM3())
    code.update(text.encode())
    return code.finalize().hex()


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """JSON data that rests sealed; in Python it is the plain value. Cannot be searched."""

    def check(self, **options: Any) -> list[CheckMessage]:
        """Without BinaryField's demand that a default be bytes: here it is a plain value, too."""
        return models.Field.check(self, **options)

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        return None if value is None else json.loads(unseal(bytes(value), self._place))

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else seal(json.dumps(value, ensure_ascii=False), self._place)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = value if prepared else self.get_prep_value(value)
        return None if sealed is None else connection.Database.Binary(sealed)

    @property
    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"


class FingerprintField(models.CharField):  # type: ignore[type-arg]
    """The fingerprint of another column, sealed, of the same row; made again when the keys change. Empty for none."""

    def __init__(self, *, of: str, purpose: str, **options: Any) -> None:
        super().__init__(**{"max_length": 64, "editable": False, **options})
        self.of, self.purpose = of, purpose

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {**options, "of": self.of, "purpose": self.purpose}
