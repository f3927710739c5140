"""The end of an application: its number, its receipt, and what follows."""

from contract.cases import Accepted, CaseSearch, Submission, case_code
from contract.catalogue import Item
from devices.base import Fault
from kiosk.pages.fault_text import printer_fault, printer_out
from kiosk.pages.kinds import ListRow, OutcomePage
from kiosk.pages.language import _, language
from kiosk.pages.printed import case_qr, how_to_track, receipt
from kiosk.pages.wording import moment, promised_day
from kiosk.visit import Visit
from kiosk.visits.ending import what_next
from kiosk.visits.rate import RATE, rate, rating


def show_outcome(visit: Visit, item: Item, submission: Submission, accepted: Accepted | None) -> None:
    """Shows the number and its QR at once; the receipt's outcome is added when it is known."""
    code, pages = accepted.code if accepted else case_code(submission.id), visit.pages
    if not visit.devices.can("printer"):
        next_ = visit.finish(outcome_page(item, submission, accepted, code, without_paper(printer_out()), pages))
    else:
        next_ = _print_receipt(visit, item, submission, accepted, code)
    if next_ == RATE:
        rate(visit, CaseSearch(code=code))


def _print_receipt(visit: Visit, item: Item, submission: Submission, accepted: Accepted | None, code: str) -> str:
    printing = visit.hand_out(receipt(visit.site, item, code, submission.submitted_at, accepted, visit.pages))
    page = outcome_page(item, submission, accepted, code, _("Your receipt is being printed."), visit.pages)
    return visit.finish_after(
        page, printing, lambda fault: outcome_page(item, submission, accepted, code, paper_note(fault), visit.pages)
    )


def outcome_page(
    item: Item, submission: Submission, accepted: Accepted | None, code: str, note: str, pages: str = ""
) -> OutcomePage:
    rows = [
        ListRow(_("Service"), item.name.in_locale(language())),
        ListRow(_("Submitted at"), moment(submission.submitted_at)),
    ]
    if accepted and accepted.promised_by:
        rows.append(ListRow(_("Promised by"), promised_day(accepted.promised_by, accepted.provisional)))
    return OutcomePage(
        _("Your application has been handed in") if accepted else _("Your application is kept here"),
        text=how_to_track(item) if accepted else kept_here(),
        code_label=_("Case number"),
        code=code,
        qr=case_qr(code, pages),
        rows=tuple(rows),
        note=note,
        choices=(*what_next(), rating()),
        back=False,
        cancel=False,
    )


def kept_here() -> str:
    return _(
        "The connection is down at the moment. Your application is kept safely on this kiosk and will be sent "
        "by itself as soon as the connection is back. The number below is already yours; you need not apply again."
    )


def paper_note(fault: Fault | None) -> str:
    return without_paper(printer_fault(fault)) if fault else _("Please take your receipt.")


def without_paper(why: str) -> str:
    return _("{why} Please photograph the QR code or write down the number: it serves as your receipt.").format(why=why)
