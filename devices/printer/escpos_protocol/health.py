"""The bits of a printer's four real-time answers into a status."""

from collections.abc import Sequence

from devices.base import Condition, Fault, PaperLevel, Status

# (number of the answer, bits, fault), the first told first: an open cover may look like paper end as well.
# TM-T88III leaves bits 20 and 40 of answer 1 and bit 04 of answer 3 undefined: they are not looked at.
_FAULTS = (
    (3, 0x20, Fault.BROKEN),
    (2, 0x04, Fault.COVER_OPEN),
    (4, 0x60, Fault.PAPER_OUT),
    (2, 0x20, Fault.PAPER_OUT),
    (3, 0x08, Fault.CUTTER),
    (3, 0x40, Fault.OVERHEATED),
    (2, 0x40, Fault.BROKEN),
)


def status(answers: Sequence[int]) -> Status:
    """Returns the status. `answers`: the bytes that answered DLE EOT 1 to 4. Offline for no reason given is unknown (a
    button is held)."""
    detail = "status " + " ".join(f"{answer:02X}" for answer in answers)
    paper = _paper(answers[3])
    for number, bits, fault in _FAULTS:
        if answers[number - 1] & bits:
            return Status(Condition.FAULT, fault, PaperLevel.OUT if fault is Fault.PAPER_OUT else paper, detail)
    offline = answers[0] & 0x08
    return Status(Condition.UNKNOWN if offline else Condition.OK, None, paper, detail)


def _paper(answer: int) -> PaperLevel:
    if answer & 0x60:
        return PaperLevel.OUT
    return PaperLevel.LOW if answer & 0x0C else PaperLevel.FULL
