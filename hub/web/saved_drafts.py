"""Going on, on the phone, with what was saved; and saving what was entered here."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract.cases import read_case_code
from contract.catalogue import Item
from contract.drafts import DraftSearch, DraftToSave, SavedDraft, fit_answers
from contract.numbers import tidy_number
from contract.paper_codes import draft_qr
from hub.audit.services import record
from hub.cases import drafts
from hub.cases import models as rows
from hub.catalogue import paper_form
from hub.core.clock import local_day
from hub.core.problems import RequestRefused
from hub.core.qr_svg import draw_qr
from hub.core.sent_ids import find_id, get_id
from hub.kiosks import rate_limits
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.own_pages import get_own_page, pages_of_hub
from hub.residents.models import Resident
from hub.web.catalogue import get_catalogue
from hub.web.centres import get_site
from hub.web.frame import page, show, wording
from hub.web.limits import APPLICATIONS, GUESSES, limit_of
from hub.web.passes import DRAFT, find_pass, give_pass

_LONGEST = 20  # characters of a number


@page(post=True)
def own_draft(request: HttpRequest, code: str = "") -> HttpResponse:
    """Shows the form for code and last four, and takes it: it leads to the item's form, as it was left. A code that is
    not there and a wrong last four are answered alike, and counted."""
    if request.method != "POST":
        return show(request, "draft_log_in", here="case", code=code)
    sent = request.POST
    search = DraftSearch(code=sent.get("code", "")[:_LONGEST], last_four=sent.get("last_four", "")[:4] or None)
    try:
        draft = _prove(request, search, Proof.LAST_FOUR)
    except RequestRefused as refused:
        context = {"here": "case", "code": search.code, "problem": wording(refused.problem)}
        return show(request, "draft_log_in", status=refused.problem.status, **context)
    item = draft.item_version.item.code
    if all(each.code != item for each in get_catalogue().items):
        over = _("This service is no longer offered. Please ask at the counter.")
        return show(request, "draft_log_in", status=409, here="case", code=search.code, problem=over)
    if not drafts.opens_on_phone(draft):
        card = _(
            "This was saved with a card. Please go on at any kiosk: choose the same service there and place your card."
        )
        return show(request, "draft_log_in", status=409, here="case", code=search.code, problem=card)
    response = redirect("web:apply", code=item)
    give_pass(response, DRAFT, str(draft.pk))
    return response


def _prove(request: HttpRequest, search: DraftSearch, proof: Proof) -> rows.SavedDraft:
    """Returns the draft that is proved to be one's own. Raises Refused."""
    limit, now = limit_of(request, "guess", GUESSES), timezone.now()
    limit.consume()
    claim = Claim("draft", read_case_code(search.code or "") or "", proof, "read own draft")
    draft = get_own(claim, lambda: drafts.own_draft(search, now), pages_of_hub(now), now)
    limit.release()
    return draft


def find_opened(request: HttpRequest, guide: Item, applicant: Resident | None) -> rows.SavedDraft | None:
    """Returns what this browser goes on with of the item: opened by its code, or named in the address by who logged
    in. What was saved with a card is for that person alone. Raises Refused."""
    if applicant is not None and (code := request.GET.get("draft", "")):
        named = _prove(request, DraftSearch(code=code[:_LONGEST], number=applicant.number), Proof.NUMBER)
        return named if named.item_version.item.code == guide.code else None
    key = find_id(find_pass(request, DRAFT) or "")
    draft = rows.SavedDraft.objects.filter(pk=key, expires_at__gt=timezone.now()).first() if key else None
    if draft is None or draft.item_version.item.code != guide.code:
        return None
    return draft if _is_of(draft, applicant) else None


def _is_of(draft: rows.SavedDraft, applicant: Resident | None) -> bool:
    return tidy_number(draft.number or "") == tidy_number(applicant.number if applicant else "")


def put_saved(sent: QueryDict, guide: Item, draft: rows.SavedDraft) -> None:
    """Puts into the form what of the saved answers it still takes, and the id under which it becomes a case."""
    paper_form.put_answers(sent, guide.form, fit_answers(guide, draft.answers, local_day(timezone.now())))
    sent["id"] = str(draft.pk)


def list_begun(guide: Item, applicant: Resident | None, now: datetime) -> list[SavedDraft]:
    """Returns what who logged in has saved of this item."""
    saved = drafts.list_drafts(applicant.number, now) if applicant else ()
    return [each for each in saved if each.item == guide.code]


def save(request: HttpRequest, guide: Item, sent: QueryDict, applicant: Resident | None) -> HttpResponse:
    """Saves what was entered, complete or not, and shows the code. Raises Refused."""
    now = timezone.now()
    kiosk = get_own_page(get_site(sent.get("site", "")), now)
    limit_of(request, "apply", APPLICATIONS).consume()
    rate_limits.consume_write(kiosk, now)
    message = DraftToSave(
        id=get_id(sent.get("id", "")),
        item=guide.code,
        item_version=guide.version,
        number=applicant.number if applicant else None,
        answers=paper_form.answers(sent, guide),
        language=get_language() or "",
    )
    draft = drafts.save_draft(message, now)
    record(kiosk, "save draft", f"draft {draft.code}")
    context = {"here": "guide", "guide": guide, "saved": drafts.summary(draft), "by_card": applicant is not None}
    return show(request, "draft_saved", **context, qr=draw_qr(draft_qr(draft.code, settings.HUB_PAGES)))
