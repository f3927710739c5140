"""A kiosk's reports to the hub, and the hub's commands to it."""

from datetime import datetime, time
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, StringConstraints, WithJsonSchema
from pydantic import Field as Bound

from contract.epochs import Epoch, HubMarks
from contract.queues import ServiceWait
from contract.text import BoundedText, Message, Personal, Text

STAFF_CALL = "staff-call"  # the kind of a report that is of no device: somebody calls; the detail is the kind of page
CARD_LEFT = "card-left"  # somebody has gone without the card
PAPER_LEFT = "paper-left"  # or without the paper, which lies at the exit slot


class DeviceReport(Message):
    """A device's status in the words of `devices.base`."""

    name: str = Bound(max_length=60)
    kind: str = Bound(max_length=40)
    condition: str = Bound(max_length=20)
    fault: str | None = Bound(default=None, max_length=40)
    paper: str | None = Bound(default=None, max_length=20)
    media: str | None = Bound(default=None, max_length=20)
    detail: str = Bound(default="", max_length=300)


class CommandKind(StrEnum):
    LOCK = "lock"  # out of service, with a reason, after the visit that is going on
    UNLOCK = "unlock"
    MAINTENANCE = "maintenance"  # like LOCK: somebody is at work on it
    REFRESH = "refresh"  # fetch the catalogue and the notices again
    PRACTICE = "practice"  # practise on another hub until the end of the day; only to kiosks that can
    END_PRACTICE = "practice_end"


class Command(Message):
    """A command from staff. It is sent with each heartbeat's answer until the kiosk has answered it."""

    id: UUID
    kind: CommandKind
    reason: Text | None = None


class CommandAnswer(Message):
    id: UUID
    done: bool
    detail: str = Bound(default="", max_length=200)


class Mode(StrEnum):
    OPEN = "open"
    LOCKED = "locked"
    MAINTENANCE = "maintenance"
    PRACTICE = "practice"  # it serves nobody: it speaks with a practice hub


QueueNumber = Annotated[str, StringConstraints(max_length=12)]


class KioskTrouble(Message):
    """A trouble of the kiosk itself. `kind`: disk, clock, outbox, unsafe; others are taken as faults."""

    kind: str = Bound(max_length=12)
    detail: str = Bound(default="", max_length=200)


class KioskHealth(Message):
    """`instance`: this run of the program. `clock_at`: the time that it goes by. `epoch`: the last that it took up.
    `unsafe`: how many acknowledged entries it holds until the hub says that they are safe; `unsafe_since`: when the
    oldest of them was acknowledged."""

    instance: str = Bound(max_length=40)
    clock_at: AwareDatetime
    epoch: Epoch = ""
    unsafe: int = Bound(default=0, ge=0, le=2**31 - 1)
    unsafe_since: AwareDatetime | None = None
    troubles: tuple[KioskTrouble, ...] = Bound(default=(), max_length=10)


class Heartbeat(Message):
    """`at`: by the machine's own clock."""

    at: AwareDatetime
    version: str = Bound(max_length=40)
    outbox: int | None  # entries not yet sent; None: not known, as the database that holds them cannot be used
    refused: int | None  # entries the hub would not take
    devices: tuple[DeviceReport, ...] = Bound(default=(), max_length=40)
    mode: Mode = Mode.OPEN
    series: str | None = Bound(default=None, max_length=8)  # the letters it has, "" for none; None: it does not know
    answers: tuple[CommandAnswer, ...] = Bound(default=(), max_length=40)
    doubtful: tuple[QueueNumber, ...] = Bound(default=(), max_length=40)  # today's, void and yet perhaps on paper
    rotates: bool = False  # it takes a new token from the answer
    national: bool = False  # it can seal by national algorithms
    health: KioskHealth | None = None  # None: of an earlier release
    can_practise: bool = False  # its configuration names a practice hub


WallTime = Annotated[time, WithJsonSchema({"type": "string", "pattern": r"^\d\d:\d\d(:\d\d)?$"})]
"""As a clock at the site shows it; JSON Schema's own "time" has an offset (RFC 3339)."""


class OpenHours(Message):
    opens: WallTime
    closes: WallTime


class Lobby(Message):
    """A centre as a kiosk's first page tells of it. `hours`: today's, the earliest first; () where it is closed all
    day, None where nobody has entered any. `waits`: of the public services that somebody waits for; `others`: how many
    people wait for further ones."""

    hours: tuple[OpenHours, ...] | None = None
    waits: tuple[ServiceWait, ...] = ()
    others: int = 0


class HeartbeatAnswer(Message):
    now: datetime
    catalogue: str  # the catalogue's version at the hub
    series: str = ""  # capital letters that only this kiosk ever had: they mark the queue numbers it issues by itself
    commands: tuple[Command, ...] = ()  # oldest first
    notices: str = ""  # the version of this kiosk's notices
    witness: str = ""  # a signed line about the hub's audit log, to be kept: `audit verify` holds the log to it
    token: str = ""  # the next one; the one in use holds until this is used
    marks: HubMarks | None = None  # for those that told their health
    crypto: str = ""  # "sm": what waits at the kiosk is sealed by national algorithms
    nameless_numbers_a_minute: int = 6  # queue numbers that a kiosk may give without a card; 0 for no limit
    staff_coming: bool = False  # somebody has answered the call for staff that the heartbeat told of
    one_number_minutes: int = 240  # for that long one person holds one open number for a service; 0 for no limit
    lobby: Lobby | None = None  # None: of a hub of an earlier release


class Enrolment(Personal):
    """A code that staff made for a new kiosk: it works once, within its time."""

    code: str = Bound(max_length=20)


class Enrolled(Personal):
    """The kiosk's identity after enrolment, and its token, which is shown this once."""

    kiosk: str
    token: str
    site: Text


class CodeWanted(Message):
    """A request for a code that enrols a kiosk of that name at a site."""

    kiosk: str = Bound(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]*$")
    site: str = Bound(max_length=40)


class CodeMade(Personal):
    code: str
    expires_at: datetime


class Reason(BoundedText):
    """The text that residents read on a kiosk that is out of service."""

    longest = 200


class CommandWanted(Message):
    kind: CommandKind
    reason: Reason | None = None


class CommandView(Message):
    id: UUID
    kind: CommandKind
    reason: Text | None = None
    made_at: datetime
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    done: bool | None = None
    detail: str = ""


class AlarmView(Message):
    id: int
    kind: str
    device: str = ""
    detail: str = ""
    raised_at: datetime
    seen_by: str | None = None


class KioskView(Message):
    """A kiosk as staff see it."""

    name: str
    site: str
    online: bool
    mode: Mode
    revoked: bool
    seen_at: datetime | None
    version: str
    outbox: int | None
    refused: int | None
    clock_ahead: int  # seconds
    devices: tuple[DeviceReport, ...]
    alarms: tuple[AlarmView, ...]
    commands: tuple[CommandView, ...]  # the last few, newest first


class Kiosks(Message):
    kiosks: tuple[KioskView, ...]
