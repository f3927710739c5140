"""The end of an application: its number, its receipt, and what follows."""

from contract.cases import Accepted, CaseSearch, Submission, case_code
from contract.catalogue import Item
from contract.paper_codes import case_qr
from devices.base import Fault
from kiosk.pages.fault_text import printer_fault, printer_out
from kiosk.pages.kinds import OutcomePage
from kiosk.pages.language import _, language
from kiosk.pages.next_step import after_application
from kiosk.pages.page_parts import ListRow
from kiosk.pages.printed import HandedIn, how_to_track, receipt
from kiosk.pages.wording import moment
from kiosk.visit import Visit
from kiosk.visits.ending import what_next
from kiosk.visits.papers import PhoneUpload
from kiosk.visits.rate import RATE, rate, rating


def show_outcome(
    visit: Visit, item: Item, submission: Submission, accepted: Accepted | None, upload: PhoneUpload
) -> None:
    """Shows what to do next, the number and its QR at once; the receipt's outcome is added when it is known."""
    code = accepted.code if accepted else case_code(submission.id)
    step = after_application(item, visit.services, upload.list_missing(item), accepted)
    handed_in = HandedIn(item, code, submission.submitted_at, accepted, step)
    if not visit.devices.can("printer"):
        next_ = visit.finish(outcome_page(handed_in, without_paper(printer_out()), visit.pages))
    else:
        next_ = _print_receipt(visit, handed_in)
    if next_ == RATE:
        rate(visit, CaseSearch(code=code))


def _print_receipt(visit: Visit, handed_in: HandedIn) -> str:
    printing = visit.hand_out(receipt(visit.site, handed_in, visit.pages))
    page = outcome_page(handed_in, _("Your receipt is being printed."), visit.pages, paper="printer")

    def printed(fault: Fault | None) -> OutcomePage:
        return outcome_page(handed_in, paper_note(fault), visit.pages, paper="" if fault else "printer")

    return visit.finish_after(page, printing, printed)


def outcome_page(handed_in: HandedIn, note: str, pages: str = "", *, paper: str = "") -> OutcomePage:
    item, step = handed_in.item, handed_in.step
    how = how_to_track(item) if handed_in.accepted else kept_here()
    return OutcomePage(
        _("Your application has been handed in") if handed_in.accepted else _("Your application is kept here"),
        text=step.words,
        steps=step.rows(),
        code_label=_("Case number"),
        code=handed_in.code,
        qr=case_qr(handed_in.code, pages),
        rows=(
            ListRow(_("Service"), item.name.in_locale(language())),
            ListRow(_("Submitted at"), moment(handed_in.submitted_at)),
        ),
        note=f"{note}\n{how}",
        choices=(*what_next(), rating()),
        paper=paper,
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
