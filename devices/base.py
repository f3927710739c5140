"""The protocols of devices, their status and their faults. The rest of the program sees devices through these."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, runtime_checkable

from devices.documents import Document

JOB_SECONDS = 20.0
"""A slip or a ticket takes no longer, or it has failed."""
PAGES_SECONDS = 90.0
"""A few pages take no longer, or they have failed."""
ISSUE_SECONDS = 100.0
"""A ticket that has to be taken takes no longer, or it was not taken."""


class FaultOwner(StrEnum):
    """The people who can mend a fault."""

    RESIDENT = "resident"
    STAFF = "staff"
    TECHNICIAN = "technician"


class Fault(StrEnum):
    """The faults of devices."""

    DISCONNECTED = "disconnected"
    IN_USE = "in_use"  # the port: another program has it
    NO_PERMISSION = "no_permission"  # to open the port
    NOT_RESPONDING = "not_responding"
    WRONG_DEVICE = "wrong_device"
    SELF_TEST_FAILED = "self_test_failed"
    NOT_AUTHORISED = "not_authorised"
    CARD_UNREADABLE = "card_unreadable"
    CARD_NOT_SUPPORTED = "card_not_supported"
    PAPER_OUT = "paper_out"
    TONER_OUT = "toner_out"
    PAPER_JAM = "paper_jam"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    OVERHEATED = "overheated"
    NOT_PRINTED = "not_printed"
    NOT_TAKEN = "not_taken"  # a ticket that was offered; it has been drawn back in
    BAD_DOCUMENT = "bad_document"  # what was to be printed cannot be; the printer is well
    BROKEN = "broken"  # the device itself reports a failure that it cannot get over
    INTERNAL = "internal"  # a mistake in our own program

    @property
    def owner(self) -> FaultOwner:
        return _OWNERS.get(self, FaultOwner.TECHNICIAN)


_OWNERS = {
    Fault.CARD_UNREADABLE: FaultOwner.RESIDENT,
    Fault.CARD_NOT_SUPPORTED: FaultOwner.RESIDENT,
    Fault.PAPER_OUT: FaultOwner.STAFF,
    Fault.TONER_OUT: FaultOwner.STAFF,
    Fault.PAPER_JAM: FaultOwner.STAFF,
    Fault.COVER_OPEN: FaultOwner.STAFF,
    Fault.OVERHEATED: FaultOwner.STAFF,
    Fault.NOT_PRINTED: FaultOwner.STAFF,
    Fault.NOT_TAKEN: FaultOwner.RESIDENT,
}


class Condition(StrEnum):
    """`UNKNOWN` is never shown as `OK`."""

    OK = "ok"
    CONNECTED = "open"  # the line is open, and a device of this model cannot be asked how it is
    UNKNOWN = "unknown"  # not asked yet, or it does not say
    FAULT = "fault"

    @property
    def usable(self) -> bool:
        return self in (Condition.OK, Condition.CONNECTED)


class PaperLevel(StrEnum):
    FULL = "full"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"


class Media(StrEnum):
    """The state of a device's exit slot or reading area: a card, a ticket."""

    CLEAR = "clear"
    PRESENT = "present"
    JAMMED = "jammed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Status:
    """A device's state, its supply and its media apart: `paper` and `media` are None for a device that has none, and
    unknown where they are not told; `detail` is for the log and the technician."""

    condition: Condition
    fault: Fault | None = None
    paper: PaperLevel | None = None
    detail: str = ""
    media: Media | None = None


class DeviceError(Exception):
    """The only expected error that leaves a driver."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault = fault
        self.detail = detail


class JobNotStarted(DeviceError):
    """Nothing of the job has reached the device, and nothing will: another device may do it."""


class UnplugSeen(StrEnum):
    """How a driver notices that its device was unplugged. Each driver has one as its `unplug_seen`."""

    DEVICE = "device"  # it is asked all the time, whatever the cable
    PORT = "port"  # it cannot be asked: seen where its port goes with it, and not behind an adapter that stays
    PRINTER = "printer"  # the printer of the kiosk that it prints on sees it


class CardKind(StrEnum):
    CITIZEN = "citizen"
    HK_MO_TW_RESIDENT = "hk_mo_tw_resident"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"
    SOCIAL_SECURITY = "social_security"
    CONTACTLESS = "contactless"  # a city card and the like: a UID and no more
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """The content of a card. `valid_to` None means without end where `valid_from` stands. Never logged: it has no repr.

    `number` is the ID number. A card that tells neither name nor ID number has "" for them, and a `card_number`.
    """

    kind: CardKind
    name: str
    number: str
    sex: str | None = None  # 男, 女, 未知, 未说明 (GB/T 2261.1)
    nation: str | None = None  # 汉, 满, … (GB/T 3304), or a foreigner's nationality code
    birth: date | None = None
    address: str | None = None
    authority: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    card_number: str | None = None  # a social security card's own; a contactless card's UID in hex

    def __repr__(self) -> str:
        return f"<Card {self.kind}>"


class Device(Protocol):
    """One driver over one port. Only its worker calls it, so it needs no locks; every call is bounded in time."""

    def open(self) -> None:
        """Opens the port and makes sure of the device. Raises DeviceError."""

    def close(self) -> None:
        """Lets go of the port. Never raises."""

    def status(self) -> Status:
        """Asks the device how it is. Raises DeviceError where it cannot be asked."""


# What a driver may offer besides:


@runtime_checkable
class HasFirmware(Protocol):
    def firmware(self) -> str:
        """Returns the device's own number and firmware, in one line. Raises DeviceError."""


@runtime_checkable
class Resettable(Protocol):
    """A device whose job can be cleared; others are closed and opened again."""

    def clear(self) -> None:
        """Forgets what is half done, so that nothing comes out late. Raises DeviceError."""


@runtime_checkable
class HasCallTimeout(Protocol):
    """Opening it, its status and a poll take at most that many seconds, its settings considered; later it is hung."""

    call_seconds: float


@runtime_checkable
class AvoidsPorts(Protocol):
    def mind(self, ports: Collection[str]) -> None:
        """Takes the other devices' ports before `open`: none of them is the driver's own."""


@runtime_checkable
class BlockingPoll(Protocol):
    """Its poll itself waits for something to happen, up to a second: it is polled again after that many seconds."""

    rest_seconds: float


class CardReader(Device, Protocol):
    reads_identity_cards: bool
    """Or other cards alone, which may tell no name?"""

    def poll(self) -> Card | None:
        """Returns the card that lies on the reader, or None; within 300 ms if none is to be read, or a second where it
        is a BlockingPoll. Raises DeviceError: `card_unreadable` or `card_not_supported` while such a card is there."""


@runtime_checkable
class TellsPresence(Protocol):
    """A reader that can be asked between two polls, as often as one likes."""

    def still_there(self) -> bool:
        """Returns whether the card that was read last still lies there. Back within 300 ms where it does. Raises
        DeviceError."""


@runtime_checkable
class ReadsInPassing(Protocol):
    """A reader past which a card is drawn: `poll` returns it once, and nobody can tell whether it is still there."""

    reads_in_passing: bool


class Printer(Device, Protocol):
    def print(self, document: Document, within: float = JOB_SECONDS) -> None:
        """Returns when the document is on paper. Raises DeviceError within `within` seconds; then nothing of it comes
        out later. Raises JobNotStarted where nothing was sent, as where less time is left than it takes."""


class PagePrinter(Device, Protocol):
    def print_pages(self, pdf: bytes, within: float, cancelled: Callable[[], bool]) -> None:
        """Returns when all of it is on paper. Raises DeviceError within `within` seconds, or soon after `cancelled`
        says so; then nothing of it comes out later. Raises JobNotStarted where nothing was sent."""


class TicketDispenser(Device, Protocol):
    def issue(self, document: Document, presented: Callable[[], None], within: float = ISSUE_SECONDS) -> None:
        """Returns when the resident has the ticket: it was taken, or is on paper where nothing tells that.

        `presented` is called when a ticket that has yet to be taken is within reach. Raises DeviceError within `within`
        seconds; then nothing of it comes out later: `not_taken` for a ticket that was there and was drawn back in.
        Raises JobNotStarted where nothing was sent, as where less time is left than it may take."""


class Scanner(Device, Protocol):
    def poll(self) -> str | None:
        """Returns the code that was scanned since the last call, or None; back within 300 ms. Raises DeviceError."""


class SignalLight(Device, Protocol):
    def show(self, *, lit: bool) -> None:
        """Shows the light so. It is called again and again, whether that has changed or not. Raises DeviceError."""


@dataclass(frozen=True, slots=True, repr=False)
class CameraFrame:
    """A picture as a camera sends it: `code` is "MJPG" or "YUYV"; `turn` says by how many degrees it has to be turned
    clockwise. It shows what lies there, and has no repr."""

    data: bytes
    code: str
    width: int
    height: int
    turn: int = 0

    def __repr__(self) -> str:
        return f"<Frame {self.code} {self.width} x {self.height}>"


class DocumentCamera(Device, Protocol):
    def take_frame(self, within: float) -> CameraFrame:
        """Returns what it sees now. Raises DeviceError within `within` seconds. It films only while it is asked."""
