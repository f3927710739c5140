"""Consents: the purposes that residents allow their data to be used for, and until when."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import QuerySet

from contract import residents as c
from contract.people import SENSITIVE_FACTS, Fact
from contract.text import text
from hub.audit.services import record
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field
from hub.core.worded import WordedQuery
from hub.residents.models import Consent, Purpose, Resident, ResidentFact
from hub.residents.selectors import facts_of
from hub.residents.signals import consent_withdrawn
from languages.registry import LOCALES

SERVICE, REUSE, SENSITIVE, NOTICES = "service", "reuse", "sensitive", "notices"  # purposes that the code knows of

_CONDITIONS: list[tuple[Collection[str], Callable[[], Collection[str]]]] = []


def ask_only(purposes: Collection[str], list_asked: Callable[[], Collection[str]]) -> None:
    """Registers purposes of a higher app, of which those are asked for that `list_asked` returns."""
    _CONDITIONS.append((purposes, list_asked))


@transaction.atomic
def choose(resident: Resident, choice: c.ConsentChoice, actor: models.Model | None, at: datetime) -> None:
    """Records a resident's yes or no, which they said at that time. A no to the reuse of facts deletes them at once;
    one that comes in after a newer word changes nothing. Raises Refused."""
    purpose = Purpose.objects.filter(code=choice.purpose, needs_consent=True).first()
    if purpose is None:
        raise refused_field("purpose", "unknown", text("There is no such purpose."))
    until = local_day(at) + timedelta(days=purpose.keep_days if choice.given else 0)
    values = {"resident": resident, "purpose": purpose, "given": choice.given, "at": at, "kept_until": until}
    values["language"] = choice.language if choice.language in LOCALES else ""
    row, new = Consent.objects.get_or_create(id=choice.id, defaults=values)
    if not new:
        if (row.resident_id, row.purpose_id, row.given) != (resident.pk, purpose.pk, choice.given):
            raise RequestRefused(409)
        return
    if _newest(resident, purpose.code) == row:
        _apply(resident, purpose, until if choice.given else None)
    record(actor, "give consent" if choice.given else "withdraw consent", f"resident {resident.pk}", _about(purpose))


def _apply(resident: Resident, purpose: Purpose, until: date | None) -> None:
    """Applies a choice. `until`: None for a no."""
    if purpose.code == REUSE:
        _keep_or_drop_facts(ResidentFact.objects.filter(resident=resident), until)
    if purpose.code == SENSITIVE and until is None:
        ResidentFact.objects.filter(resident=resident, key__in=SENSITIVE_FACTS).delete()
    if until is None:
        consent_withdrawn.send(Consent, resident=resident, purpose=purpose.code)


def _about(purpose: Purpose) -> dict[str, object]:
    return {"purpose": purpose.code}


def _keep_or_drop_facts(facts: QuerySet[ResidentFact], until: date | None) -> None:
    if until is None:
        facts.delete()
    else:
        facts.filter(keep_until__lt=until).update(keep_until=until)


def keep_facts_until(resident: Resident, day: date) -> date | None:
    """Returns how long what is learned on that day may be kept; None where the resident does not want it kept."""
    return _keep_until(_newest(resident, REUSE), _as_long_as_service(day), day)


def keep_all_facts_until(residents: Collection[int], day: date) -> dict[int | None, date | None]:
    """Returns the same for many, by their keys; under None for those who are not known yet."""
    service = _as_long_as_service(day)
    consents = Consent.objects.filter(resident__in=residents, purpose__code=REUSE).order_by("at", "id")
    newest = {row.resident_id: row for row in consents}
    return {None: service, **{key: _keep_until(newest.get(key), service, day) for key in residents}}


def _as_long_as_service(day: date) -> date:
    return day + timedelta(days=Purpose.objects.get(code=SERVICE).keep_days)


def _keep_until(consent: Consent | None, service: date, day: date) -> date | None:
    if consent is None or (consent.given and consent.kept_until < day):
        return service
    return max(service, consent.kept_until) if consent.given else None


def agreed(resident: Resident, purpose: str, today: date) -> bool:
    """Returns whether the resident's newest word on a purpose is a yes that still holds."""
    consent = _newest(resident, purpose)
    return consent is not None and consent.given and consent.kept_until >= today


def facts_to_tell(resident: Resident, today: date) -> tuple[Fact, ...]:
    """Returns what may be told to fill in a form: what is known, once the resident has said yes to that; what is
    sensitive, once they have said yes to that as well. Nothing said is no."""
    if not agreed(resident, REUSE, today):
        return ()
    facts = facts_of(resident, today)
    if agreed(resident, SENSITIVE, today):
        return facts
    return tuple(fact for fact in facts if fact.key not in SENSITIVE_FACTS)


def consents_of(resident: Resident | None) -> c.Consents:
    """Returns every purpose that needs a yes, and what the resident last said; strangers have said nothing. One that is
    not asked for now is left out, unless they have said yes to it: that they can take back."""
    newest = _list_newest(resident)
    messages = [_message(purpose, newest.get(purpose.pk)) for purpose in _PURPOSES.fetch()]
    unasked = {purpose for purposes, list_asked in _CONDITIONS for purpose in {*purposes}.difference(list_asked())}
    return c.Consents(consents=tuple(each for each in messages if each.given or each.purpose not in unasked))


def _list_newest(resident: Resident | None) -> dict[int, Consent]:
    """Returns what was said last, by the purpose's key."""
    return {row.purpose_id: row for row in _CONSENTS.fetch(resident.pk)} if resident else {}


_PURPOSES = WordedQuery(lambda: Purpose.objects.filter(needs_consent=True))
_CONSENTS = WordedQuery(lambda resident: Consent.objects.filter(resident=resident).order_by("at", "id"))


def _message(purpose: Purpose, consent: Consent | None) -> c.Consent:
    return c.Consent(
        purpose=purpose.code,
        name=purpose.name,
        wording=purpose.wording,
        keep_days=purpose.keep_days,
        given=None if consent is None else consent.given,
        kept_until=consent.kept_until if consent is not None and consent.given else None,
    )


def _newest(resident: Resident, purpose: str) -> Consent | None:
    return Consent.objects.filter(resident=resident, purpose__code=purpose).order_by("-at", "-id").first()
