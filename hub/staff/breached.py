"""Passwords that are known from breaches, by a list on this machine: no password, nor a part of its hash, leaves it."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_LONGEST = 80  # bytes of a line


class BreachedPasswordValidator:
    """HUB_BREACHED_PASSWORDS names a file of SHA-1 hashes in order, `HASH:COUNT` a line, as published by Have I Been
    Pwned; without one, Django's own list of common passwords is all there is.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Checks a password. Raises ValidationError."""
        path = settings.HUB_BREACHED_PASSWORDS
        if path is not None and is_listed(path, password):
            raise ValidationError(self.get_help_text(), code="password_breached")

    def get_help_text(self) -> str:
        return _("This password is known from a data breach. Choose another one.")


def is_listed(path: Path, password: str) -> bool:
    """Returns whether its hash stands in the file, found by halving. Raises OSError."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, path.stat().st_size
        while high - low > _LONGEST:
            middle = (low + high) // 2
            file.seek(middle)
            file.readline()  # the rest of a line
            line = file.readline()
            if line and line[:40].upper() <= digest:
                low = middle
            else:
                high = middle
        file.seek(max(0, low - _LONGEST))
        return any(line[:40].upper() == digest for line in file.read(4 * _LONGEST).splitlines())
