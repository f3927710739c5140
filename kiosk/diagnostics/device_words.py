"""Devices in plain words: what it is, what is wrong, what to do and who does it."""

from devices.base import Condition, Fault, FaultOwner, Media, PaperLevel, Status
from kiosk.pages.language import _
from kiosk.pages.page_parts import Tone


def kind_words(kind: str) -> str:
    """Returns a kind in words. A kind that has no words of its own is named as the configuration names it."""
    words = {
        "card_reader": _("Card reader"),
        "printer": _("Printer"),
        "page_printer": _("A4 printer"),
        "document_camera": _("Document camera"),
        "scanner": _("Scanner"),
        "ticket_dispenser": _("Ticket dispenser"),
        "dispenser": _("Ticket dispenser"),
        "keypad": _("Keypad"),
        "signal_light": _("Signal light"),
        "touch-screen": _("Touch screen"),
        "queue-numbers": _("Queue numbers"),
        "staff-call": _("A call for staff"),
        "card-left": _("A card that was left"),
        "paper-left": _("A paper that was left"),
        "database": _("Database"),
    }
    return words.get(kind, kind)


def incident_words(name: str) -> str:
    """Returns what is wrong where no device is, and what to do; "" for what has no words of its own."""
    return {
        "touch-screen": _("Something has lain on the glass for a while: take it away, and wipe the glass dry."),
        "staff-call": _("Somebody calls for staff from a page of this kiosk."),
        "card-left": _("A card was left on the reader: keep it for its owner."),
        "paper-left": _("A paper was left at the exit slot: take it out, and keep it for its owner."),
        "queue-numbers": _("Very many numbers were taken without a card: see who stands at the kiosk."),
    }.get(name, "")


def state_words(status: Status) -> str:
    """Returns the state in a few words, for a badge."""
    if status.condition is Condition.FAULT:
        return _("Fault")
    if status.condition is Condition.UNKNOWN:
        return _("Not known")
    if status.condition is Condition.CONNECTED:
        return _("Connected")
    return _("Paper low") if status.paper is PaperLevel.LOW else _("In order")


def state_tone(status: Status) -> Tone:
    if status.condition is Condition.FAULT:
        return Tone.TROUBLE
    return Tone.GOOD if status.condition is Condition.OK and status.paper is not PaperLevel.LOW else Tone.CALM


def what_is_wrong(status: Status) -> str:
    """Returns what is wrong; "" where nothing is known to be."""
    if status.condition is Condition.UNKNOWN:
        return _("It does not tell its state.")
    if status.condition is Condition.FAULT:
        return fault_words(status.fault or Fault.INTERNAL)
    if status.condition is Condition.CONNECTED:
        return _("Its line is open; a device of this kind cannot be asked more.")
    return _("The paper is running out.") if status.paper is PaperLevel.LOW else ""


def fault_words(fault: Fault) -> str:
    return {
        Fault.DISCONNECTED: _("It is not connected."),
        Fault.IN_USE: _("Another program uses its port."),
        Fault.NO_PERMISSION: _("The kiosk may not open its port."),
        Fault.NOT_RESPONDING: _("It does not answer."),
        Fault.WRONG_DEVICE: _("Something answers, but not such a device."),
        Fault.SELF_TEST_FAILED: _("Its own test has failed."),
        Fault.NOT_AUTHORISED: _("Its security module is not authorised."),
        Fault.CARD_UNREADABLE: _("A card cannot be read."),
        Fault.CARD_NOT_SUPPORTED: _("A card of another kind lies on it."),
        Fault.PAPER_OUT: _("There is no paper."),
        Fault.TONER_OUT: _("Toner or ink has run out."),
        Fault.PAPER_JAM: _("The paper is jammed."),
        Fault.COVER_OPEN: _("The cover is open."),
        Fault.CUTTER: _("The cutter is stuck."),
        Fault.OVERHEATED: _("The print head is too hot."),
        Fault.NOT_PRINTED: _("It did not print."),
        Fault.NOT_TAKEN: _("A ticket was not taken, and was drawn back in."),
        Fault.BAD_DOCUMENT: _("What it was to print cannot be printed."),
        Fault.BROKEN: _("It reports a failure of its own."),
        Fault.INTERNAL: _("The program cannot deal with it."),
    }[fault]


def what_to_do(status: Status) -> str:
    """Returns the remedy and who can apply it; "" where there is nothing to do."""
    if status.condition is Condition.FAULT:
        fault = status.fault or Fault.INTERNAL
        return _("{what} ({who})").format(what=_remedy(fault), who=mender_words(fault.owner))
    if status.condition is Condition.OK and status.paper is PaperLevel.LOW:
        return _("{what} ({who})").format(what=_("Put in a new roll."), who=mender_words(FaultOwner.STAFF))
    return ""


def mender_words(owner: FaultOwner) -> str:
    return {
        FaultOwner.RESIDENT: _("the resident"),
        FaultOwner.STAFF: _("staff of the centre"),
        FaultOwner.TECHNICIAN: _("a technician"),
    }[owner]


def _remedy(fault: Fault) -> str:
    return {
        Fault.DISCONNECTED: _("Check cable and power, and whether its port is the one in the configuration."),
        Fault.IN_USE: _("End the other program, or correct the port under “Set up”."),
        Fault.NO_PERMISSION: _("Install the kiosk's rules for ports, or give its user the right to open it."),
        Fault.NOT_RESPONDING: _("Switch it off and on again; check the speed of its line."),
        Fault.WRONG_DEVICE: _("Correct its port or its model under “Set up”."),
        Fault.SELF_TEST_FAILED: _("Switch it off and on again; if that does not help, exchange it."),
        Fault.NOT_AUTHORISED: _("The supplier has to authorise its security module."),
        Fault.CARD_UNREADABLE: _("Place the card again."),
        Fault.CARD_NOT_SUPPORTED: _("Take the card away and use one of the right kind."),
        Fault.PAPER_OUT: _("Put in a new roll."),
        Fault.TONER_OUT: _("Put in a new cartridge."),
        Fault.PAPER_JAM: _("Open the cover and take out the jammed paper."),
        Fault.COVER_OPEN: _("Close the cover."),
        Fault.CUTTER: _("Open and close the cover; remove scraps of paper at the cutter."),
        Fault.OVERHEATED: _("Let it cool for some minutes."),
        Fault.NOT_PRINTED: _("Look whether paper hangs out, and print a test slip."),
        Fault.NOT_TAKEN: _("Nothing needs to be done."),
        Fault.BAD_DOCUMENT: _("Send a support bundle; the printer itself is well."),
        Fault.BROKEN: _("Switch it off and on again; if that does not help, exchange it."),
        Fault.INTERNAL: _("Restart the kiosk; if that does not help, send a support bundle."),
    }[fault]


def paper_words(paper: PaperLevel) -> str:
    return {
        PaperLevel.FULL: _("enough"),
        PaperLevel.LOW: _("running out"),
        PaperLevel.OUT: _("none"),
        PaperLevel.UNKNOWN: _("not known"),
    }[paper]


def media_words(media: Media) -> str:
    return {
        Media.CLEAR: _("Nothing lies there."),
        Media.PRESENT: _("Something lies there."),
        Media.JAMMED: _("Something is stuck there."),
        Media.UNKNOWN: _("Whether something lies there is not known."),
    }[media]
