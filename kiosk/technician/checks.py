"""Tests: a device is asked (internal), does something (external), a person judges (interactive). All are recorded."""

from collections.abc import Callable

from devices.base import Condition
from kiosk.diagnostics.device_words import kind_words, what_is_wrong, what_to_do
from kiosk.diagnostics.readiness import (
    ALL,
    Readiness,
    ReadinessResult,
    ask,
    hub_words,
    of_device,
    of_the_rest,
    readiness_slip,
    result_words,
    try_print,
)
from kiosk.pages.kinds import ListPage
from kiosk.pages.language import _
from kiosk.pages.page_parts import ListRow, Tone
from kiosk.pages.technician_kinds import TrialPage
from kiosk.pages.ui import Back
from kiosk.pages.wording import moment
from kiosk.technician.context import TechnicianContext
from kiosk.technician.external import TESTS, judge


def show_checks(tech: TechnicianContext) -> None:
    """Shows the tests. Raises Back."""
    while True:
        key = tech.ask(ListPage(_("Tests"), _rows(tech)))
        try:
            if key == "all":
                check_all(tech)
            elif key.startswith("trial:"):
                try_out(tech, key.removeprefix("trial:"))
            else:
                check_device(tech, key.removeprefix("device:"))
        except Back:
            continue


def _rows(tech: TechnicianContext) -> tuple[ListRow, ...]:
    kinds = tech.devices.kinds()
    own = (
        ListRow(_("Test all"), _all_words(tech), key="all"),
        *(
            ListRow(
                _("{kind} {name}").format(kind=kind_words(kind), name=name), _last(tech, name), key=f"device:{name}"
            )
            for name, kind in kinds.items()
        ),
    )
    trials = (
        ListRow(_("Touch"), _last(tech, "touch"), key="trial:touch"),
        ListRow(_("Colours"), _last(tech, "colours"), key="trial:colours"),
        ListRow(_("Sound"), _last(tech, "sound"), key="trial:sound"),
        ListRow(_("Keypad"), _last(tech, "keypad"), key="trial:keypad"),
    )
    return own + trials


def _last(tech: TechnicianContext, name: str) -> str:
    tests = tech.records.tests(name, last=1)
    if not tests:
        return _("It was never tested here.")
    result = _("passed") if tests[0].passed else _("failed")
    return _("{when}: {result}").format(when=moment(tests[0].at), result=result)


def _all_words(tech: TechnicianContext) -> str:
    words = _("Asks every device and prints a readiness slip")
    return f"{words}\n{_last(tech, ALL)}" if tech.records.tests(ALL, last=1) else words


def check_device(tech: TechnicianContext, name: str) -> None:
    """Asks a device, then makes it do what it is for. Raises Back where that is broken off."""
    tech.wait_a_moment()
    status = ask_device(tech, name).status
    kind = tech.devices.kinds()[name]
    if status.condition is Condition.FAULT:
        text = "\n".join(part for part in (what_is_wrong(status), what_to_do(status), status.detail) if part)
        tech.tell(_("The test has failed"), text, tone=Tone.TROUBLE)
    elif kind in TESTS:
        TESTS[kind](tech, name)
    else:
        tech.tell(_("The test was passed"), _("It answers and finds nothing wrong."), tone=Tone.GOOD)


def ask_device(tech: TechnicianContext, name: str) -> ReadinessResult:
    """Runs the internal test."""
    result = ask(tech.devices, name, tech.records)
    tech.keep(of_device(name, result, tech.now()))
    return result


def try_out(tech: TechnicianContext, what: str) -> None:
    """Tries the screen, the sound, the keys: the technician judges."""
    title = {"touch": _("Touch"), "colours": _("Colours"), "sound": _("Sound"), "keypad": _("Keypad")}[what]
    text = {
        "touch": _("Wipe over every field until all are filled."),
        "colours": _("Tap to see the next colour."),
        "sound": _("Do you hear a tone?"),
        "keypad": _("Press every key: its name is shown. To use confirm or back here, press it twice."),
    }[what]
    passed = tech.ask(TrialPage(title, text, what))
    if what == "colours":
        judge(tech, what, "interactive", _("Was every colour even, without spots or lines?"))
    else:
        tech.record(what, "interactive", passed)


def check_all(tech: TechnicianContext, hub: Callable[[], bool | None] | None = None) -> None:
    """Tests every device and the hub; the slip says which of them are ready, and when. All of it is recorded. `hub`
    asks another hub than the one that this run has. Raises Back."""
    tech.wait_a_moment(_("Every device is asked."))
    results = {name: ask_device(tech, name) for name in tech.devices.kinds()}
    readiness = Readiness(results, hub() if hub else tech.hub_link.heartbeat.away is False)
    on_paper = try_print(tech.devices, readiness_slip(tech.settings.kiosk, readiness, tech.now()))
    tech.keep(*of_the_rest(readiness, on_paper, tech.now()))
    verdict = _("Ready for service") if readiness.ready else _("Not ready for service")
    hub_row = ListRow(_("Hub"), hub_words(readiness.hub), *_verdict(readiness.hub))
    slip_row = ListRow(_("Readiness slip"), "" if on_paper else _("It was not printed."), *_verdict(on_paper))
    rows = tuple(_result_row(tech, name, result) for name, result in results.items())
    go_on = ListRow(_("Continue"), verdict, "", "go_on", Tone.GOOD if readiness.ready else Tone.TROUBLE)
    empty = () if rows else (ListRow(_("Devices"), _("No device is configured."), *_verdict(False)),)
    tech.ask(ListPage(_("Test of all devices"), (*rows, *empty, hub_row, slip_row, go_on)))


def _result_row(tech: TechnicianContext, name: str, result: ReadinessResult) -> ListRow:
    label = _("{kind} {name}").format(kind=kind_words(tech.devices.kinds()[name]), name=name)
    if result.status.condition is Condition.CONNECTED and not result.ready:
        words = _("It cannot be asked: test it by itself, then all of them again.")
        return ListRow(label, words, result_words(result), "", Tone.TROUBLE)
    wrong = "" if result.status.condition is Condition.CONNECTED else what_is_wrong(result.status)
    words = " ".join(part for part in (wrong, what_to_do(result.status)) if part)
    return ListRow(label, words, *_verdict(result.ready))


def _verdict(passed: bool | None) -> tuple[str, str, Tone]:
    """Returns a row's badge, key and tone."""
    if passed is None:
        return _("not asked yet"), "", Tone.CALM
    return (_("passed"), "", Tone.GOOD) if passed else (_("failed"), "", Tone.TROUBLE)
