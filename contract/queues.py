"""Windows, the display board and appointments."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime
from pydantic import Field as Bound

from contract.forms import Key
from contract.text import Message, Personal, Text
from contract.tickets import Priority, TicketState


class InQueue(Message):
    """A ticket as a window sees it. `calls`: how often it was called this time."""

    id: UUID
    number: str
    service: Key
    state: TicketState
    issued_at: datetime
    priority: Priority | None = None
    calls: int = 0
    note: str = ""
    further: tuple[Key, ...] = ()


class WindowView(Message):
    """A window, who works there (a user's name) and whom it serves now."""

    id: int
    name: Text
    services: tuple[Key, ...]
    staff: str | None = None
    current: InQueue | None = None


class Windows(Message):
    windows: tuple[WindowView, ...]


class Called(Message):
    """The person whom the window serves; None where nobody waits."""

    current: InQueue | None


class Queue(Message):
    """All who stand in a site's queues today in the order in which they are called; those held; those who missed it."""

    waiting: tuple[InQueue, ...]
    held: tuple[InQueue, ...]
    missed: tuple[InQueue, ...]


class ServiceWait(Message):
    """How many people wait for a service, and about how many minutes who comes now; None where that is not known."""

    service: Key
    people: int
    minutes: int | None = None


class ServiceWaits(Message):
    waits: tuple[ServiceWait, ...]


class CallThis(Message):
    ticket: UUID


class AtWindow(Message):
    """The ticket that a move at a window is about, so that a second click or a page left open moves nobody else."""

    ticket: UUID


class NoShow(AtWindow):
    """`sure`: nobody will come, though it was not called as often as it may be."""

    sure: bool = False


class Hold(AtWindow):
    note: str = Bound(default="", max_length=120)


class Transfer(AtWindow):
    """To another service, to another window, or both."""

    service: Key | None = None
    window: int | None = None


class CounterTicket(Message):
    """A number that staff give by hand, as where a kiosk could not print one."""

    id: UUID
    service: Key
    priority: Priority | None = None
    further: tuple[Key, ...] = Bound(default=(), max_length=4)


class BoardWindow(Message):
    """`number` is the one served now; `last` those before, newest first."""

    name: Text
    number: str | None = None
    last: tuple[str, ...] = ()


class BoardCall(Message):
    """One call to be shown and spoken. `key` changes with each."""

    key: str
    number: str
    window: Text
    zone: Text


class BoardService(Message):
    name: Text
    waiting: int


class Board(Message):
    """A display board: numbers and windows, no names."""

    site: Text
    windows: tuple[BoardWindow, ...]
    calls: tuple[BoardCall, ...]  # newest first
    services: tuple[BoardService, ...]


class Slot(Message):
    starts_at: datetime
    free: int


class Slots(Message):
    slots: tuple[Slot, ...]


class OfferedDays(Message):
    """The days on which there is a free place for a service."""

    service: Key
    days: tuple[date, ...]


class Offer(Message):
    """Services without a free place are left out."""

    services: tuple[OfferedDays, ...]


class Booking(Personal):
    """`number`: the identity number whose card will check in; without it, the code does."""

    id: UUID
    service: Key
    starts_at: AwareDatetime
    number: str | None = Bound(default=None, max_length=20)
    phone: str | None = Bound(default=None, max_length=20)


class AppointmentState(StrEnum):
    BOOKED = "booked"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"


class Appointment(Message):
    code: str
    service: Key
    starts_at: datetime
    state: AppointmentState
    moved_from: datetime | None = None  # where it was before that day became a day off


class Appointments(Message):
    appointments: tuple[Appointment, ...]


class AppointmentSearch(Personal):
    """By the identity number on the card, or by the code."""

    number: str | None = Bound(default=None, max_length=20)
    code: str | None = Bound(default=None, max_length=20)


class CheckIn(AppointmentSearch):
    """`ticket`: the id for the queue number to be, made by the kiosk."""

    ticket: UUID
