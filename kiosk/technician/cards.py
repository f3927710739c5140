"""The technicians' cards. A card is known by a keyed hash of its number (HMAC-SHA-256, RFC 2104); the number is kept
nowhere. A card opens nothing by itself: the PIN is asked for."""

import hmac
import os
from collections.abc import Sequence
from pathlib import Path

from devices.base import Card
from kiosk.storage.atomic_files import write_safely
from kiosk.technician.credentials_file import CardMark, CredentialsFile

MOST = 20  # cards
_KEY_BYTES = 32


class Cards:
    def __init__(self, data_dir: Path, credentials: CredentialsFile) -> None:
        self._key_path = data_dir / "technician.key"
        self._credentials = credentials

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(card.name for card in self._credentials.read().cards)

    def name_of(self, cards: Sequence[Card]) -> str:
        """Returns the name of the first card that was enrolled, else ""."""
        enrolled = self._credentials.read().cards if cards else ()
        key = self._key() if enrolled else b""
        marks = {_mark(key, card) for card in cards} if key else set()
        return next((card.name for card in enrolled if card.mark in marks), "")

    def enrol(self, card: Card, name: str) -> None:
        """Enrols a card. The same card or name once more replaces the one before. Raises OSError; ValueError for a
        card without a number, or too many."""
        if not _number(card):
            raise ValueError("the card tells no number")
        new = CardMark(name=name, mark=_mark(self._key() or self._make_key(), card))
        credentials = self._credentials.read()
        others = tuple(other for other in credentials.cards if other.name != name and other.mark != new.mark)
        if len(others) >= MOST:
            raise ValueError("too many cards")
        self._credentials.write(credentials.model_copy(update={"cards": (*others, new)}))

    def remove(self, name: str) -> None:
        """Removes a card. Raises OSError."""
        credentials = self._credentials.read()
        left = tuple(card for card in credentials.cards if card.name != name)
        self._credentials.write(credentials.model_copy(update={"cards": left}))

    def _key(self) -> bytes:
        try:
            return self._key_path.read_bytes()
        except OSError:
            return b""

    def _make_key(self) -> bytes:
        write_safely(self._key_path, os.urandom(_KEY_BYTES))
        return self._key()


def _number(card: Card) -> str:
    return card.number or card.card_number or ""


def _mark(key: bytes, card: Card) -> str:
    return hmac.digest(key, f"{card.kind}:{_number(card)}".encode(), "sha256").hex()
