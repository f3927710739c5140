"""The resident's own record, with the card on the reader."""

import base64

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract.own_record import PLACES_WANTED, Erasure, OwnFact, OwnRecord, RecordCopy, RecordLink
from contract.people import DUE_FACTS_WANTED
from contract.residents import ResidentSearch
from contract.text import Text, text
from hub.audit.services import record
from hub.cases.drafts import list_drafts
from hub.core.problems import RequestRefused
from hub.kiosks import rate_limits
from hub.kiosks.auth import KioskToken, kiosk_asking
from hub.kiosks.capabilities import Capability
from hub.own_record.copies import render_copy
from hub.own_record.erasing import erase_drafts, erase_record
from hub.own_record.gathering import gather_record
from hub.own_record.links import open_link
from hub.residents.models import Resident
from hub.residents.selectors import find

router = Router(tags=["own record"], auth=KioskToken(Capability.SHOW_CARD))
_NOBODY = text("This number is not known here.")


@router.post("residents/record", response=OwnRecord)
def read_record(request: HttpRequest, query: ResidentSearch) -> OwnRecord:
    """Returns all that is kept of the person whose card lies on the reader: cases, details, papers, who read them,
    consents, mandates, appointments. Of a number that was never seen here: what was saved to go on later, and no
    more."""
    now = timezone.now()
    resident = _find_and_record(request, query, "read own record")
    own = gather_record(resident, now) if resident else OwnRecord(at=now, drafts=list_drafts(query.number, now))
    due = own.due if DUE_FACTS_WANTED in request.headers else ()
    facts = own.facts if PLACES_WANTED in request.headers else tuple(map(_without_place, own.facts))
    return own.model_copy(update={"due": due, "facts": facts})


def _without_place(fact: OwnFact) -> OwnFact:
    """Returns the fact for a kiosk of an earlier release, which does not know places."""
    return fact.model_copy(update={"place": Text()})


@router.post("residents/record/copy", response=RecordCopy)
def copy_record(request: HttpRequest, query: ResidentSearch) -> RecordCopy:
    """Returns the same as a signed PDF in A4, to be printed while the card lies there."""
    resident = _get(request, query, "copy own record")
    return RecordCopy(pdf=base64.b64encode(render_copy(gather_record(resident, timezone.now()))).decode())


@router.post("residents/record/link", response=RecordLink)
def link_record(request: HttpRequest, query: ResidentSearch) -> RecordLink:
    """Returns a link by which the person's own telephone opens the record: for two minutes, once, with the last four of
    the number. Empty where telephones do not reach the hub."""
    resident = _get(request, query, "read own record")
    return open_link(resident, kiosk_asking(request), timezone.now())


@router.post("residents/record/erase", response=Erasure)
def erase(request: HttpRequest, query: ResidentSearch) -> Erasure:
    """Erases what no law keeps, and takes back each consent; names what stays, and why."""
    rate_limits.consume_write(kiosk_asking(request), timezone.now())
    resident = _find_and_record(request, query, "read own record")
    if resident is None:
        if (erasure := erase_drafts(query.number, kiosk_asking(request))) is None:
            raise RequestRefused(404, _NOBODY)
        return erasure
    return erase_record(resident, kiosk_asking(request), timezone.now())


def _find_and_record(request: HttpRequest, query: ResidentSearch, action: str) -> Resident | None:
    """Returns the person of that number; the look-up is kept, also where nobody was found."""
    kiosk = kiosk_asking(request)
    rate_limits.consume_lookup(kiosk, timezone.now())
    resident = find(query.number)
    record(kiosk, action, f"resident {resident.pk}" if resident else "resident unknown")
    return resident


def _get(request: HttpRequest, query: ResidentSearch, action: str) -> Resident:
    """Returns the resident. Raises Refused."""
    resident = _find_and_record(request, query, action)
    if resident is None:
        raise RequestRefused(404, _NOBODY)
    return resident
