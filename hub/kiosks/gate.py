"""The only way to something of somebody's own by its code or id: case, draft, ticket, mandate, appointment,
question.

One shows that it is theirs; a wrong showing and an absent thing are counted, recorded and answered alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeVar

from django.db import models

from contract.text import Text, text
from hub.audit.services import record
from hub.core.problems import RequestRefused
from hub.kiosks.models import Kiosk
from hub.kiosks.rate_limits import RateLimit, guesses_by, guesses_of

T = TypeVar("T")
_ABSENT: dict[str, Text] = {
    "case": text("There is no case of this number."),
    "draft": text("Nothing is saved under this number, or its time is over."),
    "ticket": text("There is no such number."),
    "mandate": text("There is no such mandate."),
    "appointment": text("No appointment was found."),
    "question": text("There is no question of this number."),
    "entry": text("This code is wrong, or it is over."),
    "code": text("This code is wrong, or its time is over."),
    "record": text("This link is over, or the four characters are wrong."),
}


class Proof(Enum):
    """The proof that one shows. `value`: the name of its count; the tries of one kind do not use up those of the
    other."""

    LAST_FOUR = "guess"
    NUMBER = "number"  # the whole one: the card lies on the reader
    CODE = "code"  # nobody finds one by trying: only misses are counted


@dataclass(frozen=True, slots=True)
class Claim:
    """`code`: what the thing is asked for by, empty where it cannot be read. Nothing personal."""

    kind: str
    code: str
    proof: Proof
    action: str  # for the audit log
    recorded: bool = True  # False where the action itself is, or nothing personal is told

    @property
    def subject(self) -> str:
        return f"{self.kind} {self.code or 'unknown'}"


def get_own(claim: Claim, find: Callable[[], T | None], by: models.Model, now: datetime) -> T:
    """Returns what `find` finds for who has shown that it is theirs. Call it outside of a transaction that a refusal
    would undo. Raises Refused: 404 where it is not theirs or not there, 429 after too many such tries."""
    thing = find_own(claim, find, by, now)
    if thing is None:
        raise RequestRefused(404, _ABSENT[claim.kind])
    return thing


def find_own(claim: Claim, find: Callable[[], T | None], by: models.Model, now: datetime) -> T | None:
    """Returns the same as `get_own`, with None in place of 404."""
    limits = _limits(claim, by, now)
    tried = () if claim.proof is Proof.CODE else limits  # before anything is looked at: tries at one moment count too
    for limit in tried:
        limit.consume(by)
    thing = find()
    if thing is None:
        for limit in limits if not tried else ():
            limit.consume(by)
        record(by, "fail to prove", claim.subject, {"for": claim.action, "by": claim.proof.value})
        return None
    for limit in tried:
        limit.release()
    if claim.recorded:
        record(by, claim.action, claim.subject)
    return thing


def _limits(claim: Claim, by: models.Model, now: datetime) -> tuple[RateLimit, ...]:
    """Returns the limits; none for staff: their roles and areas say what they may see, and the audit log what they
    saw."""
    if not isinstance(by, Kiosk):
        return ()
    of_it = (guesses_of(f"{claim.proof.value}, {claim.subject}", now),) if claim.code else ()
    return guesses_by(by, now), *of_it
