"""The pairing code: who knows it may read the cards at this window. It is typed once into each browser."""

import hmac
import os
import secrets
from pathlib import Path

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read for something else
_GROUPS, _GROUP = 4, 4  # 78 bits
_FILE = "agent.code"


def get_or_create_code(directory: Path) -> str:
    """Returns the code kept in this directory, which nobody but its owner can read. Raises OSError."""
    file = directory / _FILE
    if file.exists() and (code := file.read_text("ascii").strip()):
        return code
    return create_code(directory)


def create_code(directory: Path) -> str:
    """Returns a code that takes the place of the one before: every browser is to be paired again. Raises OSError."""
    groups = ["".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS)]
    code = "-".join(groups)
    directory.mkdir(parents=True, exist_ok=True)
    draft = directory / f"{_FILE}.new"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(f"{code}\n")
    draft.replace(directory / _FILE)
    return code


def is_code(typed: str, code: str) -> bool:
    """Returns whether that is the code, however it is grouped or capitalised."""
    return hmac.compare_digest(_bare(typed).encode(), _bare(code).encode())


def _bare(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum())
