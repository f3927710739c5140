"""Numbers are in bodies, never in a URL. Every reading and every choice is kept in the audit log."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract import residents as c
from contract.people import DUE_FACTS_WANTED, FactChecked, Facts, FactsRequest, Person, Token
from contract.registers import FACTS_WANTED
from hub.audit.services import record
from hub.core.clock import local_day
from hub.core.problems import RequestRefused
from hub.kiosks import rate_limits
from hub.kiosks.auth import KioskToken, kiosk_asking
from hub.kiosks.capabilities import Capability
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.moments import judge_moment
from hub.kiosks.sites import area_of
from hub.residents import consents, corrections, mandates, rechecking, selectors, tokens
from hub.residents.fact_sources import find_further
from hub.residents.models import Resident
from hub.residents.services import get_registered

router = Router(tags=["residents"])


@router.post("residents/facts", response=Facts)
def read_facts(request: HttpRequest, query: FactsRequest) -> Facts:
    """Returns what is known of the person whose card lies on the reader, as far as they have agreed to be told.

    `Want-Register-Facts` names facts, parted by commas, that the card did not tell: those that are not known here the
    population register is asked for, where they have agreed to that. With `Want-Due-Facts` the answer names those
    that are to be checked again.
    """
    resident, now = _find_and_record(request, query.number, "read facts"), timezone.now()
    if resident is None:
        return Facts()
    facts = consents.facts_to_tell(resident, local_day(now))
    lacking = set(request.headers.get(FACTS_WANTED, "").split(",")) - {fact.key for fact in facts}
    further = find_further(resident, lacking, kiosk_asking(request), now)
    due = _list_due(resident, {fact.key for fact in facts}, now) if DUE_FACTS_WANTED in request.headers else ()
    return Facts(facts=(*facts, *further), due=due)


def _list_due(resident: Resident, keys: Collection[str], now: datetime) -> tuple[str, ...]:
    """Returns the keys of those among the facts that were told which are to be checked again."""
    return tuple(fact.key for fact in rechecking.list_due(resident, local_day(now)) if fact.key in keys)


@router.post("residents/facts/checked", response=Facts, auth=KioskToken(Capability.SHOW_CARD))
def check_fact(request: HttpRequest, body: FactChecked) -> Facts:
    """Records what the person, whose card lies on the reader, says to a fact that is to be checked again: it is the
    same, or another. Returns which are still to be checked, and no values."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_write(kiosk, now)
    resident = get_registered(body.person, "person", now)
    rechecking.check_fact(resident, body.key, body.value, area_of(kiosk).pk, kiosk, now)
    return Facts(due=tuple(fact.key for fact in rechecking.list_due(resident, local_day(now))))


@router.post("residents/token", response=Person, auth=KioskToken(Capability.SCAN))
def read_token(request: HttpRequest, token: Token) -> Person:
    """Returns who it is that a scanned code, or a card without name and ID number, stands for."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_lookup(kiosk, now)
    try:
        person = tokens.person_of(token, now)
    except RequestRefused:
        record(kiosk, "read token", "resident unknown", {"kind": token.kind.value})
        raise
    resident = selectors.find(person.number)
    record(
        kiosk, "read token", f"resident {resident.pk}" if resident else "resident unknown", {"kind": token.kind.value}
    )
    return person


@router.post("residents/consents", response=c.Consents)
def choose(request: HttpRequest, choice: c.ConsentChoice) -> c.Consents:
    """Keeps a yes or a no to a purpose; returns all purposes and what was last said to them."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_write(kiosk, now)
    resident = get_registered(choice.person, "person", now)
    at = judge_moment(choice.chosen_at, choice.machine_at, kiosk, now) if choice.chosen_at else now
    consents.choose(resident, choice, kiosk, at)
    return consents.consents_of(resident)


@router.post("residents/consents/search", response=c.Consents)
def read_consents(request: HttpRequest, query: c.ResidentSearch) -> c.Consents:
    """Returns all purposes that need a yes, and what this person last said to them."""
    return consents.consents_of(_find_and_record(request, query.number, "read consents"))


@router.post("residents/corrections", response=c.Correction)
def ask_correction(request: HttpRequest, body: c.CorrectionWanted) -> c.Correction:
    """Asks for a fact to be corrected. Staff check it first."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_write(kiosk, now)
    resident = get_registered(body.person, "person", now)
    return corrections.message(corrections.ask(resident, body, area_of(kiosk), kiosk, now))


@router.post("residents/corrections/search", response=c.Corrections)
def read_corrections(request: HttpRequest, query: c.ResidentSearch) -> c.Corrections:
    """Returns what this person asked to be corrected, newest first, and what became of it."""
    resident = _find_and_record(request, query.number, "read corrections")
    return corrections.corrections_of(resident) if resident else c.Corrections()


@router.post("residents/mandates", response=c.Mandate, auth=KioskToken(Capability.SHOW_TWO_CARDS))
def give_mandate(request: HttpRequest, body: c.MandateGiven) -> c.Mandate:
    """Lets an agent act for somebody; both cards were on the reader."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_write(kiosk, now)
    principal, agent = get_registered(body.principal, "principal", now), get_registered(body.agent, "agent", now)
    mandate = mandates.give(
        body.id, principal, agent, body.items, body.until, actor=kiosk, now=now, signature=body.signature
    )
    return mandates.message(mandate)


@router.post("residents/mandates/search", response=c.Mandates)
def read_mandates(request: HttpRequest, query: c.ResidentSearch) -> c.Mandates:
    """Returns the mandates this person gave, and those they hold."""
    resident = _find_and_record(request, query.number, "read mandates")
    return mandates.mandates_of(resident) if resident else c.Mandates()


@router.post("residents/mandates/{mandate}/revoke", response=c.Mandate)
def revoke_mandate(request: HttpRequest, mandate: UUID, query: c.ResidentSearch) -> c.Mandate:
    """Ends a mandate: either of the two may. Another's is not there."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_lookup(kiosk, now)
    claim = Claim("mandate", str(mandate), Proof.NUMBER, "revoke mandate", recorded=False)
    row = get_own(claim, lambda: mandates.of_either(mandate, query.number), kiosk, now)
    mandates.revoke(row, kiosk, now)
    row.refresh_from_db()
    return mandates.message(row)


def _find_and_record(request: HttpRequest, number: str, action: str) -> Resident | None:
    """Returns the person of that number; the look-up is kept, also where nobody was found."""
    rate_limits.consume_lookup(kiosk_asking(request), timezone.now())
    resident = selectors.find(number)
    record(kiosk_asking(request), action, f"resident {resident.pk}" if resident else "resident unknown")
    return resident
