"""The technician's PIN: its hash (argon2id, RFC 9106) and the failures lie on disk, so that no restart forgives them.

Without the file the PIN is `DEFAULT_PIN`, which has to be changed at the first entry. A file that cannot be read lets
nobody in. A technician who has forgotten the PIN resets it from the command line, as root: `python -m kiosk pin reset`.
"""

import logging
import time
from collections.abc import Callable
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from kiosk.technician.credentials_file import CredentialsFile

log = logging.getLogger(__name__)

DEFAULT_PIN = "000000"
LEAST, MOST = 6, 12  # digits
FAILURES = 5  # in a row, then it locks
_FIRST_LOCK, _LONGEST_LOCK = 60.0, 3600.0  # seconds; each further failure doubles it


class Pin:
    """`now` is the clock in seconds since 1970. A disk that takes nothing keeps nobody out: failures then count until
    the program ends."""

    def __init__(self, credentials: CredentialsFile, now: Callable[[], float] = time.time) -> None:
        self._credentials = credentials
        self._now = now
        self._hasher = PasswordHasher()

    @property
    def is_default(self) -> bool:
        return not self._credentials.read().hash

    @property
    def damaged(self) -> bool:
        """Returns whether nobody can enter until it is reset."""
        return self._credentials.read().damaged

    def wait(self) -> float:
        """Returns the seconds until it may be tried again; 0 where it may be tried now."""
        credentials = self._credentials.read()
        if credentials.failures < FAILURES:
            return 0.0
        if credentials.failed_at > self._now():  # the clock was set back
            credentials = credentials.model_copy(update={"failed_at": self._now()})
            self._credentials.write_if_possible(credentials)
        locked = min(_FIRST_LOCK * 2.0 ** min(credentials.failures - FAILURES, 20), _LONGEST_LOCK)
        return max(0.0, credentials.failed_at + locked - self._now())

    def check(self, digits: str) -> bool:
        """Returns whether it is this one. False while it is locked. A failure is on disk before the answer is known."""
        if self.wait() > 0:
            return False
        credentials = self._credentials.read()
        failed = credentials.model_copy(update={"failures": credentials.failures + 1, "failed_at": self._now()})
        self._credentials.write_if_possible(failed)
        if not self._matches(credentials.hash, digits):
            log.warning("a wrong PIN: %s in a row", failed.failures)
            return False
        self._credentials.write_if_possible(credentials.model_copy(update={"failures": 0, "failed_at": 0.0}))
        return True

    def change(self, digits: str) -> None:
        """Changes the PIN. Raises ValueError where `acceptable` says no, OSError where the disk does: the old one
        stays."""
        if not acceptable(digits):
            raise ValueError("not an acceptable PIN")
        values = {"hash": self._hasher.hash(digits), "failures": 0, "failed_at": 0.0}
        self._credentials.write(self._credentials.read().model_copy(update=values))
        log.info("the technician's PIN was changed")

    def reset(self) -> None:
        """Resets to the PIN that a kiosk comes with, and no cards. For root alone, from the command line. Raises
        OSError."""
        self._credentials.forget()
        log.warning("the technician's PIN was reset")

    def _matches(self, hashed: str, digits: str) -> bool:
        if not hashed:
            return digits == DEFAULT_PIN
        try:
            return self._hasher.verify(hashed, digits)
        except (Argon2Error, InvalidHashError):
            return False


def acceptable(digits: str) -> bool:
    """Returns whether a PIN is acceptable: six to twelve digits, not the default one, no digit alone, no row of
    neighbours (123456, 987654)."""
    if not (digits.isascii() and digits.isdigit() and LEAST <= len(digits) <= MOST) or digits == DEFAULT_PIN:
        return False
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    return steps not in ({0}, {1}, {9})
