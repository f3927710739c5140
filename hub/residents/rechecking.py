"""Facts that are to be checked again: each kind after a term of its own, by asking the person in passing.

A card answers for itself whenever it is shown, so what it told is never asked about.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models, transaction

from contract.answers import check_answer, clean_answer
from contract.fact_fields import fact_field
from contract.people import FactSource
from contract.text import text
from hub.audit.services import record
from hub.catalogue.areas import ROOT
from hub.core.clock import local_day
from hub.core.problems import RequestRefused
from hub.residents.consents import keep_facts_until
from hub.residents.models import Resident, ResidentFact
from hub.residents.selectors import facts_with_sources
from hub.residents.services import Provenance, record_answer


def check_day(fact: ResidentFact) -> date | None:
    """Returns the day from which the fact is to be checked again; None for one that never is."""
    days = settings.HUB_RECHECK_DAYS.get(fact.key, 0)
    if not days or fact.source == FactSource.CARD:
        return None
    return local_day(fact.checked_at) + timedelta(days=days)


def list_due(resident: Resident, today: date) -> list[ResidentFact]:
    """Returns the facts that are to be checked again by now, the longest unchecked first."""
    return sorted(filter_due(facts_with_sources(resident, today), today), key=lambda fact: (fact.checked_at, fact.key))


def filter_due(facts: Iterable[ResidentFact], today: date) -> list[ResidentFact]:
    return [fact for fact in facts if (day := check_day(fact)) and day <= today]


@transaction.atomic
def check_fact(resident: Resident, key: str, value: str, area: int, by: models.Model | None, now: datetime) -> bool:
    """Records what the person says to a fact that is due: the same value has been checked by that; another takes its
    place or, where staff had checked the old one, is a request for correction. Returns whether it is the same. Raises
    Refused: 409 for a fact that is not due, as after the first answer, 422 for a value that cannot be."""
    fact = next((fact for fact in list_due(resident, local_day(now)) if fact.key == key), None)
    if fact is None:
        raise RequestRefused(409, text("This need not be checked now."))
    field, same = fact_field(key), bool(fact.value == value)
    answer = str(clean_answer(field, value))
    problem = None if same else check_answer(field, answer, local_day(now))
    if problem is not None:
        raise RequestRefused(422, errors=(problem,))
    keep_until = keep_facts_until(resident, local_day(now)) or fact.keep_until
    provenance = Provenance(vouched=FactSource.RESIDENT.value, at=now, area=area)
    record_answer(resident, key, value if same else answer, provenance, keep_until)
    record(by, "check fact", f"resident {resident.pk}", {"key": key, "same": same})
    return same


def confirm_fact(resident: Resident, key: str, by: models.Model | None, now: datetime) -> None:
    """Records that a fact which is due is still right, as the person says. Raises Refused (409)."""
    value = next((fact.value for fact in list_due(resident, local_day(now)) if fact.key == key), "")
    check_fact(resident, key, value, ROOT, by, now)
