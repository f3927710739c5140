"""The technician's page that lets residents hand papers in from USB sticks, or not."""

from functools import partial

from config.file import with_section
from kiosk.pages.kinds import MessagePage
from kiosk.pages.language import _
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.technician.config_file import change_file
from kiosk.technician.context import TechnicianContext


def stick_row(tech: TechnicianContext) -> ListRow:
    badge = _("Allowed") if tech.settings.kiosk.usb_papers else _("Not allowed")
    return ListRow(_("Papers from USB sticks"), _("Residents hand files in from their own sticks"), badge, "sticks")


def show_sticks(tech: TechnicianContext) -> None:
    """Asks whether sticks are taken, from the next start on. Raises Back."""
    is_allowed = tech.settings.kiosk.usb_papers
    text = _(
        "A stick is mounted only while a resident chooses a file; pictures and PDF files alone are read, checked as "
        "those from telephones are, and nothing is written. Cover the socket where you do not want sticks."
    )
    choice = Choice("no", _("Do not allow")) if is_allowed else Choice("yes", _("Allow"))
    key = tech.ask(MessagePage(_("Papers from USB sticks"), text, (choice,), cancel=False))
    change_file(tech, partial(with_section, section="kiosk", fields={"usb_papers": key == "yes"}))
    tech.tell(_("It is saved"), _("It holds from the next start."), tone=Tone.GOOD)
