"""Queue numbers: reserved, printed, then confirmed. Only a confirmed number stands in the queue."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime
from pydantic import Field as Bound

from contract.forms import Key
from contract.text import Message, Personal, Text


class TicketState(StrEnum):
    RESERVED = "reserved"
    WAITING = "waiting"
    CALLED = "called"  # to a window, and until it is done there
    HELD = "held"  # the person has gone to fetch something
    MISSED = "missed"  # called three times, and nobody came
    SERVED = "served"
    VOID = "void"


class Priority(StrEnum):
    """Why someone is called before those who came earlier. Self-declared at the kiosk; the window looks."""

    ELDERLY = "elderly"
    DISABLED = "disabled"
    EXPECTING = "expecting"  # or with an infant
    SOLDIER = "soldier"  # serving, retired, or their next of kin
    URGENT = "urgent"  # staff alone give this
    APPOINTMENT = "appointment"  # came to an appointment in time; set by the hub alone


OPEN_TO_ALL = (Priority.ELDERLY, Priority.DISABLED, Priority.EXPECTING, Priority.SOLDIER)


class OfflineIssue(Message):
    """A number that the kiosk gave from its own series while the hub was away, and has printed. `machine_at`: the time
    of issue by the machine's own clock, where the kiosk did not go by that."""

    number: str = Bound(max_length=12)
    issued_at: AwareDatetime
    machine_at: AwareDatetime | None = None


ONE_NUMBER = "one_number"  # the code of a refusal: the holder has an open number for this service
TOO_MANY = "too_many_numbers"  # the code of a refusal: without a card, so many numbers were taken at this kiosk


class Holding(Personal):
    """Asks for the open number that the person with this identity number holds for a service."""

    service: Key
    holder: str = Bound(min_length=1, max_length=20)


class GiveBack(Personal):
    """`holder`: the identity number of the person who holds the number."""

    holder: str = Bound(min_length=1, max_length=20)


class TicketRequest(Personal):
    """`holder`: the identity number on the card that lies there; None without one."""

    id: UUID
    service: Key
    offline: OfflineIssue | None = None
    priority: Priority | None = None
    further: tuple[Key, ...] = Bound(default=(), max_length=4)  # more matters of the same visit, in this order
    holder: str | None = Bound(default=None, min_length=1, max_length=20)


class PrintedTicket(Message):
    """A number of the hub's as it is on paper: a hub that went back in time takes it in again."""

    service: Key
    number: str = Bound(min_length=1, max_length=12)
    issued_at: AwareDatetime
    priority: Priority | None = None
    further: tuple[Key, ...] = Bound(default=(), max_length=4)


class Ticket(Message):
    id: UUID
    number: str
    service: Key
    zone: Text
    state: TicketState
    issued_at: datetime
    people_ahead: int | None = None
    wait_minutes: int | None = None
    priority: Priority | None = None
    further: tuple[Key, ...] = ()
    may_review: bool = False  # one was served, and has not said yet how it went
