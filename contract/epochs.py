"""A hub that may have gone back in time: the marks it tells its kiosks, and what they tell a hub of another epoch.

An epoch begins where the hub's data may lack what the hub acknowledged: a backup was restored, or a standby promoted.
What a kiosk had acknowledged before it was told a mark is safe once the hub's safe mark is higher.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field as Bound
from pydantic import StringConstraints

from contract.text import Message

Epoch = Annotated[str, StringConstraints(max_length=40)]
AT_ONCE = 500  # entries in one reconciliation


class HubMarks(Message):
    """`restored_to`: the time whose data the hub went back to when the epoch began; None where it never did.
    `twin`: another kiosk speaks under this identity."""

    epoch: Epoch
    mark: int
    safe: int
    restored_to: datetime | None = None
    twin: bool = False


class HighestNumber(Message):
    """The highest queue number of the hub's under a letter on a day that the kiosk saw."""

    prefix: str = Bound(min_length=1, max_length=1)
    day: date
    last: int = Bound(ge=1, le=2**31 - 1)


class SentEntry(Message):
    """An entry that the hub once acknowledged. `kind`: as in the kiosk's outbox. `held`: the kiosk has its content
    still."""

    id: UUID
    kind: str = Bound(max_length=30)
    code: str = Bound(max_length=20)
    held: bool


class Reconciliation(Message):
    """`last`: nothing more follows, and the kiosk has taken up the epoch."""

    epoch: Epoch
    numbers: tuple[HighestNumber, ...] = Bound(default=(), max_length=200)
    sent: tuple[SentEntry, ...] = Bound(default=(), max_length=AT_ONCE)
    last: bool = True


class Missing(Message):
    """The ids that the hub lacks."""

    missing: tuple[UUID, ...] = ()
