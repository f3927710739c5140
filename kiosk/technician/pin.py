"""The technician's PIN: its hash (argon2id, RFC 9106) and the failures lie on disk, so that no restart forgives them.

Without the file the PIN is `DEFAULT_PIN`, which has to be changed at the first entry. Whoever has forgotten the PIN
deletes the file as the kiosk's user.
"""

import logging
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from pydantic import BaseModel, ValidationError

from kiosk.disk import write_safely

log = logging.getLogger(__name__)

DEFAULT_PIN = "000000"
LEAST, MOST = 6, 12  # digits
FAILURES = 5  # in a row, then it locks
_FIRST_LOCK, _LONGEST_LOCK = 60.0, 3600.0  # seconds; each further failure doubles it


class _Kept(BaseModel):
    hash: str = ""  # "" while the PIN is the default one
    failures: int = 0
    failed_at: float = 0.0


class Pin:
    """`now` is the clock in seconds since 1970. Raises OSError where the disk fails: then nobody enters."""

    def __init__(self, data_dir: Path, now: Callable[[], float] = time.time) -> None:
        self._path = data_dir / "technician.json"
        self._now = now
        self._hasher = PasswordHasher()

    @property
    def is_default(self) -> bool:
        return not self._read().hash

    def wait(self) -> float:
        """Seconds until it may be tried again; 0 where it may be tried now."""
        kept = self._read()
        if kept.failures < FAILURES:
            return 0.0
        if kept.failed_at > self._now():  # the clock was set back
            kept.failed_at = self._now()
            self._write(kept)
        locked = min(_FIRST_LOCK * 2.0 ** min(kept.failures - FAILURES, 20), _LONGEST_LOCK)
        return max(0.0, kept.failed_at + locked - self._now())

    def check(self, digits: str) -> bool:
        """Is it this one? False while it is locked. A failure is on disk before the answer is known."""
        if self.wait() > 0:
            return False
        kept = self._read()
        failed = kept.model_copy(update={"failures": kept.failures + 1, "failed_at": self._now()})
        self._write(failed)
        if not self._matches(kept.hash, digits):
            log.warning("a wrong PIN: %s in a row", failed.failures)
            return False
        self._write(kept.model_copy(update={"failures": 0, "failed_at": 0.0}))
        return True

    def change(self, digits: str) -> None:
        """Raises ValueError where `acceptable` says no."""
        if not acceptable(digits):
            raise ValueError("not an acceptable PIN")
        self._write(_Kept(hash=self._hasher.hash(digits)))
        log.info("the technician's PIN was changed")

    def _matches(self, known: str, digits: str) -> bool:
        if not known:
            return digits == DEFAULT_PIN
        try:
            return self._hasher.verify(known, digits)
        except (Argon2Error, InvalidHashError):
            return False

    def _read(self) -> _Kept:
        try:
            return _Kept.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return _Kept()
        except ValidationError:
            log.error("%s is damaged; the PIN is the default one again", self._path.name)
            return _Kept()

    def _write(self, kept: _Kept) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_safely(self._path, kept.model_dump_json().encode())


def acceptable(digits: str) -> bool:
    """Six to twelve digits, not the default one, no digit alone, no row of neighbours (123456, 987654)."""
    if not (digits.isascii() and digits.isdigit() and LEAST <= len(digits) <= MOST) or digits == DEFAULT_PIN:
        return False
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    return steps not in ({0}, {1}, {9})
