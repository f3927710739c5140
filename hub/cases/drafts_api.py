"""Save what was entered, and go on later."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract.cases import read_case_code
from contract.drafts import DraftList, DraftSearch, DraftToSave, OwnDraft, SavedDraft
from contract.residents import ResidentSearch
from hub.audit.services import record
from hub.cases import drafts
from hub.cases import models as rows
from hub.kiosks import rate_limits
from hub.kiosks.auth import KioskToken, kiosk_asking
from hub.kiosks.capabilities import Capability, check_can
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.models import Kiosk
from hub.residents.selectors import find

router = Router(tags=["drafts"])


@router.post("drafts", response=SavedDraft)
def save(request: HttpRequest, body: DraftToSave) -> SavedDraft:
    """Saves what was entered, for some days. Saved again under its id it replaces what was saved before."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_write(kiosk, now)
    draft = drafts.save_draft(body, now)
    record(kiosk, "save draft", f"draft {draft.code}")
    return drafts.summary(draft)


@router.post("drafts/search", response=DraftList, auth=KioskToken(Capability.SHOW_CARD))
def search(request: HttpRequest, query: ResidentSearch) -> DraftList:
    """Returns what the person has saved whose card lies on the reader, without what was entered."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_lookup(kiosk, now)
    resident = find(query.number)
    record(kiosk, "find drafts", f"resident {resident.pk}" if resident else "resident unknown")
    return DraftList(drafts=drafts.list_drafts(query.number, now))


@router.post("drafts/own", response=OwnDraft)
def read_own(request: HttpRequest, query: DraftSearch) -> OwnDraft:
    """Returns a draft for the one whose it is: with the number on the card, or the last four. Of an item that needs a
    card, what was entered is told to the card alone."""
    draft = _own(query, "read own draft", kiosk_asking(request))
    return drafts.open_draft(draft, with_number=bool(query.number))


@router.post("drafts/delete", response=SavedDraft)
def delete_own(request: HttpRequest, query: DraftSearch) -> SavedDraft:
    """Throws one's own draft away."""
    draft = _own(query, "delete own draft", kiosk_asking(request))
    summary = drafts.summary(draft)
    draft.delete()
    return summary


def _own(query: DraftSearch, action: str, kiosk: Kiosk) -> rows.SavedDraft:
    """Returns the resident's own draft. Raises Refused; PermissionDenied where a number is told by who cannot see a
    card."""
    now = timezone.now()
    if query.number:
        check_can(kiosk, Capability.SHOW_CARD)
        rate_limits.consume_lookup(kiosk, now)
    proof = Proof.NUMBER if query.number else Proof.LAST_FOUR
    claim = Claim("draft", read_case_code(query.code or "") or "", proof, action)
    return get_own(claim, lambda: drafts.own_draft(query, now), kiosk, now)
