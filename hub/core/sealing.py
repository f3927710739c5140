"""Personal data at rest: sealed by AES-256-GCM or SM4-GCM, and found again by a keyed hash with SHA-256 or SM3.

Which of them is in use, the newest key says; see hub/core/keys.py.
"""

import json
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.hmac import HMAC
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from contract.numbers import tidy_number
from hub.core.keys import HASHES, KeyRing, KeysError, Suite, SuiteKey, load_keys
from hub.core.row_ids import RowId

_NONCE, _TAG = 12, 16  # bytes


def keys_path() -> Path:
    """Returns the path of the key file. Raises KeysError where the settings name none."""
    path: Path | None = settings.HUB_KEYS
    if path is None:
        raise KeysError("HUB_KEYS must name the key file")
    return path


def keys() -> KeyRing:
    """Returns the keys as the key file now has them: a change to it is noticed at once. Raises KeysError."""
    path = keys_path()
    try:
        state = path.stat()
    except OSError as error:
        raise KeysError(f"{path}: {error.strerror}") from error
    return _loaded(path, state.st_ino, state.st_mtime_ns)


@lru_cache(maxsize=2)
def _loaded(path: Path, inode: int, changed: int) -> KeyRing:
    return load_keys(path)


def _encrypt(key: SuiteKey, nonce: bytes, text: bytes, place: bytes) -> bytes:
    """Returns ciphertext and tag."""
    if key.suite is Suite.AES:
        return AESGCM(key.secret).encrypt(nonce, text, place)
    encryptor = Cipher(SM4(key.secret), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(place)
    return encryptor.update(text) + encryptor.finalize() + encryptor.tag


def _decrypt(key: SuiteKey, nonce: bytes, sealed: bytes, place: bytes) -> bytes:
    """Returns the text of ciphertext and tag. Raises InvalidTag."""
    if key.suite is Suite.AES:
        return AESGCM(key.secret).decrypt(nonce, sealed, place)
    decryptor = Cipher(SM4(key.secret), modes.GCM(nonce, sealed[-_TAG:])).decryptor()
    decryptor.authenticate_additional_data(place)
    return decryptor.update(sealed[:-_TAG]) + decryptor.finalize()


def seal(text: str, place: str) -> bytes:
    """Returns key number (1 byte), nonce (12), ciphertext, tag (16). It opens only under the same `place`."""
    sealing = keys().sealing
    number, nonce = max(sealing), os.urandom(_NONCE)
    return bytes((number,)) + nonce + _encrypt(sealing[number], nonce, text.encode(), place.encode())


def unseal(sealed: bytes, place: str) -> str:
    """Returns the text. Raises cryptography's InvalidTag where it was changed or moved, KeyError where its key is
    gone."""
    nonce, content = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    return _decrypt(keys().sealing[sealed[0]], nonce, content, place.encode()).decode()


def fingerprint(text: str, purpose: str) -> str:
    """Returns 64 hexadecimal digits, the same for the same text; without the key nothing can be tried against it."""
    return fingerprints(text, purpose)[0]


def fingerprints(text: str, purpose: str) -> list[str]:
    """Returns the fingerprint, and those it had under earlier keys: look for any of them."""
    newest_first = sorted(keys().lookup.items(), reverse=True)
    return [_keyed_hash(key.secret, key.suite, f"{purpose}\0{text}") for _, key in newest_first]


def trail_hash(text: str, suite: Suite) -> str:
    """Returns 64 hexadecimal digits for the audit log, under a key of its own."""
    return _keyed_hash(keys().audit, suite, text)


def _keyed_hash(secret: bytes, suite: Suite, text: str) -> str:
    code = HMAC(secret, HASHES[suite]())
    code.update(text.encode())
    return code.finalize().hex()


class ChangedPastHub(Exception):
    """A sealed value was changed, or does not belong to the row it stands in: the database was written past the hub."""

    def __init__(self, table: str, column: str, row: str) -> None:
        super().__init__(f"{table} {row}: {column}")
        self.table, self.column, self.row = table, column, row


class SealedValue:
    """A cell as the database has it, not opened."""

    __slots__ = ("cell",)
    _BOUND = b"\0"  # before the key's number, which is never 0

    def __init__(self, cell: bytes) -> None:
        self.cell = cell

    @classmethod
    def build(cls, value: object, place: Sequence[str]) -> "SealedValue":
        """Returns the JSON of a value, sealed for that place: table, column and what the row is known by."""
        return cls(cls._BOUND + seal(json.dumps(value, ensure_ascii=False), json.dumps(place)))

    @property
    def bound(self) -> bool:
        """Returns whether it opens in its own row alone; older ones open anywhere in their column."""
        return self.cell[:1] == self._BOUND

    @property
    def current(self) -> bool:
        """Returns whether it is bound, and rests under the newest key."""
        return self.bound and self.cell[1] == max(keys().sealing)

    def open(self, place: Sequence[str]) -> Any:
        """Returns the plain value. Raises InvalidTag, KeyError."""
        if self.bound:
            return json.loads(unseal(self.cell[1:], json.dumps(place)))
        if keys().bound_only:
            raise InvalidTag
        return json.loads(unseal(self.cell, f"{place[0]}.{place[1]}"))


class _SealedAttribute(DeferredAttribute):
    """Opens when it is first read: only then the whole row is there, and a row that nobody reads costs nothing."""

    field: "SealedField"

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        value = super().__get__(instance, owner)
        if isinstance(value, SealedValue):
            if guard := getattr(instance, "check_before_opening", None):
                guard()
            value = instance.__dict__[self.field.attname] = self.field.open(value, instance)
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value if isinstance(value, SealedValue) else self.field.to_value(value)


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """JSON data that rests sealed, and opens only in the row that it was written for; in Python it is the plain value.
    Cannot be searched.

    `bound_to` names what the row is known by: columns that have a value before the row is written, and keep it.
    """

    descriptor_class = _SealedAttribute
    non_db_attrs = (*models.BinaryField.non_db_attrs, "bound_to")

    def __init__(self, verbose_name: Any = None, *, bound_to: Sequence[str] = ("pk",), **options: Any) -> None:
        super().__init__(verbose_name, **options)
        self.bound_to = tuple(bound_to)

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, options if self.bound_to == ("pk",) else options | {"bound_to": self.bound_to}

    def check(self, **options: Any) -> list[CheckMessage]:
        """Returns the field's faults, without BinaryField's demand that a default be bytes: here it is a plain value,
        too."""
        messages = models.Field.check(self, **options)
        key = self.model._meta.pk
        if "pk" in self.bound_to and isinstance(key, models.AutoField) and not isinstance(key, RowId):
            messages.append(
                Error("is bound to a key that is not there before the row; use RowId", obj=self, id="hub.E001")
            )
        return messages

    def to_value(self, value: Any) -> Any:
        """Returns the value in Python, of what was set."""
        return value

    def to_json(self, value: Any) -> Any:
        """Returns what rests sealed; None rests as NULL."""
        return value

    def open(self, value: SealedValue, instance: models.Model) -> Any:
        """Returns the plain value. Raises ChangedPastHub; KeyError where its key is gone."""
        place = self._place(instance)
        try:
            return self.to_value(value.open(place))
        except (InvalidTag, ValueError) as error:
            raise ChangedPastHub(place[0], place[1], " ".join(place[2:])) from error

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        return self.to_value(None) if value is None else SealedValue(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, SealedValue):
            return value
        content = None if value is None else self.to_json(value)
        return None if content is None else SealedValue.build(content, self._place(model_instance))

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Returns the sealed value. Raises TypeError for a value without a row, as `update()` has it."""
        if isinstance(value, SealedValue):
            return connection.Database.Binary(value.cell)
        if value is None or self.to_json(value) is None:
            return None
        raise TypeError(f"{self.name} is sealed for its row: save() writes it, or bulk_create()")

    @property
    def get_placeholder(self) -> Any:
        """Is none, as BinaryField's own says nothing here but keeps Django from inserting many rows as arrays, which
        takes a third less time."""
        raise AttributeError("get_placeholder")

    def _current_binding(self) -> tuple[str, ...]:
        """Returns the present binding: a migration's old model seals for the row as it is opened today."""
        meta = self.model._meta
        if meta.apps is apps:
            return self.bound_to
        try:
            today = apps.get_model(meta.app_label, str(meta.model_name))._meta.get_field(str(self.name))
        except (LookupError, FieldDoesNotExist):
            return self.bound_to
        return today.bound_to if isinstance(today, SealedField) else self.bound_to

    def _place(self, instance: models.Model) -> list[str]:
        meta = self.model._meta
        fields = [meta.pk if name == "pk" else meta.get_field(name) for name in self._current_binding()]
        values = [field.to_python(getattr(instance, field.attname)) for field in fields]  # type: ignore[union-attr]
        if None in values:
            raise TypeError(f"{self.name}: the row is not known yet by {self.bound_to}")
        return [meta.db_table, str(self.column), *map(str, values)]


class SealedWords(SealedField):
    """Free words, sealed; none at all rest as NULL, and are an empty string in Python."""

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        super().__init__(verbose_name, **{"null": True, "default": "", **options})

    def to_value(self, value: Any) -> Any:
        return value or ""

    def to_json(self, value: Any) -> Any:
        return value or None


class FingerprintField(models.CharField):  # type: ignore[type-arg]
    """The fingerprint of another column, sealed, of the same row; made again when the keys change. Empty for none.

    `tidied`: of the number as `tidy_number` writes it, however it was typed.
    """

    def __init__(self, *, of: str, purpose: str, tidied: bool = False, **options: Any) -> None:
        super().__init__(**{"max_length": 64, "editable": False, **options})
        self.of, self.purpose, self.tidied = of, purpose, tidied

    def hashed_text(self, row: models.Model) -> str:
        """Returns that of which the row's fingerprint is made. Raises ChangedPastHub."""
        text = getattr(row, self.of) or ""
        return tidy_number(text) if self.tidied else text

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {**options, "of": self.of, "purpose": self.purpose}
