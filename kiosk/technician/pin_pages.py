"""The pages that ask for the technician's PIN, and for a new one."""

from math import ceil

from kiosk.language import _, ngettext
from kiosk.pages import PinPage, Tone
from kiosk.technician.pin import LEAST, MOST, acceptable
from kiosk.technician.workshop import Workshop
from kiosk.ui import Back


def admit(shop: Workshop) -> None:
    """Returns once the right PIN was typed. Raises Back."""
    problem = ""
    while True:
        locked = shop.pin.wait()
        if locked > 0:
            minutes = ceil(locked / 60)
            text = ngettext(
                "After several wrong PINs nobody can enter for {count} minute.",
                "After several wrong PINs nobody can enter for {count} minutes.",
                minutes,
            ).format(count=minutes)
            shop.tell(_("Locked"), text, tone=Tone.TROUBLE)
            raise Back
        page = PinPage(_("Technician"), _("Enter the technician's PIN."), _("Enter"), problem, cancel=False)
        if shop.pin.check(shop.ask(page)):
            return
        problem = _("This PIN is wrong. After five wrong ones in a row you have to wait.")


def change_pin(shop: Workshop) -> None:
    """Raises Back where the old one is kept."""
    problem = ""
    while True:
        text = _("Choose a new PIN of {least} to {most} digits.").format(least=LEAST, most=MOST)
        new = shop.ask(PinPage(_("New PIN"), text, _("Continue"), problem, cancel=False))
        if not acceptable(new):
            problem = _("This PIN is too easy to guess, or of the wrong length.")
        elif shop.ask(PinPage(_("New PIN"), _("Enter the new PIN once more."), _("Save"), cancel=False)) != new:
            problem = _("The two were not the same. Please choose again.")
        else:
            shop.pin.change(new)
            shop.tell(_("The PIN was changed"), _("It counts from now on."), tone=Tone.GOOD)
            return
