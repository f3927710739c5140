"""The hub's keys: one JSON file outside the database, readable by its owner alone.

{"secret_key": "…", "secret_key_before": "…", "audit": "…",
 "lookup": {"1": "aes:BASE64"}, "sealing": {"1": "aes:BASE64", "2": "sm:BASE64"},
 "bound_only": true}
Of lookup and sealing keys the one with the highest number is in use; the others still find and open what is old.
With `bound_only`, what was sealed before values were bound to their rows is refused: nothing of it is left.
"""

import base64
import hashlib
import hmac
import json
import secrets
import stat
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256, SM3

from hub.core.private_files import write_private


class KeysError(Exception):
    """The key file is missing, open to others, or not what it should be."""


class Suite(StrEnum):
    """The algorithms a key is for."""

    AES = "aes"  # AES-256-GCM (NIST SP 800-38D) and HMAC-SHA-256
    SM = "sm"  # SM4-GCM (GB/T 32907-2016) and HMAC-SM3 (GB/T 32905-2016)


HASHES: dict[Suite, type[SHA256 | SM3]] = {Suite.AES: SHA256, Suite.SM: SM3}
_SEALING_BYTES = {Suite.AES: 32, Suite.SM: 16}


@dataclass(frozen=True, slots=True, repr=False)
class SuiteKey:
    suite: Suite
    secret: bytes


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """`sealing` hides data, `lookup` finds numbers again, `audit` chains the audit log; the first two by number.

    `secret_key` is Django's, and signs what browsers bring back; the one before it is still taken.
    """

    secret_key: str
    audit: bytes
    lookup: dict[int, SuiteKey]
    sealing: dict[int, SuiteKey]
    secret_key_before: str = ""
    bound_only: bool = False

    @property
    def suite(self) -> Suite:
        """Returns the algorithms in use."""
        return self.sealing[max(self.sealing)].suite


def load_keys(path: Path) -> KeyRing:
    """Returns the keys of the file. Raises KeysError."""
    try:
        if _is_open_to_others(path):
            raise KeysError(f"{path}: others can read it; chmod 600 it")
        keys = _read(json.loads(path.read_text()))
    except OSError as error:
        raise KeysError(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeysError(f"{path}: not a key file") from error
    if not _usable(keys):
        raise KeysError(f"{path}: needs sealing keys of 32 bytes (aes) or 16 (sm), numbered 1 to 255, and lookup keys")
    return keys


def _is_open_to_others(path: Path) -> bool:
    """Returns whether others than its owner can read it. What systemd hands a service may be root's, and readable by
    root's group and, by its access list, the service."""
    state = path.stat()
    handed = state.st_uid == state.st_gid == 0 and stat.S_IMODE(state.st_mode) == 0o440
    return bool(state.st_mode & 0o077) and not handed


def make_keys(path: Path, suite: Suite = Suite.AES) -> None:
    """Writes new keys, whole or not at all, never over a file that is there. Raises KeysError."""
    lookup, sealing = (
        SuiteKey(suite, secrets.token_bytes(32)),
        SuiteKey(suite, secrets.token_bytes(_SEALING_BYTES[suite])),
    )
    keys = KeyRing(_new_secret(), secrets.token_bytes(32), {1: lookup}, {1: sealing}, bound_only=True)
    _store(path, keys, over=False)


def _new_secret() -> str:
    return secrets.token_urlsafe(48)


def add_keys(path: Path, suite: Suite) -> None:
    """Puts a new lookup key, sealing key and secret key into use; the old ones stay. Raises KeysError."""
    keys = load_keys(path)
    number = max(keys.sealing) + 1
    if number > 255:
        raise KeysError(f"{path}: the numbers for sealing keys are used up; retire old ones and number them again")
    lookup = keys.lookup | {max(keys.lookup) + 1: SuiteKey(suite, secrets.token_bytes(32))}
    sealing = keys.sealing | {number: SuiteKey(suite, secrets.token_bytes(_SEALING_BYTES[suite]))}
    _store(path, KeyRing(_new_secret(), keys.audit, lookup, sealing, keys.secret_key, keys.bound_only), over=True)


def refuse_unbound(path: Path) -> None:
    """Refuses from now on every value that was sealed before values were bound to their rows. Raises KeysError."""
    keys = load_keys(path)
    if not keys.bound_only:
        _store(path, replace(keys, bound_only=True), over=True)


def retire_keys(path: Path) -> None:
    """Forgets all sealing keys but the one in use, and the secret key before. Lookup keys stay: old replays are known
    by them. Raises KeysError.
    """
    keys = load_keys(path)
    newest = max(keys.sealing)
    _store(path, replace(keys, sealing={newest: keys.sealing[newest]}, secret_key_before=""), over=True)


def _read(content: dict[str, object]) -> KeyRing:
    lookup = content["lookup"]
    first = {"1": lookup} if isinstance(lookup, str) else lookup  # there was one, without a number
    before = str(content.get("secret_key_before", ""))
    keys = KeyRing(
        str(content["secret_key"]),
        b"",
        _read_keys(first),
        _read_keys(content["sealing"]),
        before,
        content.get("bound_only") is True,
    )
    audit = content.get("audit")
    derived = hmac.digest(keys.lookup[min(keys.lookup)].secret, b"audit trail", hashlib.sha256)
    return replace(keys, audit=base64.b64decode(audit) if isinstance(audit, str) else derived)


def _read_keys(content: object) -> dict[int, SuiteKey]:
    if not isinstance(content, dict):
        raise TypeError("keys by number")
    return {int(number): _read_key(text) for number, text in content.items()}


def _read_key(text: str) -> SuiteKey:
    suite, _, secret = text.rpartition(":")
    return SuiteKey(Suite(suite or Suite.AES), base64.b64decode(secret))


def _usable(keys: KeyRing) -> bool:
    lengths = all(len(key.secret) == _SEALING_BYTES[key.suite] for key in keys.sealing.values())
    return bool(keys.lookup and keys.sealing) and lengths and all(1 <= number <= 255 for number in keys.sealing)


def _store(path: Path, keys: KeyRing, over: bool) -> None:
    content = {
        "secret_key": keys.secret_key,
        "secret_key_before": keys.secret_key_before,
        "audit": base64.b64encode(keys.audit).decode(),
        "lookup": {number: _render_key(key) for number, key in keys.lookup.items()},
        "sealing": {number: _render_key(key) for number, key in keys.sealing.items()},
        "bound_only": keys.bound_only,
    }
    try:
        write_private(path, json.dumps(content, indent=1), over)
    except OSError as error:
        raise KeysError(f"{path}: {error.strerror}") from error


def _render_key(key: SuiteKey) -> str:
    return f"{key.suite.value}:{base64.b64encode(key.secret).decode()}"
