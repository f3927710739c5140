"""补打: the receipt of a case once more, on the day it was given, for one who has shown that the case is theirs."""

from contract.cases import CaseDetail, CaseSearch
from kiosk.hub_link.connection import HubRefused
from kiosk.pages.fault_text import printer_fault
from kiosk.pages.kinds import Tone
from kiosk.pages.language import _
from kiosk.pages.printed import receipt
from kiosk.pages.wording import reason
from kiosk.visit import Visit

REPRINT = "reprint"  # the key of the choice


def may_reprint(visit: Visit, case: CaseDetail) -> bool:
    """Returns whether it is of today and a printer is in order. The hub has the last word."""
    today = visit.now()
    return case.submitted_at.astimezone(today.tzinfo).date() == today.date() and visit.devices.can("printer")


def reprint_receipt(visit: Visit, search: CaseSearch) -> None:
    """On paper, marked as printed again, or the resident is told why not."""
    title = _("Print the receipt again")
    visit.wait_a_moment(_("Your receipt is being printed."))
    try:
        copy = visit.hub_link.hub.receipt(search)
    except HubRefused as refusal:
        visit.tell(title, reason(refusal.problem), tone=Tone.TROUBLE)
        return
    items = visit.catalogue.items if visit.catalogue else ()
    item = next((item for item in items if item.code == copy.item), None)
    if item is None:
        visit.tell(title, _("This receipt cannot be printed here any more. Please ask at the counter."))
        return
    accepted = copy.accepted
    fault = visit.hand_out(
        receipt(visit.site, item, accepted.code, copy.submitted_at, accepted, copied_at=visit.now())
    ).result()
    visit.tell(title, printer_fault(fault) if fault else _("Please take your receipt."))
