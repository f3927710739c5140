"""What a printer's attributes say of its health: `printer-state`, `printer-state-reasons` (RFC 8011, 5.4.11 and
5.4.12; further keywords: PWG 5100.9)."""

from collections.abc import Sequence

from devices.base import Condition, Fault, PaperLevel, Status
from devices.page_printer.ipp_messages import Group

STOPPED = 5
_SEVERITIES = ("-report", "-warning", "-error")
_FAULTS: Sequence[tuple[str, Fault]] = (  # by the beginning of the keyword; the first that fits
    ("media-jam", Fault.PAPER_JAM),
    ("media-empty", Fault.PAPER_OUT),
    ("media-needed", Fault.PAPER_OUT),
    ("input-tray-missing", Fault.PAPER_OUT),
    ("toner-empty", Fault.TONER_OUT),
    ("marker-supply-empty", Fault.TONER_OUT),
    ("marker-supply-missing", Fault.TONER_OUT),
    ("cover-open", Fault.COVER_OPEN),
    ("door-open", Fault.COVER_OPEN),
    ("interlock-open", Fault.COVER_OPEN),
    ("output-area-full", Fault.PAPER_JAM),
    ("fuser-over-temp", Fault.OVERHEATED),
    ("shutdown", Fault.BROKEN),
    ("timed-out", Fault.BROKEN),
)


def read_health(printer: Group) -> Status:
    """Returns the status. A printer that does not say what state it is in is not known to be in order."""
    reasons = [str(reason) for reason in printer.get("printer-state-reasons", ())]
    stopped = list(printer.get("printer-state", ())) == [STOPPED]
    fault = find_fault(reasons, stopped)
    detail = ", ".join(reason for reason in reasons if reason != "none")[:200]
    paper = _paper(reasons, fault)
    if fault is not None:
        return Status(Condition.FAULT, fault, paper, detail)
    if list(printer.get("printer-is-accepting-jobs", (True,))) == [False]:
        return Status(Condition.FAULT, Fault.BROKEN, paper, "it takes no jobs")
    tells = bool(printer.get("printer-state"))
    return Status(Condition.OK if tells else Condition.UNKNOWN, None, paper, detail)


def find_fault(reasons: Sequence[str], stopped: bool) -> Fault | None:
    """Returns the fault that stops the printer. A report or a warning does not stop one; where it has stopped, whatever
    it names is the cause."""
    for reason in reasons:
        keyword, harmless = _parse(reason)
        if harmless and not stopped:
            continue
        for beginning, fault in _FAULTS:
            if keyword.startswith(beginning):
                return fault
    return Fault.BROKEN if stopped else None


def _parse(reason: str) -> tuple[str, bool]:
    """Returns a keyword and whether it is an error. One without a severity is taken as an error (RFC 8011, 5.4.12)."""
    for severity in _SEVERITIES:
        if reason.endswith(severity):
            return reason.removesuffix(severity), severity != "-error"
    return reason, False


def _paper(reasons: Sequence[str], fault: Fault | None) -> PaperLevel:
    if fault is Fault.PAPER_OUT:
        return PaperLevel.OUT
    low = any(_parse(reason)[0] in ("media-low", "media-empty") for reason in reasons)
    return PaperLevel.LOW if low else PaperLevel.UNKNOWN
