from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from contract.numbers import read_identity_number, tidy_number
from contract.people import Fact, FactSource, Person, PersonKind
from hub.core.clock import local_day
from hub.core.found_rows import check_found, list_found
from hub.core.sealing import fingerprints
from hub.core.worded import WordedQuery
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
from hub.residents.names import NAME, name_key

_NAMESAKES = 2000  # of a name, among whom the day of birth is looked for


def number_hashes(number: str) -> list[str]:
    """Returns what a number is looked up by: the first is what a new row gets."""
    return fingerprints(tidy_number(number), NUMBER)


def name_hashes(name: str) -> list[str]:
    """Returns the same for a person's name."""
    return fingerprints(name_key(name), NAME)


def as_person(resident: Resident) -> Person:
    """Returns the resident as a message does."""
    return Person(kind=PersonKind(resident.kind), name=resident.name, number=resident.number)


def residents_named(name: str, birth: date) -> list[Resident]:
    """Returns those of that name who were born on that day, by their numbers or else as they said."""
    if not name_key(name):
        return []
    rows = Resident.objects.filter(name_hash__in=name_hashes(name)).order_by("pk")
    return [row for row in rows[:_NAMESAKES] if _find_birth(row) == birth]


def _find_birth(resident: Resident) -> date | None:
    in_number = read_identity_number(resident.number, local_day(timezone.now())).birth
    if in_number is not None:
        return in_number
    fact = ResidentFact.objects.filter(resident=resident, key="birth").first()
    return None if fact is None else date.fromisoformat(fact.value)


def code_hashes(code: str) -> list[str]:
    """Returns the same for an organisation's code."""
    return fingerprints(tidy_number(code), ORGANISATION)


def find(number: str) -> Resident | None:
    """Returns the resident of that number. Raises ChangedPastHub."""
    row = _RESIDENT.first(number_hashes(number))
    return None if row is None else check_found(row)


_RESIDENT = WordedQuery(lambda hashes: Resident.objects.filter(number_hash__in=hashes)[:1])


def find_by_hash(number_hash: str) -> Resident | None:
    """Returns the resident whose number has this hash, as a ticket or a question keeps it; None for "". Raises
    ChangedPastHub."""
    row = Resident.objects.filter(number_hash=number_hash).first() if number_hash else None
    return None if row is None else check_found(row)


def find_organisation(code: str) -> Organisation | None:
    """Returns the same of an organisation's code."""
    row = Organisation.objects.filter(code_hash__in=code_hashes(code)).first()
    return None if row is None else check_found(row)


def residents_of_phone(phone: str) -> QuerySet[Resident]:
    """Returns those who gave this phone: a household may share one."""
    return _residents_of(ResidentFact.objects.filter(key="phone"), phone)


def residents_of_card(number: str, today: date) -> QuerySet[Resident]:
    """Returns those with whom a social security card of this number was seen, for whom staff have written it down, or
    with whom it was imported.
    """
    return _residents_of(certain_cards(today), number)


def _residents_of(facts: "QuerySet[ResidentFact]", value: str) -> QuerySet[Resident]:
    """Returns whose fact has that value, of facts of one key. Raises ChangedPastHub."""
    rows = facts.filter(phone_hash__in=fingerprints(tidy_number(value), PHONE))
    return Resident.objects.filter(pk__in=[row.resident_id for row in list_found(rows)])


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
    return _FACTS.fetch(resident.pk, today)


_FACTS = WordedQuery(
    lambda resident, today: ResidentFact.objects.filter(resident=resident, keep_until__gte=today).order_by("key")
)


def _fact(row: ResidentFact) -> Fact:
    return Fact(key=row.key, value=row.value, source=FactSource.HUB, checked_at=row.checked_at)
