"""The receipt of a case, printed at a window by the browser: what stands on the kiosk's paper, and no name."""

import json
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract.cases import Accepted, ReceiptCopy
from contract.catalogue import CardRule, Item
from contract.paper_codes import case_qr, proof_qr
from contract.signed_codes import build_code, receipt_words
from contract.text import Text
from hub.audit.services import record
from hub.cases import access
from hub.cases.models import Case
from hub.cases.services import copy_receipt
from hub.console.frame import page, report_outcome, show
from hub.core.clock import local_day, local_time
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
        how_to_track=how_to_track(item),
        submitted_at=receipt.submitted_at,
        accepted=accepted,
        printed_at=timezone.now(),
        qr=draw_qr(case_qr(accepted.code, settings.HUB_PAGES)),
        signature=_in_groups(accepted.signature),
        proof=draw_qr(proof) if (proof := _proof(accepted)) else "",
        slip=_slip(case.taken_in.name, item, receipt, timezone.now()),
    )


def _slip(place: Text, item: Item, receipt: ReceiptCopy, now: datetime) -> str:
    """Returns the same for the receipt printer of the window, in the JSON of its agent (devices/agent/messages.py)."""
    language, accepted = get_language() or "", receipt.accepted
    blocks = [
        _line(place.in_locale(language)),
        _line(_("Receipt for your application"), size=2, bold=True),
        {"kind": "rule"},
        _line(how_to_track(item), align="left", bold=True),
        *([_pair(_("Promised by"), _promise(accepted))] if accepted.promised_by else []),
        {"kind": "rule"},
        _line(_("Case code")),
        _line(accepted.code, size=2, bold=True),
        {"kind": "qr", "data": case_qr(accepted.code, settings.HUB_PAGES)},
        *([{"kind": "qr", "data": proof}] if (proof := _proof(accepted)) else []),
        _pair(_("Item"), item.shown_name.in_locale(language)),
        _pair(_("Submitted at"), local_time(receipt.submitted_at)),
        _pair(_("Printed at"), local_time(now)),
        {"kind": "feed", "lines": 2},
    ]
    return json.dumps({"title": "case_receipt", "blocks": blocks}, ensure_ascii=False)


def _line(text: str, align: str = "center", **look: object) -> dict[str, object]:
    return {"kind": "line", "text": text, "align": align, **look}


def _pair(label: str, value: str) -> dict[str, object]:
    return {"kind": "pair", "label": label, "value": value}


def _promise(accepted: Accepted) -> str:
    provisional = _("provisional") if accepted.provisional else ""
    return f"{accepted.promised_by} {provisional}".strip()


def how_to_track(item: Item) -> str:
    if item.card is CardRule.NONE:
        return _(
            "To see how it goes, choose “Track a case” on a kiosk, with this number and the last four digits of the "
            "telephone, if you left one."
        )
    return _("To see how it goes, choose “Track a case” on a kiosk, with your card or this number.")


def _in_groups(signature: str) -> str:
    return " ".join(signature[start : start + _GROUP] for start in range(0, len(signature), _GROUP))


def _proof(accepted: Accepted) -> str:
    """Returns what proves the receipt; "" where it is not signed."""
    if not accepted.signature:
        return ""
    words = receipt_words(accepted.code, accepted.accepted_at, accepted.promised_by)
    return proof_qr(build_code(words, accepted.signature), settings.HUB_PAGES)
