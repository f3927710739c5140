"""The receipt of a case, printed at a window by the browser: what stands on the kiosk's paper, and no name."""

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from contract.cases import Accepted, ReceiptCopy
from contract.catalogue import CardRule, Item
from contract.signed_codes import build_code, receipt_words
from hub.audit.services import record
from hub.cases import access
from hub.cases.models import Case
from hub.cases.services import copy_receipt
from hub.console.frame import page, report_outcome, show
from hub.core.clock import local_day
from hub.core.qr_svg import draw_qr
from hub.staff.scopes import Action

_GROUP = 8  # characters of a signature, as it can be read and typed


def has_receipt(case: Case) -> bool:
    """Returns whether a receipt can be printed now: on the day on which the case came in."""
    return local_day(case.accepted_at) == local_day(timezone.now())


@page(Action.READ_CASES)
def print_receipt(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Returns the page that prints itself, which is kept on record."""
    case = access.case_for(user, code, Action.READ_CASES)
    receipt: ReceiptCopy | None = None
    with report_outcome(request):
        receipt = copy_receipt(case, timezone.now())
    if receipt is None:
        return redirect("console:case", case.code)
    record(user, "print receipt again", f"case {case.code}")
    item, accepted = Item.model_validate(case.item_version.content), receipt.accepted
    return show(
        request,
        user,
        "receipt",
        place=case.taken_in,
        item=item.shown_name,
        needs_card=item.card is not CardRule.NONE,
        submitted_at=receipt.submitted_at,
        accepted=accepted,
        printed_at=timezone.now(),
        qr=draw_qr(f"case:{accepted.code}"),
        signature=_in_groups(accepted.signature),
        proof=_proof(accepted),
    )


def _in_groups(signature: str) -> str:
    return " ".join(signature[start : start + _GROUP] for start in range(0, len(signature), _GROUP))


def _proof(accepted: Accepted) -> str:
    """Returns the code that proves the receipt, drawn; "" where it is not signed."""
    if not accepted.signature:
        return ""
    words = receipt_words(accepted.code, accepted.accepted_at, accepted.promised_by)
    return draw_qr(build_code(words, accepted.signature))
