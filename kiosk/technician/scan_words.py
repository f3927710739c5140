"""A scan in words, for the technician who sets a scanner up: what came, what was made of it, what is set wrong."""

from devices.scanner.raw_scan import RawScan, ScanFinding
from kiosk.pages.language import N_, _

_ENDS, _MOST = 8, 32  # bytes that are shown of a code that was read, at each end; of what was not, in all

_FINDINGS = {
    ScanFinding.NO_TEXT: N_("These are no characters: the speed or the parity of its line is set otherwise here."),
    ScanFinding.OTHER_ENCODING: N_("The text is in an encoding that is not tried here: set it under “Set up”."),
    ScanFinding.CONTROLS: N_("Control characters stand in it: a prefix or a suffix of its own is set in the scanner."),
    ScanFinding.TOO_LONG: N_("It is longer than codes may be here, or no end mark came: set one in the scanner."),
    ScanFinding.NO_END_MARK: N_("No end mark came. Set “carriage return” as the suffix in the scanner: it is quicker."),
    ScanFinding.IDENTIFIER: N_("Something stood before the code and was taken off: switch it off in the scanner."),
    ScanFinding.ESCAPES: N_("ECI escapes were taken out: switch ECI output off in the scanner."),
    ScanFinding.UPPER_CASE: N_("It sends capitals only: switch case conversion off in the scanner."),
}


def scan_words(scan: RawScan) -> str:
    """Returns what was made of it; where anything is odd about it, what came, and what is likely to be set wrong."""
    odd = (byte_words(scan), *(_(_FINDINGS[finding]) for finding in scan.findings)) if scan.findings else ()
    if scan.code is None:
        return "\n".join(odd or (byte_words(scan),))
    return "\n".join((_("Characters: {count}").format(count=len(scan.code)), masked(scan.code)[:60], *odd))


def byte_words(scan: RawScan) -> str:
    """Returns how many bytes came, and those in hex; of a code the ends alone: it may be a resident's."""
    return _("Bytes: {count}").format(count=scan.count) + "\n" + _hex(scan)


def masked(text: str) -> str:
    return text[:2] + "*" * max(0, len(text) - 4) + text[-2:] if len(text) > 6 else "*" * len(text)


def _hex(scan: RawScan) -> str:
    """Returns the bytes; of a code its ends, where prefixes and end marks stand."""
    data = scan.data
    if scan.code is None:
        return data[:_MOST].hex(" ").upper() + (" …" if scan.count > _MOST else "")
    if scan.count <= 2 * _ENDS:
        return data.hex(" ").upper()
    ends = data[-_ENDS:].hex(" ").upper() if scan.count == len(data) else ""
    return f"{data[:_ENDS].hex(' ').upper()} … {ends}"
