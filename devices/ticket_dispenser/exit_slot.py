"""A presenter's answers into a status: its paper, and in `media` what lies at its exit slot. Pure."""

from dataclasses import replace

from devices.base import Condition, Fault, Media, PaperLevel, Status

# Of the four bytes that answer DLE EOT 20: (which, bits, fault), the first told first
_FULL = (
    (3, 0x01, Fault.CUTTER),
    (3, 0xFE, Fault.BROKEN),
    (1, 0x03, Fault.COVER_OPEN),  # the head is up, the cover is open
    (2, 0x40, Fault.PAPER_JAM),
    (0, 0x01, Fault.PAPER_OUT),
    (2, 0x01, Fault.OVERHEATED),
    (2, 0x08, Fault.BROKEN),  # the supply's voltage
)
_OUT, _NEAR_END, _TICKET, _VIRTUAL_END, _FEED_KEY = 0x01, 0x04, 0x20, 0x40, 0x20


def full(bits: bytes) -> Status:
    """Returns the status. `bits`: the four bytes of DLE EOT 20: paper, user, recoverable, unrecoverable. Raises
    ValueError for others."""
    if len(bits) != 4:
        raise ValueError(f"{len(bits)} bytes")
    paper = PaperLevel.LOW if bits[0] & (_NEAR_END | _VIRTUAL_END) else PaperLevel.FULL
    paper = PaperLevel.OUT if bits[0] & _OUT else paper
    fault = next((fault for place, mask, fault in _FULL if bits[place] & mask), None)
    unknown = Condition.UNKNOWN if bits[1] & _FEED_KEY else Condition.OK
    media = _media(bool(bits[0] & _TICKET), bool(bits[2] & 0x40))
    detail = f"full status {bits.hex(' ').upper()}"
    return Status(Condition.FAULT if fault else unknown, fault, paper, detail, media)


def with_ejector(status: Status, byte: int) -> Status:
    """Returns the status with the exit slot's. `status` as DLE EOT 1 to 4 tell it and without a fault; `byte` answers
    GS e 6."""
    jammed, failed = bool(byte & 0x80), bool(byte & 0x40)
    fault = Fault.PAPER_JAM if jammed else Fault.BROKEN if failed else None
    return replace(
        status,
        condition=Condition.FAULT if fault else status.condition,
        fault=fault,
        paper=PaperLevel.LOW if byte & 0x01 else status.paper,
        detail=f"{status.detail}, ejector {byte:02X}",
        media=_media(bool(byte & 0x08), jammed),
    )


def _media(ticket: bool, jammed: bool) -> Media:
    if jammed:
        return Media.JAMMED
    return Media.PRESENT if ticket else Media.CLEAR
