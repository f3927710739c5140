"""The cards that were placed at this kiosk, and the proof of it that goes with each personal message."""

import hashlib
from threading import Lock
from time import time
from uuid import UUID, uuid4

from pydantic import BaseModel

from contract.numbers import tidy_number
from contract.presence import HEADER, Placing, build_proof, numbers_in, presence_key

_MOST = 8  # persons of one visit


class Placings:
    """Safe to call from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._placed: dict[str, Placing] = {}

    def note(self, number: str) -> None:
        """Records that a person's card, or a code that stands for one, was shown just now."""
        with self._lock:
            self._placed.pop(tidy_number(number), None)
            self._placed[tidy_number(number)] = Placing(uuid4(), int(time()))
            while len(self._placed) > _MOST:
                del self._placed[next(iter(self._placed))]

    def forget(self) -> None:
        """Forgets the placings at the visit's end."""
        with self._lock:
            self._placed.clear()

    def headers(self, message: BaseModel, token: str, entry: UUID | None) -> dict[str, str]:
        """Returns the proofs for the persons of a message. `entry`: the id of one of the outbox, which was put there
        while the card was there, and is signed for itself."""
        key = presence_key(hashlib.sha256(token.encode()).hexdigest())
        proofs = [
            build_proof(key, placing, number)
            for number in numbers_in(message.model_dump(mode="json"))
            if (placing := Placing(entry, int(time())) if entry else self._find(number))
        ]
        return {HEADER: ",".join(proofs)} if proofs else {}

    def _find(self, number: str) -> Placing | None:
        with self._lock:
            return self._placed.get(tidy_number(number))
