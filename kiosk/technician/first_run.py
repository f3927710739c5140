"""The first start: from nothing to a kiosk that serves, step by step. Each step can be gone back from."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn

from config.file import previous, save, with_section
from config.settings import HubSettings, Settings
from config.tolerant_loader import load_tolerantly
from contract.forms import Field, FieldKind
from devices.manager import DeviceSpec
from devices.models import models
from devices.transports import check_port
from kiosk.diagnostics.readiness import hub_answers
from kiosk.hub_link.connection import HubAddress, HubAway, HubRefused
from kiosk.hub_link.enrol import enrol
from kiosk.pages.form_filling import fill_field
from kiosk.pages.kinds import BusyPage, FormPage, ListPage
from kiosk.pages.language import LANGUAGES, N_, _, activate, in_language, language
from kiosk.pages.page_parts import FilledField, ListRow, Tone
from kiosk.pages.technician_kinds import OutlinePage
from kiosk.pages.ui import Back, Cancelled, TimedOut
from kiosk.pages.wizard import run_steps
from kiosk.pages.wording import in_all_languages
from kiosk.technician.checks import check_all
from kiosk.technician.config_file import change_file
from kiosk.technician.context import TechnicianContext
from kiosk.technician.disk_words import disk_words
from kiosk.technician.key_pages import admit, change_pin
from kiosk.technician.setup import find

_SLUG = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}"
_LOOPBACK = re.compile(r"https?://(127\.|localhost|\[::1\])")
_URL = r"https?://[^\s/]+.*"


def is_needed(tech: TechnicianContext) -> bool:
    """Returns whether this kiosk was never set up, or not to the end. By hand one may well run it without a
    configuration."""
    file = tech.run.config_file
    if file is None or not tech.run.unattended or tech.run.safe:
        return False
    as_installed = tech.keys.pin.is_default and not tech.run.problems and not tech.settings.devices
    return as_installed or not file.exists() or _draft(file).exists()


def set_up_first(tech: TechnicianContext, file: Path) -> None:
    """Sets the kiosk up, with `file` as its configuration; then it starts again. A technician who walks away
    finds the first step again, and what was entered. Raises Stopped."""
    draft = _draft(file)
    at_work = replace(tech, run=replace(tech.run, config_file=draft))
    while True:
        try:
            _begin(at_work, file, draft)
            if not tech.keys.pin.is_default:
                admit(tech)
            run_steps(*_steps(at_work, draft))
            _finish(tech, file, draft)
        except (Back, Cancelled, TimedOut):
            continue
        break
    tech.tell(_("The kiosk is set up"), _("It starts again now."), tone=Tone.GOOD)
    tech.run.restart()
    tech.ask(BusyPage(_("Restart")))  # until the program ends


def _begin(tech: TechnicianContext, file: Path, draft: Path) -> None:
    """Begins with what was entered before, and its devices in use. Raises Back where the disk takes nothing."""
    try:
        if not draft.exists():
            save(draft, file.read_text("utf-8") if file.exists() else "")
    except OSError as error:
        _not_saved(tech, error)
    for device in _drafted(draft).devices:
        if device.name not in tech.devices.kinds():
            tech.devices.put(DeviceSpec(device.name, device.kind, device.model, device.port, device.settings))


def _finish(tech: TechnicianContext, file: Path, draft: Path) -> None:
    """Finishes the set-up. Raises Back where the disk takes nothing."""
    try:
        draft.replace(file)
        previous(draft).unlink(missing_ok=True)
    except OSError as error:
        _not_saved(tech, error)


def _not_saved(tech: TechnicianContext, error: OSError) -> NoReturn:
    tech.tell(_("It was not saved"), disk_words(error), tone=Tone.TROUBLE)
    raise Back


def _steps(tech: TechnicianContext, file: Path) -> tuple[Callable[[], object], ...]:
    return (
        lambda: choose_language(tech),
        lambda: name_kiosk(tech, file),
        lambda: choose_hub(tech, file),
        lambda: measure(tech, file),
        lambda: add_devices(tech),
        lambda: change_pin(tech),
        lambda: _test(tech, file),
    )


def _test(tech: TechnicianContext, file: Path) -> None:
    """Tests the kiosk as it will be: with the name, the site and the hub that were entered."""
    settings = _drafted(file)
    check_all(replace(tech, settings=settings), hub=lambda: hub_answers(settings.hub))


def _draft(file: Path) -> Path:
    return file.with_name(file.name + ".setup")


def _drafted(draft: Path) -> Settings:
    """Returns what was entered so far, over the defaults."""
    return load_tolerantly(draft, models(), check_port).settings


def choose_language(tech: TechnicianContext) -> None:
    rows = tuple(ListRow(name, "", key=code) for code, name in LANGUAGES.items())
    title = " · ".join(in_language(code, lambda: _("Language")) for code in LANGUAGES)
    code = tech.ask(ListPage(title, rows, back=False))
    activate(code)
    _change(tech, "kiosk", {"language": code})


def name_kiosk(tech: TechnicianContext, file: Path) -> None:
    kiosk = _drafted(file).kiosk
    fields = (
        _text(N_("Name of the centre"), "site", kiosk.site, 40),
        _text(N_("Name of this kiosk at the hub"), "id", kiosk.id, 40, _SLUG, N_("Letters, digits, “-”, “_” and “.”.")),
    )
    answers = tech.ask(FormPage(_("This kiosk"), fields, _("Continue"), overview=True))
    _change(tech, "kiosk", {key: str(answers[key]).strip() for key in ("site", "id")})


def choose_hub(tech: TechnicianContext, file: Path) -> None:
    """Asks for the hub; one that is set up already, as by the installation, is offered first."""
    while True:
        key = tech.ask(ListPage(_("Which hub?"), _hubs(_drafted(file).hub)))
        if key == "keep":
            return
        if key == "embedded":
            _change(tech, "hub", {"url": "embedded", "token_file": None})
            return
        try:
            enrol_here(tech, file)
        except Back:
            continue
        return


def _hubs(hub: HubSettings) -> tuple[ListRow, ...]:
    elsewhere = ListRow(_("A hub elsewhere"), _("With an enrolment code that its staff have made"), key="elsewhere")
    here = ListRow(_("A hub on this machine"), _("For a centre with one kiosk, and to try it out"), key="embedded")
    if hub.embedded:
        return elsewhere, here
    keep = ListRow(_("The hub that is set up already"), hub.url, key="keep")
    return (keep, elsewhere) if _LOOPBACK.match(hub.url) else (keep, elsewhere, here)


def enrol_here(tech: TechnicianContext, file: Path) -> None:
    """Exchanges the code for a token. Raises Back."""
    hub = _drafted(file).hub
    entered = {"url": "https://" if hub.embedded else hub.url, "code": ""}
    problems: dict[str, str] = {}
    token_file = _new_token_file(file, hub)
    while True:
        fields = (
            _text(N_("Address of the hub"), "url", entered["url"], 120, _URL, N_("It begins with https://.")),
            _text(N_("Enrolment code"), "code", entered["code"], 20),
        )
        page = FormPage(_("A hub elsewhere"), fields, _("Enrol"), problems=problems, overview=True)
        answers = tech.ask(page)
        entered = {key: str(answers[key]).strip() for key in entered}
        tech.wait_a_moment()
        try:
            enrolled = enrol(HubAddress(entered["url"], token_file, hub.ca_file), entered["code"])
        except HubAway:
            problems = {"url": _("No hub answers there.")}
        except HubRefused:
            problems = {"code": _("This code is not valid, or no longer.")}
        except OSError as error:
            _not_saved(tech, error)
        else:
            _change(tech, "hub", {"url": entered["url"], "token_file": token_file.name})
            _change(tech, "kiosk", {"id": enrolled.kiosk, "site": enrolled.site.in_locale(language())})
            return


def _new_token_file(file: Path, hub: HubSettings) -> Path:
    """Returns a file beside the configuration; not the one of the hub that is set up already, which may be gone back
    to."""
    usual = file.with_name("hub.token")
    return file.with_name("enrolled.token") if hub.token_file == usual else usual


def measure(tech: TechnicianContext, file: Path) -> None:
    text = _("Hold a bank card to the screen and make the outline as large as the card.")
    page = OutlinePage(_("Size of the screen"), text, _("It fits"), _drafted(file).screen.width_mm)
    _change(tech, "screen", {"width_mm": tech.ask(page)})


def add_devices(tech: TechnicianContext) -> None:
    """Adds any number of devices, or none. Raises Back."""
    while True:
        own = tuple(ListRow(device.name, f"{device.model}  {device.port}") for device in tech.configured())
        rows = (
            *own,
            ListRow(_("Find devices"), _("Look for what is plugged in, and add it"), key="find"),
            ListRow(_("Continue"), _("Without further devices"), key="go_on"),
        )
        if tech.ask(ListPage(_("Devices"), rows)) == "go_on":
            return
        try:
            find(tech)
        except Back:
            continue


def _text(label: str, key: str, value: str, longest: int, pattern: str = "", help_text: str = "") -> FilledField:
    explanation = in_all_languages(help_text) if help_text else None
    field = Field(
        key=key,
        label=in_all_languages(label),
        kind=FieldKind.TEXT,
        max_length=longest,
        pattern=pattern,
        help=explanation,
    )
    return fill_field(field, value, latin=key != "site")


def _change(tech: TechnicianContext, section: str, fields: dict[str, object]) -> None:
    """Changes the configuration. Raises Back where it is not saved; the reason is told."""
    change_file(tech, partial(with_section, section=section, fields=fields))
