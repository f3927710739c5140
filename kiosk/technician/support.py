"""The support bundle, from the technician's pages."""

from kiosk.diagnostics.support_bundle import BundleFailed, make_bundle, where_to
from kiosk.diagnostics.usb_storage import sticks, usb_storage_allowed
from kiosk.pages.language import _
from kiosk.pages.page_parts import Choice, Tone
from kiosk.technician.context import TechnicianContext
from kiosk.technician.disk_words import disk_words


def hand_over(tech: TechnicianContext) -> None:
    """Writes the bundle. Raises Back."""
    data_dir = tech.settings.kiosk.data_dir
    folder = where_to(data_dir)
    text = _("One file with configuration, log and state, and nothing of any resident. It goes to {folder}.")
    if not sticks():
        text += " " + _("Plug in a USB stick to have it there.")
    with usb_storage_allowed():
        tech.tell(_("Support bundle"), text.format(folder=folder), Choice("make", _("Write it")), back=True)
        tech.wait_a_moment()
    try:
        file = make_bundle(data_dir, tech.run.config_file, where_to(data_dir), tech.now())
    except BundleFailed as failure:
        tech.tell(_("Nothing was written"), disk_words(failure.error), tone=Tone.TROUBLE)
        return
    tech.tell(_("It is written"), str(file), tone=Tone.GOOD)
