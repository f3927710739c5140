"""The proof that a person's card was placed at a kiosk: an id and a time for each placing, with the number, signed by
HMAC-SHA-256 (RFC 2104) under a key made of the token that the request carries. It tells nothing of the number.

A message about several persons carries one proof of each, parted by commas, in the header `Card-Present`.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contract.numbers import tidy_number

HEADER = "Card-Present"
_VERSION = "1"
_PERSONS = ("person", "applicant", "principal", "agent")  # the fields of a message that hold one


@dataclass(frozen=True, slots=True)
class Placing:
    """`id`: made for each placing; for what is sent later from the outbox, the message's own. `at`: seconds since 1970
    by the kiosk's clock."""

    id: UUID
    at: int


def build_proof(key: bytes, placing: Placing, number: str) -> str:
    return f"{_VERSION}.{placing.id}.{placing.at}.{_code(key, placing, number)}"


def parse_proof(text: str) -> Placing | None:
    """Returns what it claims; None where it is no proof."""
    parts = text.strip().split(".")
    try:
        return Placing(UUID(parts[1]), int(parts[2])) if len(parts) == 4 and parts[0] == _VERSION else None
    except ValueError:
        return None


def is_proof_of(text: str, key: bytes, number: str) -> bool:
    """Returns whether it was made with this key for this number."""
    placing = parse_proof(text)
    code = text.strip().rpartition(".")[2]
    return placing is not None and hmac.compare_digest(code.encode(), _code(key, placing, number).encode())


def numbers_in(message: Any) -> Iterator[str]:
    """Yields the numbers of the persons whom a message, as parsed JSON, is about."""
    if not isinstance(message, dict):
        return
    for holder in (message, *(message.get(name) for name in _PERSONS)):
        number = holder.get("number") if isinstance(holder, dict) else None
        if isinstance(number, str) and number:
            yield number


def presence_key(token_hash: str) -> bytes:
    """Returns the key of a token, by its SHA-256 in hexadecimal, which is all that the hub has of it."""
    return hmac.new(token_hash.encode(), b"presence", hashlib.sha256).digest()


def _code(key: bytes, placing: Placing, number: str) -> str:
    signed = f"{placing.id}\0{placing.at}\0{tidy_number(number)}"
    return hmac.new(key, signed.encode(), hashlib.sha256).hexdigest()
