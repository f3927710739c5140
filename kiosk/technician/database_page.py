"""The kiosk's database cannot be used: what that means, and what can be done."""

import sqlite3

from kiosk.pages.kinds import BusyPage
from kiosk.pages.language import _, ngettext
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.storage.database import FILE
from kiosk.storage.recovery import set_aside
from kiosk.technician.context import TechnicianContext
from kiosk.technician.disk_words import disk_words


def database_row(tech: TechnicianContext) -> tuple[ListRow, ...]:
    """Returns the database's row, only where it is not used in this run."""
    database_fault = tech.hub_link.database_fault
    if database_fault is None:
        return ()
    words = disk_words(database_fault.error).splitlines()[0]
    return (ListRow(_("Database"), words, _("Fault"), "database", Tone.TROUBLE),)


def show_database(tech: TechnicianContext) -> None:
    """Shows the database. Raises Back."""
    database_fault = tech.hub_link.database_fault
    if database_fault is None:
        return
    waits = _("What waits to be sent lies in it untouched: {file}").format(file=tech.settings.kiosk.data_dir / FILE)
    if database_fault.too_new:
        text = _("Install the newer version of the program again. Until then nobody is served here.")
        tech.tell(_("Database"), "\n".join((disk_words(database_fault.error), text, waits)), tone=Tone.TROUBLE)
        return
    if not database_fault.damaged:
        text = _("Make room on the disk or exchange it, then restart the kiosk.")
        tech.tell(_("Database"), "\n".join((disk_words(database_fault.error), text, waits)), tone=Tone.TROUBLE)
        return
    text = _("It can be set aside: it is kept, what can be read of it is carried over, and the kiosk starts again.")
    choice = Choice("aside", _("Set it aside and restart"))
    words = "\n".join((disk_words(database_fault.error), waits, text))
    tech.tell(_("Database"), words, choice, tone=Tone.TROUBLE, back=True)
    _set_aside(tech)


def _set_aside(tech: TechnicianContext) -> None:
    tech.wait_a_moment()
    try:
        folder, carried = set_aside(tech.settings.kiosk.data_dir, tech.now())
    except (OSError, sqlite3.Error) as error:
        tech.tell(_("This could not be done"), disk_words(error), tone=Tone.TROUBLE)
        return
    count = ngettext("{count} entry was carried over.", "{count} entries were carried over.", carried)
    note = _("The damaged files are kept: {folder}").format(folder=folder)
    tech.tell(_("It is set aside"), f"{count.format(count=carried)}\n{note}", tone=Tone.GOOD)
    tech.run.restart()
    tech.ask(BusyPage(_("Restart")))  # until the program ends
