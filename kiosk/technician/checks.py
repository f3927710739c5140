"""Tests: a device is asked (internal), does something (external), a person judges (interactive). All are recorded."""

from collections.abc import Callable

from devices.base import Condition
from kiosk.diagnostics.device_words import kind_words, what_is_wrong, what_to_do
from kiosk.diagnostics.readiness import (
    ALL,
    Readiness,
    Result,
    ask,
    hub_words,
    of_device,
    of_the_rest,
    printed,
    readiness_slip,
    result_words,
)
from kiosk.pages.kinds import ListPage, Row, Tone, TrialPage
from kiosk.pages.language import _
from kiosk.pages.ui import Back
from kiosk.pages.wording import moment
from kiosk.technician.context import TechnicianContext
from kiosk.technician.external import TESTS, judge


def show_checks(shop: TechnicianContext) -> None:
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


def _rows(shop: TechnicianContext) -> tuple[Row, ...]:
    kinds = shop.devices.kinds()
    own = (
        Row(_("Test all"), _all_words(shop), key="all"),
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


def _last(shop: TechnicianContext, name: str) -> str:
    tests = shop.records.tests(name, last=1)
    if not tests:
        return _("It was never tested here.")
    result = _("passed") if tests[0].passed else _("failed")
    return _("{when}: {result}").format(when=moment(tests[0].at), result=result)


def _all_words(shop: TechnicianContext) -> str:
    words = _("Asks every device and prints a readiness slip")
    return f"{words}\n{_last(shop, ALL)}" if shop.records.tests(ALL, last=1) else words


def check_device(shop: TechnicianContext, name: str) -> None:
    """Ask it, then have it do what it is for. Raises Back where that is broken off."""
    shop.wait_a_moment()
    status = ask_device(shop, name).status
    kind = shop.devices.kinds()[name]
    if status.condition is Condition.FAULT:
        text = "\n".join(part for part in (what_is_wrong(status), what_to_do(status), status.detail) if part)
        shop.tell(_("The test has failed"), text, tone=Tone.TROUBLE)
    elif kind in TESTS:
        TESTS[kind](shop, name)
    else:
        shop.tell(_("The test was passed"), _("It answers and finds nothing wrong."), tone=Tone.GOOD)


def ask_device(shop: TechnicianContext, name: str) -> Result:
    """The internal test."""
    result = ask(shop.devices, name, shop.records)
    shop.keep(of_device(name, result, shop.now()))
    return result


def try_out(shop: TechnicianContext, what: str) -> None:
    """The screen, the sound, the keys: the technician judges."""
    title = {"touch": _("Touch"), "colours": _("Colours"), "sound": _("Sound"), "keypad": _("Keypad")}[what]
    text = {
        "touch": _("Wipe over every field until all are filled."),
        "colours": _("Tap to see the next colour."),
        "sound": _("Do you hear a tone?"),
        "keypad": _("Press every key: its name is shown. To use confirm or back here, press it twice."),
    }[what]
    passed = shop.ask(TrialPage(title, text, what, cancel=False))
    if what == "colours":
        judge(shop, what, "interactive", _("Was every colour even, without spots or lines?"))
    else:
        shop.record(what, "interactive", passed)


def check_all(shop: TechnicianContext, hub: Callable[[], bool | None] | None = None) -> None:
    """Every device and the hub are asked; the slip says which of them are ready, and when. All of it is kept. `hub`
    asks another hub than the one that this run has. Raises Back."""
    shop.wait_a_moment(_("Every device is asked."))
    results = {name: ask_device(shop, name) for name in shop.devices.kinds()}
    found = Readiness(results, hub() if hub else shop.post.reporter.away is False)
    on_paper = printed(shop.devices, readiness_slip(shop.settings.kiosk, found, shop.now()))
    shop.keep(*of_the_rest(found, on_paper, shop.now()))
    verdict = _("Ready for service") if found.ready else _("Not ready for service")
    hub_row = Row(_("Hub"), hub_words(found.hub), *_verdict(found.hub))
    slip_row = Row(_("Readiness slip"), "" if on_paper else _("It was not printed."), *_verdict(on_paper))
    rows = tuple(_result_row(shop, name, result) for name, result in results.items())
    go_on = Row(_("Continue"), verdict, "", "go_on", Tone.GOOD if found.ready else Tone.TROUBLE)
    empty = () if rows else (Row(_("Devices"), _("No device is configured."), *_verdict(False)),)
    shop.ask(ListPage(_("Test of all devices"), (*rows, *empty, hub_row, slip_row, go_on), cancel=False))


def _result_row(shop: TechnicianContext, name: str, result: Result) -> Row:
    label = _("{kind} {name}").format(kind=kind_words(shop.devices.kinds()[name]), name=name)
    if result.status.condition is Condition.CONNECTED and not result.ready:
        said = _("It cannot be asked: test it by itself, then all of them again.")
        return Row(label, said, result_words(result), "", Tone.TROUBLE)
    wrong = "" if result.status.condition is Condition.CONNECTED else what_is_wrong(result.status)
    said = " ".join(part for part in (wrong, what_to_do(result.status)) if part)
    return Row(label, said, *_verdict(result.ready))


def _verdict(passed: bool | None) -> tuple[str, str, Tone]:
    """A row's badge, key and tone."""
    if passed is None:
        return _("not asked yet"), "", Tone.CALM
    return (_("passed"), "", Tone.GOOD) if passed else (_("failed"), "", Tone.TROUBLE)
