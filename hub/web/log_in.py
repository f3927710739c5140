"""Logging in to one's own record: at the city's OpenID provider, or by a code to the telephone that is kept here."""

import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract.people import Person, PersonKind
from hub.audit.services import record
from hub.core.clock import local_day
from hub.core.problems import RequestRefused
from hub.kiosks import rate_limits
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.own_pages import pages_of_hub
from hub.notify.queueing import LogInCode, can_send_codes, find_asker, queue_code
from hub.residents.models import Resident
from hub.residents.rechecking import list_due
from hub.residents.selectors import facts_of, find, number_hashes
from hub.residents.services import get_or_register
from hub.web.frame import action, page, show, wording
from hub.web.limits import GUESSES, limit_of
from hub.web.openid_pages import LogInFailed, LogInProvider, fetch_who, lead_to
from hub.web.passes import ATTEMPT, CITY, CODE, RECORD, end_pass, find_pass, give_pass
from languages.registry import DEFAULT, find_tag

CODE_LASTS = timedelta(minutes=5)
_CODES = 3  # an hour for one person
_LONGEST_NAME, _LONGEST_NUMBER = 120, 20
_log = logging.getLogger("hub.web.log_in")


def ways() -> dict[str, bool]:
    """Returns by which ways one can log in here."""
    return {"by_city": bool(settings.HUB_CITY_ISSUER), "by_code": can_send_codes()}


@page()
def to_city(request: HttpRequest) -> HttpResponse:
    """Leads to the city's provider."""
    try:
        return lead_to(request, _provider())
    except LogInFailed as failure:
        return _fail(request, str(failure))


@page()
def from_city(request: HttpRequest) -> HttpResponse:
    """Handles the provider's answer: who is there is known by their ID number, and registered where they are new."""
    try:
        claims = fetch_who(request, _provider())
    except LogInFailed as failure:
        return _fail(request, str(failure))
    resident = _find_by_claims(claims)
    if resident is None:
        return _fail(request, "claims")
    response = _let_in(resident, "city")
    end_pass(response, ATTEMPT)
    give_pass(response, CITY, str(resident.pk))
    return response


def _provider() -> LogInProvider:
    """Raises Http404 where the city has none."""
    return LogInProvider.from_settings("CITY", "web:log_in_back", ATTEMPT)


def _find_by_claims(claims: dict[str, object]) -> Resident | None:
    name, number = claims.get("name"), claims.get(settings.HUB_CITY_NUMBER_CLAIM)
    if not (isinstance(name, str) and isinstance(number, str)):
        return None
    if not 0 < len(name) <= _LONGEST_NAME or len(number) > _LONGEST_NUMBER:
        return None
    now = timezone.now()
    person = Person(kind=PersonKind.UNKNOWN, name=name, number=number)
    return get_or_register(person, now, local_day(now))


def _fail(request: HttpRequest, why: str) -> HttpResponse:
    """Shows that it failed; neither page nor log says who it was."""
    _log.warning("no log-in by the city's provider: %s", why)
    words = _("You could not be logged in at the city. Please try again, or take another way.")
    return show(request, "record_closed", status=403, here="record", problem=words, **ways())


def _let_in(resident: Resident, way: str) -> HttpResponse:
    now = timezone.now()
    record(pages_of_hub(now), "log in to own record", f"resident {resident.pk}", {"way": way})
    response = redirect("web:record")
    give_pass(response, RECORD, str(resident.pk))
    return response


@action
def send_code(request: HttpRequest) -> HttpResponse:
    """Sends a code to the telephone that is kept of the person of that number. Whether there is one, neither the page
    nor the cookie says; who asks for nobody's waits for a code that never comes."""
    if not can_send_codes():
        raise Http404
    now, number = timezone.now(), request.POST.get("number", "").strip()[:_LONGEST_NUMBER]
    limit_of(request, "guess", GUESSES).consume()
    rate_limits.consume(f"log-in code {number_hashes(number)[0]}", _CODES, now)
    resident, nonce = _find_reached(number), secrets.token_urlsafe(12)
    code = LogInCode(f"{secrets.randbelow(10**6):06}", find_tag(get_language() or "") or DEFAULT, CODE_LASTS)
    if resident is not None:
        queue_code(resident, nonce, code, now)
    response = show(request, "log_in_code", here="record")
    give_pass(response, CODE, f"{nonce} {int(now.timestamp())} {_seal(nonce, code.digits)}")
    return response


def _find_reached(number: str) -> Resident | None:
    """Returns the person with a telephone that is certain enough: one given so long ago that it is to be checked again
    may be another's by now."""
    resident = find(number)
    if resident is None:
        return None
    today = local_day(timezone.now())
    has_phone = any(fact.key == "phone" for fact in facts_of(resident, today))
    is_old = any(fact.key == "phone" for fact in list_due(resident, today))
    return resident if has_phone and not is_old else None


def _seal(nonce: str, code: str) -> str:
    return salted_hmac("hub.web.log_in.code", f"{nonce} {code}", algorithm="sha256").hexdigest()


@action
def check_code(request: HttpRequest) -> HttpResponse:
    """Opens the record to the right code, once; a wrong one is counted."""
    parts = (find_pass(request, CODE) or "").split(" ")
    if len(parts) != 3:
        return redirect("web:record")
    nonce, made_at, seal = parts
    now, typed = timezone.now(), request.POST.get("code", "").strip()[:6]
    limit = limit_of(request, "guess", GUESSES)

    def find_owner() -> Resident | None:
        return find_asker(nonce) if constant_time_compare(_seal(nonce, typed), seal) else None

    try:
        limit.consume()
        claim = Claim("code", nonce, Proof.LAST_FOUR, "log in to own record", recorded=False)
        resident = get_own(claim, find_owner, pages_of_hub(now), now)
        issued_at = now.fromtimestamp(int(made_at), now.tzinfo)
        if not rate_limits.take_once(f"log-in code {nonce}", issued_at):
            raise RequestRefused(409)
    except RequestRefused as refused:
        context = {"here": "record", "problem": wording(refused.problem)}
        return show(request, "log_in_code", status=refused.problem.status, **context)
    limit.release()
    response = _let_in(resident, "code")
    end_pass(response, CODE)
    return response
