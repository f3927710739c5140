"""A device's fault in a resident's words: what happened and what to do. The fault's `detail` never gets here."""

from devices.base import Fault, FaultOwner
from kiosk.pages.language import _


def card_fault(fault: Fault) -> str:
    """Returns what to say at the card reader."""
    if fault is Fault.CARD_NOT_SUPPORTED:
        return _("This card cannot be read here. Please place your identity card on the identity card reader.")
    if fault.owner is FaultOwner.RESIDENT:
        return _("The card could not be read. Please place the card again and leave it until its name is shown.")
    return reader_out()


def no_id_number() -> str:
    """Returns what to say of a card without an ID number: a third-generation social security card, a city card."""
    return _("This card tells neither name nor ID number. Please place your identity card on its reader.")


def reader_out() -> str:
    return _("The card reader is out of service. Please go to the counter; the staff can help you there.")


def printer_fault(fault: Fault) -> str:
    """Returns what is wrong with the printer, in a few words."""
    return _PRINTER.get(fault, _printer_out)()


def printer_out() -> str:
    return _("The printer is out of service.")


def device_fault(fault: Fault) -> str:
    """Returns the words for a fault that no journey handles itself."""
    if fault in (Fault.CARD_UNREADABLE, Fault.CARD_NOT_SUPPORTED):
        return card_fault(fault)
    return _("A part of this kiosk is out of service. Please go to the counter; the staff can help you there.")


def _paper_out() -> str:
    return _("The printer has no paper.")


def _paper_jam() -> str:
    return _("The paper is stuck in the printer.")


def _cover_open() -> str:
    return _("The printer's cover is open.")


def _printer_out() -> str:
    return printer_out()


def _toner_out() -> str:
    return _("The printer has run out of toner.")


_PRINTER = {
    Fault.TONER_OUT: _toner_out,
    Fault.PAPER_OUT: _paper_out,
    Fault.PAPER_JAM: _paper_jam,
    Fault.CUTTER: _paper_jam,
    Fault.COVER_OPEN: _cover_open,
}


def hub_away() -> str:
    return _("No connection just now. Please try again later, or go to the counter.")


def hub_away_briefly() -> str:
    """Returns the same for a tile."""
    return _("No connection: please try later.")
