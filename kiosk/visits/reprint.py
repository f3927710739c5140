"""补打: a receipt or a ticket once more, on the day it was given, for one who has shown that it is theirs."""

from datetime import datetime

from contract.cases import CaseDetail, CaseSearch
from contract.tickets import Ticket
from devices.documents import Document
from kiosk.hub_link.connection import HubRefused
from kiosk.pages.fault_text import printer_fault
from kiosk.pages.language import _
from kiosk.pages.next_step import NextStep, promise
from kiosk.pages.page_parts import Tone
from kiosk.pages.printed import HandedIn, how_to_track, queue_ticket, receipt
from kiosk.pages.wording import reason
from kiosk.visit import Visit

REPRINT = "reprint"  # the key of the choice


def may_reprint(visit: Visit, case: CaseDetail) -> bool:
    """Returns whether it is of today and a printer is in order. The hub has the last word."""
    return _is_of_today(visit, case.submitted_at) and visit.devices.can("printer")


def reprint_receipt(visit: Visit, search: CaseSearch) -> None:
    """Prints the receipt, marked as printed again, or tells the resident why not."""
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
    step = NextStep(how_to_track(item), facts=promise(accepted))
    handed_in = HandedIn(item, accepted.code, copy.submitted_at, accepted, step, copied_at=visit.now())
    _print(visit, title, receipt(visit.site, handed_in, visit.pages))


def may_reprint_ticket(visit: Visit, ticket: Ticket) -> bool:
    return ticket.service in visit.services and _is_of_today(visit, ticket.issued_at) and visit.devices.can("printer")


def reprint_ticket(visit: Visit, ticket: Ticket) -> None:
    """Prints the same number, marked as printed again; its place in the queue stays."""
    services = tuple(visit.services[code] for code in (ticket.service, *ticket.further) if code in visit.services)
    scanner = visit.devices.can("scanner")
    document = queue_ticket(
        visit.site, services, ticket, own=False, scanner=scanner, pages=visit.pages, copied_at=visit.now()
    )
    visit.wait_a_moment(_("Your number is being printed."))
    _print(visit, _("Print the ticket again"), document)


def _is_of_today(visit: Visit, moment: datetime) -> bool:
    now = visit.now()
    return moment.astimezone(now.tzinfo).date() == now.date()


def _print(visit: Visit, title: str, document: Document) -> None:
    fault = visit.hand_out(document).result()
    visit.tell(title, printer_fault(fault) if fault else _("Please take the paper."))
