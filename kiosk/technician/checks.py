"""Tests: a device is asked (internal), does something (external), a person judges (interactive). All are recorded."""

from devices.base import Card, Condition, DeviceError, Fault, Status
from devices.documents import Align, Document, Feed, Line, Pair, Qr, Rule
from kiosk.language import _
from kiosk.pages import CardPage, Choice, ListPage, Row, Tone, TrialPage
from kiosk.records import TestRecord
from kiosk.technician.words import fault_words, kind_words, what_is_wrong, what_to_do
from kiosk.technician.workshop import Workshop
from kiosk.ui import Back
from kiosk.wording import moment

_SAMPLE_TEXT = "汉字 䶮㐂 ABC abc 0123456789"
_PASSED, _FAILED = "passed", "failed"


def show_checks(shop: Workshop) -> None:
    """Raises Back."""
    while True:
        key = shop.ask(ListPage(_("Tests"), _rows(shop), cancel=False))
        try:
            if key == "all":
                check_all(shop)
            elif key.startswith("trial:"):
                try_out(shop, key.removeprefix("trial:"))
            else:
                check_device(shop, key.removeprefix("device:"))
        except Back:
            continue


def _rows(shop: Workshop) -> tuple[Row, ...]:
    kinds = shop.devices.kinds()
    own = (
        Row(_("Test all"), _("Asks every device and prints a readiness slip"), key="all"),
        *(
            Row(_("{kind} {name}").format(kind=kind_words(kind), name=name), _last(shop, name), key=f"device:{name}")
            for name, kind in kinds.items()
        ),
    )
    trials = (
        Row(_("Touch"), _last(shop, "touch"), key="trial:touch"),
        Row(_("Colours"), _last(shop, "colours"), key="trial:colours"),
        Row(_("Sound"), _last(shop, "sound"), key="trial:sound"),
        Row(_("Keypad"), _last(shop, "keypad"), key="trial:keypad"),
    )
    return own + trials


def _last(shop: Workshop, name: str) -> str:
    tests = shop.records.tests(name, last=1)
    if not tests:
        return _("It was never tested here.")
    result = _("passed") if tests[0].passed else _("failed")
    return _("{when}: {result}").format(when=moment(tests[0].at), result=result)


def check_device(shop: Workshop, name: str) -> None:
    """Ask it, then have it do what it is for. Raises Back where that is broken off."""
    shop.wait_a_moment()
    status = ask_device(shop, name)
    kind = shop.devices.kinds()[name]
    if status.condition is Condition.FAULT:
        text = "\n".join((what_is_wrong(status), what_to_do(status), status.detail))
        shop.tell(_("The test has failed"), text, tone=Tone.TROUBLE)
        return
    external = {"printer": _print_slip, "ticket_dispenser": _print_slip, "card_reader": _read_card}.get(kind)
    if external:
        external(shop, name)
    else:
        shop.tell(_("The test was passed"), _("It answers and finds nothing wrong."), tone=Tone.GOOD)


def ask_device(shop: Workshop, name: str) -> Status:
    """The internal test: how it is, a fault where it cannot be asked."""
    try:
        status, _firmware = shop.devices.test(name)
    except DeviceError as error:
        status = Status(Condition.FAULT, error.fault, None, error.detail)
    passed = status.condition.usable
    _record(shop, name, "internal", passed, str(status.fault or status.condition))
    return status


def _print_slip(shop: Workshop, name: str) -> None:
    shop.wait_a_moment(_("A slip is being printed."))
    try:
        shop.devices.print_on(name, _slip(shop, name))
    except DeviceError as error:
        _record(shop, name, "external", False, str(error.fault))
        shop.tell(_("The test has failed"), _trouble(error), tone=Tone.TROUBLE)
        return
    _judge(shop, name, "external", _("Is everything on the slip clear, and is it cut?"))


def _slip(shop: Workshop, name: str) -> Document:
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


def _read_card(shop: Workshop, name: str) -> None:
    """A card, shown masked: the technician needs to see that it reads, not whose it is."""
    problem = ""
    while True:
        try:
            page = CardPage(_("Test of the card reader"), _("Place any card on the reader."), problem, cancel=False)
            card = shop.ask(page, until=lambda: shop.devices.card_on(name))
        except DeviceError as error:
            if error.fault not in (Fault.CARD_UNREADABLE, Fault.CARD_NOT_SUPPORTED):
                _record(shop, name, "external", False, str(error.fault))
                shop.tell(_("The test has failed"), _trouble(error), tone=Tone.TROUBLE)
                return
            problem = fault_words(error.fault)
            continue
        if isinstance(card, Card):
            break
    shop.devices.forget_card()
    _record(shop, name, "external", True, str(card.kind))
    shop.tell(_("The card was read"), masked(card), tone=Tone.GOOD)


def masked(card: Card) -> str:
    """Enough to see that it was read right, and no more."""
    number = card.number or card.card_number or ""
    shown = number[:2] + "*" * max(0, len(number) - 4) + number[-2:] if len(number) > 6 else "*" * len(number)
    return "\n".join(part for part in (card.name[:1] + "*" * (len(card.name) - 1), shown) if part)


def try_out(shop: Workshop, what: str) -> None:
    """The screen, the sound, the keys: the technician judges."""
    title = {"touch": _("Touch"), "colours": _("Colours"), "sound": _("Sound"), "keypad": _("Keypad")}[what]
    text = {
        "touch": _("Wipe over every field until all are filled."),
        "colours": _("Tap to see the next colour."),
        "sound": _("Do you hear a tone?"),
        "keypad": _("Press every key: its name is shown."),
    }[what]
    passed = shop.ask(TrialPage(title, text, what, cancel=False))
    if what == "colours":
        _judge(shop, what, "interactive", _("Was every colour even, without spots or lines?"))
    else:
        _record(shop, what, "interactive", passed)


def _judge(shop: Workshop, name: str, kind: str, question: str) -> None:
    """The technician says whether it was passed. Back leaves it untold."""
    choices = (Choice(_PASSED, _("Yes"), icon="check"), Choice(_FAILED, _("No"), icon="cross"))
    answer = shop.tell(_("What do you see?"), question, *choices)
    _record(shop, name, kind, answer == _PASSED)


def check_all(shop: Workshop) -> None:
    """Every device is asked; the slip says which of them are ready, and when. Raises Back."""
    shop.wait_a_moment(_("Every device is asked."))
    results = {name: ask_device(shop, name) for name in shop.devices.kinds()}
    printed = _hand_out(shop, results)
    rows = tuple(_result_row(shop, name, status) for name, status in results.items())
    hub = Row(_("Hub"), "", *_verdict(shop.post.reporter.away is False))
    slip = Row(_("Readiness slip"), "" if printed else _("It was not printed."), *_verdict(printed))
    go_on = Row(_("Continue"), "", key="go_on")
    shop.ask(ListPage(_("Test of all devices"), (*rows, hub, slip, go_on), cancel=False))


def readiness_slip(shop: Workshop, results: dict[str, Status]) -> Document:
    lines = [Pair(name, _result_words(status)) for name, status in results.items()]
    ready = bool(results) and all(is_ready(shop, name, status) for name, status in results.items())
    verdict = _("Ready for service") if ready else _("Not ready for service")
    return Document(
        "readiness slip",
        (
            Line(shop.settings.kiosk.site, align=Align.CENTER),
            Line(verdict, size=2, bold=True, align=Align.CENTER),
            Rule(),
            Pair(_("Kiosk"), shop.settings.kiosk.id),
            Pair(_("Tested at"), moment(shop.now())),
            *lines,
            Pair(_("Hub"), _hub_words(shop.post.reporter.away)),
            Feed(2),
        ),
    )


def _hub_words(away: bool | None) -> str:
    if away is None:
        return _("not asked yet")
    return _("does not answer") if away else _("answers")


def _hand_out(shop: Workshop, results: dict[str, Status]) -> bool:
    try:
        shop.devices.print(readiness_slip(shop, results))
    except DeviceError:
        return False
    return True


def _result_row(shop: Workshop, name: str, status: Status) -> Row:
    label = _("{kind} {name}").format(kind=kind_words(shop.devices.kinds()[name]), name=name)
    said = " ".join(part for part in (what_is_wrong(status), what_to_do(status)) if part)
    return Row(label, said, *_verdict(is_ready(shop, name, status)))


def is_ready(shop: Workshop, name: str, status: Status) -> bool:
    """A device that cannot be asked how it is is ready where it did what it is for when it was last tried."""
    if status.condition is not Condition.OPEN:
        return status.condition is Condition.OK
    tried = [test for test in shop.records.tests(name) if test.kind == "external"]
    return bool(tried) and tried[0].passed


def _verdict(passed: bool) -> tuple[str, str, Tone]:
    """A row's badge, key and tone."""
    return (_("passed"), "", Tone.GOOD) if passed else (_("failed"), "", Tone.TROUBLE)


def _result_words(status: Status) -> str:
    return what_is_wrong(status) or _("passed")


def _trouble(error: DeviceError) -> str:
    status = Status(Condition.FAULT, error.fault)
    return "\n".join(part for part in (what_is_wrong(status), what_to_do(status), error.detail) if part)


def _record(shop: Workshop, name: str, kind: str, passed: bool, detail: str = "") -> None:
    shop.records.tested(TestRecord(shop.now(), name, kind, passed, detail))
