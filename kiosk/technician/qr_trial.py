"""Finds out how a printer prints QR codes: both ways on one slip, and the technician says which can be read."""

from devices.base import DeviceError
from devices.documents import Align, Block, Document, Feed, Line, Qr, QrWay
from devices.models import settings_class
from kiosk.pages.language import _
from kiosk.pages.page_parts import Choice, Tone
from kiosk.technician.context import TechnicianContext

_CODE = "https://example.org/"
_BOTH, _NEITHER = "both", "neither"


def has_ways(kind: str, model: str) -> bool:
    """Returns whether there is a key `qr` to determine."""
    return kind == "printer" and "qr" in settings_class(kind, model).model_fields


def code_blocks(data: str = _CODE) -> tuple[Block, ...]:
    """Returns code 1 by the printer's own command, code 2 drawn."""
    ways = (QrWay.NATIVE, QrWay.DRAWN)
    return tuple(
        block
        for number, way in enumerate(ways, 1)
        for block in (Line(str(number), size=2, align=Align.CENTER), Qr(data, way=way))
    )


def print_codes(tech: TechnicianContext, name: str) -> bool:
    """Prints both codes; returns whether they are on paper."""
    tech.wait_a_moment(_("A slip is being printed."))
    title = Line(_("QR codes"), size=2, bold=True, align=Align.CENTER)
    try:
        tech.devices.print_on(name, Document("QR codes", (title, *code_blocks(), Feed(2))))
    except DeviceError:
        return False
    return True


def ask_way(tech: TechnicianContext, title: str, text: str, tone: Tone = Tone.CALM) -> QrWay | None:
    """Returns the way that can be read; None where it stays as it is."""
    question = _("Two QR codes are on the slip. Which of them can a phone read?")
    choices = (
        Choice("", _("Continue")),
        Choice(QrWay.NATIVE, _("Only code 1")),
        Choice(QrWay.DRAWN, _("Only code 2")),
        Choice(_BOTH, _("Both")),
        Choice(_NEITHER, _("Neither")),
    )
    answer = tech.tell(title, "\n".join(part for part in (text, question) if part), *choices, tone=tone, back=True)
    if answer == _NEITHER:
        trouble = _("Clean the print head, check the paper, and print the slip again under “Tests”.")
        tech.tell(_("No QR code can be read"), trouble, tone=Tone.TROUBLE)
    return {QrWay.NATIVE: QrWay.NATIVE, QrWay.DRAWN: QrWay.DRAWN, _BOTH: QrWay.NATIVE}.get(answer)
