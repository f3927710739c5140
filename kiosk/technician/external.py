"""External tests: a device does what it is for, and the technician sees it or judges it."""

from collections.abc import Callable

from devices.base import Card, Condition, DeviceError, Fault, Status
from devices.documents import Align, Document, Feed, Line, Pair, Qr, Rule
from kiosk.diagnostics.device_words import fault_words, what_is_wrong, what_to_do
from kiosk.pages.kinds import CardPage, Choice, MessagePage, Tone
from kiosk.pages.language import _
from kiosk.pages.wording import moment
from kiosk.technician.context import TechnicianContext

_SAMPLE_TEXT = "汉字 䶮㐂 ABC abc 0123456789"
_PASSED, _FAILED, _SCANNED = "passed", "failed", "scanned"


def print_slip(shop: TechnicianContext, name: str) -> None:
    """On a printer, or out of a dispenser, where it is to be taken."""
    shop.wait_a_moment(_("A slip is being printed."))
    try:
        shop.devices.print_on(name, _slip(shop, name))
    except DeviceError as error:
        _failed(shop, name, error)
        return
    judge(shop, name, "external", _("Is everything on the slip clear, and is it cut?"))


def _slip(shop: TechnicianContext, name: str) -> Document:
    return Document(
        "test slip",
        (
            Line(shop.settings.kiosk.site, align=Align.CENTER),
            Line(_("Test slip"), size=2, bold=True, align=Align.CENTER),
            Rule(),
            Pair(_("Printer"), name),
            Pair(_("Printed at"), moment(shop.now())),
            Line(_SAMPLE_TEXT),
            Line("█" * 24),
            Qr(f"kiosk:{shop.settings.kiosk.id}"),
            Feed(2),
        ),
    )


def read_card(shop: TechnicianContext, name: str) -> None:
    """A card, shown masked: the technician needs to see that it reads, not whose it is."""
    problem = ""
    nothing = (Choice(_FAILED, _("No card is read"), icon="cross"),)
    while True:
        try:
            text = _("Place any card on the reader.")
            page = CardPage(_("Test of the card reader"), text, problem, nothing, cancel=False)
            card = shop.ask(page, until=lambda: shop.devices.card_on(name))
        except DeviceError as error:
            if error.fault not in (Fault.CARD_UNREADABLE, Fault.CARD_NOT_SUPPORTED):
                _failed(shop, name, error)
                return
            problem = fault_words(error.fault)
            continue
        break
    if not isinstance(card, Card):
        shop.record(name, "external", False)
        text = _("Does it light up? Try another card; if none is read, exchange the reader.")
        shop.tell(_("The test has failed"), text, tone=Tone.TROUBLE)
        return
    shop.devices.forget_card()
    shop.record(name, "external", True, str(card.kind))
    shop.tell(_("The card was read"), masked_card(card), tone=Tone.GOOD)


def masked_card(card: Card) -> str:
    """Enough to see that it was read right, and no more."""
    number = card.number or card.card_number or ""
    return "\n".join(part for part in (card.name[:1] + "*" * (len(card.name) - 1), masked(number)) if part)


def masked(text: str) -> str:
    return text[:2] + "*" * max(0, len(text) - 4) + text[-2:] if len(text) > 6 else "*" * len(text)


def scan_code(shop: TechnicianContext, name: str) -> None:
    """A code of any kind, shown masked: it may be a resident's."""
    codes: list[str] = []

    def look() -> str | None:
        code = shop.devices.scan_on(name)
        if code is not None:
            codes.append(code)
        return _SCANNED if codes else None

    shop.devices.forget_card()  # what was scanned before
    page = MessagePage(
        _("Test of the scanner"),
        _("Hold any QR or bar code before the scanner."),
        (Choice(_FAILED, _("It reads nothing"), icon="cross"),),
        cancel=False,
    )
    try:
        answer = shop.ask(page, until=look)
    except DeviceError as error:
        _failed(shop, name, error)
        return
    if answer == _FAILED:
        shop.record(name, "external", False)
        shop.tell(_("The test has failed"), _nothing_scanned(), tone=Tone.TROUBLE)
        return
    shop.record(name, "external", True)
    text = _("Characters: {count}").format(count=len(codes[0])) + "\n" + masked(codes[0])[:60]
    shop.tell(_("The code was read"), text, tone=Tone.GOOD)


def _nothing_scanned() -> str:
    return _("Does it light up? Check its line's speed, and the end marks under “Set up”.")


def judge(shop: TechnicianContext, name: str, kind: str, question: str) -> None:
    """The technician says whether it was passed. Back leaves it untold."""
    choices = (Choice(_PASSED, _("Yes"), icon="check"), Choice(_FAILED, _("No"), icon="cross"))
    answer = shop.tell(_("What do you see?"), question, *choices)
    shop.record(name, kind, answer == _PASSED)


def trouble(error: DeviceError) -> str:
    status = Status(Condition.FAULT, error.fault)
    return "\n".join(part for part in (what_is_wrong(status), what_to_do(status), error.detail) if part)


def _failed(shop: TechnicianContext, name: str, error: DeviceError) -> None:
    shop.record(name, "external", False, str(error.fault))
    shop.tell(_("The test has failed"), trouble(error), tone=Tone.TROUBLE)


TESTS: dict[str, Callable[[TechnicianContext, str], None]] = {
    "printer": print_slip,
    "ticket_dispenser": print_slip,
    "card_reader": read_card,
    "scanner": scan_code,
}
