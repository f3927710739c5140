"""The first start: from nothing to a kiosk that serves, step by step. Each step can be gone back from."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from config.file import previous, save, with_section
from contract.forms import Field, FieldKind
from kiosk.disk import write_safely
from kiosk.hub_client import HubAddress, HubAway, HubClient, HubRefused
from kiosk.language import LANGUAGES, N_, _, activate, in_language, language
from kiosk.pages import BusyPage, FormField, FormPage, ListPage, OutlinePage, Row, Tone
from kiosk.technician.checks import check_all
from kiosk.technician.key_pages import admit, change_pin
from kiosk.technician.setup import find
from kiosk.technician.workshop import Workshop
from kiosk.ui import Back, Cancelled, TimedOut
from kiosk.walk import walk
from kiosk.wording import both

_SLUG = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}"
_URL = r"https?://[^\s/]+.*"


def wanted(shop: Workshop) -> bool:
    """Was this kiosk never set up, or not to the end? By hand one may well run it without a configuration."""
    file = shop.run.config_file
    if file is None or not shop.run.unattended or shop.run.safe:
        return False
    as_installed = shop.keys.pin.is_default and not shop.run.problems and not shop.settings.devices
    return as_installed or not file.exists() or _draft(file).exists()


def set_up_first(shop: Workshop, file: Path) -> None:
    """Until the kiosk is set up, with `file` as its configuration; then it starts anew. Whoever walks away finds the
    first step again, and what was entered. Raises Stopped."""
    draft = _draft(file)
    if not draft.exists():
        save(draft, file.read_text("utf-8") if file.exists() else "")
    at_work = replace(shop, run=replace(shop.run, config_file=draft))
    steps = _steps(at_work, draft)
    while True:
        try:
            if not shop.keys.pin.is_default:
                admit(shop)
            walk(*steps)
        except (Back, Cancelled, TimedOut):
            continue
        break
    draft.replace(file)
    previous(draft).unlink(missing_ok=True)
    shop.tell(_("The kiosk is set up"), _("It starts anew now."), tone=Tone.GOOD)
    shop.run.restart()
    shop.ask(BusyPage(_("Restart")))  # until the program ends


def _steps(shop: Workshop, file: Path) -> tuple[Callable[[], object], ...]:
    return (
        lambda: choose_language(shop, file),
        lambda: name_kiosk(shop, file),
        lambda: choose_hub(shop, file),
        lambda: measure(shop, file),
        lambda: add_devices(shop),
        lambda: change_pin(shop),
        lambda: check_all(shop),
    )


def _draft(file: Path) -> Path:
    return file.with_name(file.name + ".setup")


def choose_language(shop: Workshop, file: Path) -> None:
    rows = tuple(Row(name, "", key=code) for code, name in LANGUAGES.items())
    title = " · ".join(in_language(code, lambda: _("Language")) for code in LANGUAGES)
    code = shop.ask(ListPage(title, rows, back=False, cancel=False))
    activate(code)
    _change(file, "kiosk", {"language": code})


def name_kiosk(shop: Workshop, file: Path) -> None:
    kiosk = shop.settings.kiosk
    fields = (
        _text(N_("Name of the centre"), "site", kiosk.site, 40),
        _text(N_("Name of this kiosk at the hub"), "id", kiosk.id, 40, _SLUG, N_("Letters, digits, “-”, “_” and “.”.")),
    )
    answers = shop.ask(FormPage(_("This kiosk"), fields, _("Continue"), cancel=False))
    _change(file, "kiosk", {key: str(answers[key]).strip() for key in ("site", "id")})


def choose_hub(shop: Workshop, file: Path) -> None:
    rows = (
        Row(_("A hub elsewhere"), _("With an enrolment code that its staff have made"), key="elsewhere"),
        Row(_("A hub on this machine"), _("For a centre with one kiosk, and to try it out"), key="embedded"),
    )
    while True:
        if shop.ask(ListPage(_("Which hub?"), rows, cancel=False)) == "embedded":
            _change(file, "hub", {"url": "embedded", "token_file": None})
            return
        try:
            enrol(shop, file)
        except Back:
            continue
        return


def enrol(shop: Workshop, file: Path) -> None:
    """Exchanges the code for a token. Raises Back."""
    entered = {"url": "https://", "code": ""}
    problems: dict[str, str] = {}
    while True:
        fields = (
            _text(N_("Address of the hub"), "url", entered["url"], 120, _URL, N_("It begins with https://.")),
            _text(N_("Enrolment code"), "code", entered["code"], 20),
        )
        answers = shop.ask(FormPage(_("A hub elsewhere"), fields, _("Enrol"), problems=problems, cancel=False))
        entered = {key: str(answers[key]).strip() for key in entered}
        shop.wait_a_moment()
        token_file = file.with_name("hub.token")
        try:
            enrolled = HubClient(HubAddress(entered["url"], token_file, shop.settings.hub.ca_file)).enrol(
                entered["code"]
            )
        except HubAway:
            problems = {"url": _("No hub answers there.")}
        except HubRefused:
            problems = {"code": _("This code is not valid, or no longer.")}
        else:
            write_safely(token_file, enrolled.token.encode())
            _change(file, "hub", {"url": entered["url"], "token_file": token_file.name})
            _change(file, "kiosk", {"id": enrolled.kiosk, "site": enrolled.site.spoken(language())})
            return


def measure(shop: Workshop, file: Path) -> None:
    text = _("Hold a bank card to the screen and make the outline as large as the card.")
    page = OutlinePage(_("Size of the screen"), text, _("It fits"), shop.settings.screen.width_mm, cancel=False)
    _change(file, "screen", {"width_mm": shop.ask(page)})


def add_devices(shop: Workshop) -> None:
    """Any number of them, none as well. Raises Back."""
    while True:
        own = tuple(Row(device.name, f"{device.model}  {device.port}") for device in shop.configured())
        rows = (
            *own,
            Row(_("Find devices"), _("Look for what is plugged in, and add it"), key="find"),
            Row(_("Continue"), _("Without further devices"), key="go_on"),
        )
        if shop.ask(ListPage(_("Devices"), rows, cancel=False)) == "go_on":
            return
        try:
            find(shop)
        except Back:
            continue


def _text(label: str, key: str, value: str, longest: int, pattern: str = "", help_text: str = "") -> FormField:
    said = both(help_text) if help_text else None
    field = Field(key=key, label=both(label), kind=FieldKind.TEXT, max_length=longest, pattern=pattern, help=said)
    return FormField(field.label.spoken(language()), field, value, help=said.spoken(language()) if said else "")


def _change(file: Path, section: str, fields: dict[str, object]) -> None:
    text = file.read_text("utf-8") if file.exists() else ""
    save(file, with_section(text, section, fields))
