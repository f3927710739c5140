"""The technician's own menu."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress

from contract.kiosks import Mode
from devices.base import Condition
from kiosk.log_safe import traceback_summary
from kiosk.pages.kinds import BusyPage, GuidePage, ListPage, MessagePage
from kiosk.pages.language import LANGUAGES, _, activate, language, ngettext
from kiosk.pages.page_parts import Choice, ListRow, TextSection, Tone
from kiosk.pages.ui import Back
from kiosk.technician.checks import show_checks
from kiosk.technician.context import TechnicianContext
from kiosk.technician.database_page import database_row, show_database
from kiosk.technician.devices import show_devices
from kiosk.technician.disk_words import disk_words
from kiosk.technician.key_pages import show_keys
from kiosk.technician.machine_page import show_machine
from kiosk.technician.mode import change_mode, mode_words
from kiosk.technician.outbox_page import outbox_row, show_outbox
from kiosk.technician.practice_page import change_practice, practice_row
from kiosk.technician.setting_words import mistake_of
from kiosk.technician.setup import show_setup
from kiosk.technician.stick_page import show_sticks, stick_row
from kiosk.technician.support import hand_over

log = logging.getLogger(__name__)

Journey = Callable[[TechnicianContext], None]


def home(tech: TechnicianContext) -> None:
    """Shows the menu until the technician leaves, which raises Back."""
    while True:
        key = tech.ask(_page(tech), renew=lambda: _page(tech))
        if key in LANGUAGES:
            activate(key)
            continue
        try:
            JOURNEYS[key](tech)
        except Back:
            continue
        except (OSError, sqlite3.Error) as error:
            log.error("a technician's page ended: %s", traceback_summary(error))
            _tell(tech, error)


def _tell(tech: TechnicianContext, error: OSError | sqlite3.Error) -> None:
    with suppress(Back):
        tech.tell(_("This could not be done"), disk_words(error), tone=Tone.TROUBLE)


def _page(tech: TechnicianContext) -> ListPage:
    mode = tech.service_mode.mode
    rows = (
        *_problems_row(tech),
        *database_row(tech),
        _devices_row(tech),
        ListRow(_("This kiosk"), _("Disk, memory, network, hub, version"), key="machine"),
        outbox_row(tech),
        ListRow(_("Tests"), _("One device, all of them, touch, sound"), key="checks"),
        ListRow(_("Set up"), _("Find, add and change devices"), key="setup"),
        ListRow(_("Service status"), _("Maintenance, lock, unlock"), mode_words(mode), "mode", _mode_tone(mode)),
        ListRow(_("Support bundle"), _("One file for those who help from afar"), key="support"),
        ListRow(_("PIN and cards"), _("Who may enter here"), key="keys"),
        ListRow(_("Restart"), _("End the program and start it again"), key="restart"),
        stick_row(tech),
        *practice_row(tech),
        *(
            ListRow(name, _("The language of these pages"), key=tag)
            for tag, name in LANGUAGES.items()
            if tag != language()
        ),
    )
    return ListPage(_("Technician"), rows)


def _problems_row(tech: TechnicianContext) -> tuple[ListRow, ...]:
    """Returns the row of problems, only where the configuration is not sound, or the kiosk started safely."""
    count = len(tech.run.problems)
    if tech.run.safe:
        return (
            ListRow(
                _("Safe mode"), _("The last starts failed; the devices are off"), _("Fault"), "machine", Tone.TROUBLE
            ),
        )
    if not count:
        return ()
    badge = ngettext("{count} problem", "{count} problems", count).format(count=count)
    return (ListRow(_("Configuration"), _("What is wrong in the file"), badge, "problems", Tone.TROUBLE),)


def show_problems(tech: TechnicianContext) -> None:
    """Shows the problems. Raises Back."""
    mistakes = TextSection(_("What is wrong in the file"), tuple(map(mistake_of, tech.run.problems)))
    tech.ask(GuidePage(_("Configuration"), (mistakes,)))


def _devices_row(tech: TechnicianContext) -> ListRow:
    conditions = [status.condition for status in tech.devices.statuses().values()]
    faults = conditions.count(Condition.FAULT)
    if faults:
        badge, tone = ngettext("{count} fault", "{count} faults", faults).format(count=faults), Tone.TROUBLE
    elif conditions and Condition.UNKNOWN not in conditions:
        badge, tone = _("In order"), Tone.GOOD
    else:
        badge, tone = _("Not known") if conditions else _("None in use"), Tone.CALM
    return ListRow(_("Devices"), _("State, faults, counters"), badge, "devices", tone)


def _mode_tone(mode: Mode) -> Tone:
    return Tone.GOOD if mode is Mode.OPEN else Tone.TROUBLE


def restart(tech: TechnicianContext) -> None:
    """Restarts the kiosk; asks first."""
    page = MessagePage(
        _("Restart"),
        _("The kiosk ends and starts again. That takes a few seconds."),
        (Choice("restart", _("Restart now")),),
    )
    tech.ask(page)
    tech.wait_a_moment()
    tech.run.restart()
    tech.ask(BusyPage(_("Restart")))  # until the program ends


JOURNEYS: dict[str, Journey] = {
    "problems": show_problems,
    "database": show_database,
    "devices": show_devices,
    "machine": show_machine,
    "outbox": show_outbox,
    "checks": show_checks,
    "setup": show_setup,
    "mode": change_mode,
    "sticks": show_sticks,
    "support": hand_over,
    "keys": show_keys,
    "restart": restart,
    "practice": change_practice,
}
