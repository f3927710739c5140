"""External tests: a device does what it is for, and the technician sees it or judges it."""

from collections.abc import Callable

from devices.base import Card, Condition, DeviceError, Fault, Status
from devices.documents import Align, Document, Feed, Line, Pair, Qr, Rule
from devices.scanner.raw_scan import RawScan
from kiosk.diagnostics.device_words import fault_words, what_is_wrong, what_to_do
from kiosk.pages.kinds import CardPage, MessagePage
from kiosk.pages.language import _
from kiosk.pages.page_parts import Choice, Tone
from kiosk.pages.wording import moment
from kiosk.technician.config_file import save_setting
from kiosk.technician.context import TechnicianContext
from kiosk.technician.qr_trial import ask_way, code_blocks, has_ways
from kiosk.technician.scan_words import byte_words, masked, scan_words

_SAMPLE_TEXT = "汉字 䶮㐂 ABC abc 0123456789"
_PASSED, _FAILED, _SCANNED, _BYTES = "passed", "failed", "scanned", "bytes"


def print_slip(tech: TechnicianContext, name: str) -> None:
    """Prints a slip on a printer, or out of a dispenser, where it is to be taken."""
    tech.wait_a_moment(_("A slip is being printed."))
    try:
        tech.devices.print_on(name, _slip(tech, name))
    except DeviceError as error:
        _record_failure(tech, name, error)
        return
    judge(tech, name, "external", _("Is everything on the slip clear, and is it cut?"))
    if _has_two_codes(tech, name):
        way = ask_way(tech, _("QR codes"), "")
        if way:
            save_setting(tech, name, "qr", way.value)


def _has_two_codes(tech: TechnicianContext, name: str) -> bool:
    """Returns whether there is a choice of QR codes, and a file to write it to."""
    device = tech.device(name)
    return device is not None and tech.run.config_file is not None and has_ways(device.kind, device.model)


def _slip(tech: TechnicianContext, name: str) -> Document:
    code = f"kiosk:{tech.settings.kiosk.id}"
    return Document(
        "test slip",
        (
            Line(tech.settings.kiosk.site, align=Align.CENTER),
            Line(_("Test slip"), size=2, bold=True, align=Align.CENTER),
            Rule(),
            Pair(_("Printer"), name),
            Pair(_("Printed at"), moment(tech.now())),
            Line(_SAMPLE_TEXT),
            Line("█" * 24),
            *(code_blocks(code) if _has_two_codes(tech, name) else (Qr(code),)),
            Feed(2),
        ),
    )


def read_card(tech: TechnicianContext, name: str) -> None:
    """Reads a card and shows it masked: the technician needs to see that it reads, not whose it is."""
    problem = ""
    nothing = (Choice(_FAILED, _("No card is read"), icon="cross"),)
    while True:
        try:
            text = _("Place any card on the reader.")
            page = CardPage(_("Test of the card reader"), text, problem, nothing)
            card = tech.ask(page, until=lambda: tech.devices.card_on(name))
        except DeviceError as error:
            if error.fault not in (Fault.CARD_UNREADABLE, Fault.CARD_NOT_SUPPORTED):
                _record_failure(tech, name, error)
                return
            problem = fault_words(error.fault)
            continue
        break
    if not isinstance(card, Card):
        tech.record(name, "external", False)
        text = _("Does it light up? Try another card; if none is read, exchange the reader.")
        tech.tell(_("The test has failed"), text, tone=Tone.TROUBLE)
        return
    tech.devices.forget_card()
    tech.record(name, "external", True, str(card.kind))
    tech.tell(_("The card was read"), masked_card(card), tone=Tone.GOOD)


def masked_card(card: Card) -> str:
    """Returns enough of a card to see that it was read right."""
    number = card.number or card.card_number or ""
    return "\n".join(part for part in (card.name[:1] + "*" * (len(card.name) - 1), masked(number)) if part)


def scan_code(tech: TechnicianContext, name: str) -> None:
    """Reads a code of any kind and shows it masked: it may be a resident's. What came and is no code is shown as it
    came."""
    scans: list[RawScan] = []

    def look() -> str | None:
        watch = tech.devices.scans_on(name)
        if (raw := watch.take_raw()) is not None:
            scans.append(raw)
        elif (code := watch.take()) is not None:  # of a scanner that does not tell its bytes
            scans.append(RawScan(b"", 0, code))
        return _SCANNED if scans else None

    tech.devices.forget_card()  # what was scanned before
    page = MessagePage(
        _("Test of the scanner"),
        _("Hold any QR or bar code before the scanner."),
        (Choice(_FAILED, _("It reads nothing"), icon="cross"),),
    )
    try:
        answer = tech.ask(page, until=look)
    except DeviceError as error:
        _record_failure(tech, name, error)
        return
    if answer == _FAILED:
        tech.record(name, "external", False)
        tech.tell(_("The test has failed"), _nothing_scanned(), tone=Tone.TROUBLE)
        return
    scan = scans[-1]
    tech.record(name, "external", scan.code is not None)
    if scan.code is None:
        tech.tell(_("Something came, but no code"), scan_words(scan), tone=Tone.TROUBLE)
    else:
        more = (Choice(_BYTES, _("Show its bytes")),) if scan.count and not scan.findings else ()
        answer = tech.tell(
            _("The code was read"), scan_words(scan), Choice("", _("Continue")), *more, tone=Tone.GOOD, back=True
        )
        if answer == _BYTES:
            tech.tell(_("The code was read"), byte_words(scan), tone=Tone.GOOD)


def _nothing_scanned() -> str:
    return _(
        "Does it light up? Did it beep? Then check its line's speed, and that it sends over a serial line (USB-CDC or "
        "RS-232) and does not type as a keyboard does; for one that types, set up the model “evdev”."
    )


def flash_light(tech: TechnicianContext, name: str) -> None:
    """Lights the lights while the technician looks."""
    tech.devices.light(lit=True)
    try:
        judge(tech, name, "external", _("Does the signal light shine or flash?"))
    finally:
        tech.devices.light(lit=False)


def judge(tech: TechnicianContext, name: str, kind: str, question: str) -> None:
    """Asks the technician whether it passed. Back leaves it unanswered."""
    choices = (Choice(_PASSED, _("Yes"), icon="check"), Choice(_FAILED, _("No"), icon="cross"))
    answer = tech.tell(_("What do you see?"), question, *choices, back=True)
    tech.record(name, kind, answer == _PASSED)


def trouble(error: DeviceError) -> str:
    status = Status(Condition.FAULT, error.fault)
    return "\n".join(part for part in (what_is_wrong(status), what_to_do(status), error.detail) if part)


def _record_failure(tech: TechnicianContext, name: str, error: DeviceError) -> None:
    tech.record(name, "external", False, str(error.fault))
    tech.tell(_("The test has failed"), trouble(error), tone=Tone.TROUBLE)


TESTS: dict[str, Callable[[TechnicianContext, str], None]] = {
    "printer": print_slip,
    "ticket_dispenser": print_slip,
    "card_reader": read_card,
    "scanner": scan_code,
    "signal_light": flash_light,
}
