from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from contract.numbers import tidy_number
from contract.people import Fact, FactSource
from hub.core.sealing import fingerprints
from hub.residents.models import (
    CARD_NUMBER,
    CHECKED,
    IMPORT,
    NUMBER,
    ORGANISATION,
    PHONE,
    Organisation,
    Resident,
    ResidentFact,
)


def number_hashes(number: str) -> list[str]:
    """Returns what a number is looked up by: the first is what a new row gets."""
    return fingerprints(tidy_number(number), NUMBER)


def code_hashes(code: str) -> list[str]:
    """Returns the same for an organisation's code."""
    return fingerprints(tidy_number(code), ORGANISATION)


def find(number: str) -> Resident | None:
    return Resident.objects.filter(number_hash__in=number_hashes(number)).first()


def find_organisation(code: str) -> Organisation | None:
    return Organisation.objects.filter(code_hash__in=code_hashes(code)).first()


def residents_of_phone(phone: str) -> QuerySet[Resident]:
    """Returns those who gave this phone: a household may share one."""
    hashes = fingerprints(tidy_number(phone), PHONE)
    return Resident.objects.filter(facts__key="phone", facts__phone_hash__in=hashes)


def residents_of_card(number: str, today: date) -> QuerySet[Resident]:
    """Returns those with whom a social security card of this number was seen, for whom staff have written it down, or
    with whom it was imported.
    """
    facts = certain_cards(today).filter(phone_hash__in=fingerprints(tidy_number(number), PHONE))
    return Resident.objects.filter(facts__in=facts)


def certain_cards(today: date) -> QuerySet[ResidentFact]:
    """Returns the numbers of social security cards by which a resident is found: what somebody typed is none."""
    return ResidentFact.objects.filter(key=CARD_NUMBER, source__in=(*CHECKED, IMPORT), keep_until__gte=today)


def facts_of(resident: Resident, today: date) -> tuple[Fact, ...]:
    """Returns all that is known of the person and still kept, as the kiosk fills it in."""
    return tuple(_fact(row) for row in _list_kept(resident, today))


def facts_with_sources(resident: Resident, today: date) -> list[ResidentFact]:
    """Returns the same for staff, who see where each came from."""
    return list(_list_kept(resident, today))


def _list_kept(resident: Resident, today: date) -> Iterable[ResidentFact]:
    return ResidentFact.objects.filter(resident=resident, keep_until__gte=today).order_by("key")


def _fact(row: ResidentFact) -> Fact:
    return Fact(key=row.key, value=row.value, source=FactSource.HUB, checked_at=row.checked_at)
