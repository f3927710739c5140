"""Residents and organisations: registering them and recording their facts."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone

from contract.forms import Answers, Form
from contract.numbers import NumberError, read_identity_number, read_organisation_code, tidy_number
from contract.people import IDENTITY_CARDS, FactSource, Person, PersonKind
from contract.text import text
from hub.core.clock import local_day
from hub.core.found_rows import check_found
from hub.core.problems import RequestRefused, refused_field
from hub.core.sealing import fingerprint
from hub.residents.consents import keep_facts_until
from hub.residents.models import (
    ADDRESS,
    CARD_NUMBER,
    CHECKED,
    FOUND_BY,
    PHONE,
    Correction,
    Organisation,
    Resident,
    ResidentFact,
)
from hub.residents.selectors import code_hashes, name_hashes, number_hashes

_ON_CARD = ("name", "sex", "nation", "birth", "address")
LONGEST = 400  # characters of a Fact

# Higher apps that know organisations: they raise Refused for a code or a name that is wrong.
OrganisationCheck = Callable[[str, str, models.Model | None, datetime], None]
ORGANISATION_CHECKS: list[OrganisationCheck] = []
# A higher app that knows places: it returns the keys of those with which the addresses begin that begin with one.
PlaceLookup = Callable[[Collection[str]], Mapping[str, int]]
PLACE_LOOKUPS: list[PlaceLookup] = []


def get_or_register(person: Person, now: datetime, today: date) -> Resident | None:
    """Returns the resident of that number, registered if new; None where the number cannot be right."""
    try:
        read = read_identity_number(person.number, today)
    except NumberError:
        return None
    kind = person.kind if person.kind in IDENTITY_CARDS else read.kind
    hashes = number_hashes(read.number)
    values = {"number": read.number, "name": person.name, "kind": kind.value, "created_at": now}
    values["name_hash"] = name_hashes(person.name)[0]
    resident, _ = Resident.objects.get_or_create(number_hash__in=hashes, defaults={**values, "number_hash": hashes[0]})
    return check_found(resident)


def get_registered(person: Person, field: str, now: datetime) -> Resident:
    """Returns the same; raises Refused where the number cannot be right."""
    resident = get_or_register(person, now, local_day(now))
    if resident is None:
        raise _wrong_number(f"{field}.number")
    return resident


def get_or_register_organisation(code: str, name: str, now: datetime, by: models.Model | None = None) -> Organisation:
    """Returns the organisation of that code, registered if new. Raises Refused where the code cannot be right, or a
    register says that it is not. Call it outside of a transaction."""
    try:
        read = read_organisation_code(code)
    except NumberError:
        raise _wrong_number("code") from None
    for check in ORGANISATION_CHECKS:
        check(read, name, by, now)
    hashes = code_hashes(read)
    values = {"code": read, "name": name, "created_at": now, "code_hash": hashes[0]}
    organisation, _ = Organisation.objects.get_or_create(code_hash__in=hashes, defaults=values)
    return check_found(organisation)


def _wrong_number(field: str) -> RequestRefused:
    return refused_field(field, "number", text("This number cannot be right."))


@dataclass(frozen=True, slots=True)
class Provenance:
    """The provenance of facts: who vouches for the card, when it was read, and in which area."""

    vouched: str
    at: datetime
    area: int


def record_facts(resident: Resident, person: Person, form: Form, answers: Answers, provenance: Provenance) -> None:
    """Records what the card says and what was answered to fields that ask for a fact, unless something newer is known.

    What was only said and differs from what a card or staff have vouched for is kept as a request for correction.
    """
    keep_until = keep_facts_until(resident, local_day(timezone.now()))
    if keep_until is None:
        return
    shown, typed = _on_card(person), _typed(form, answers)
    if provenance.vouched in CHECKED:
        for key, value in shown.items():
            keep_fact(resident, key, value, provenance.vouched, provenance.at, keep_until)
    else:
        typed = shown | typed
    for key, value in typed.items():
        record_answer(resident, key, value, provenance, keep_until)


def record_answer(resident: Resident, key: str, value: str, provenance: Provenance, keep_until: date) -> None:
    """Records what the person said of a fact; where it differs from what a card or staff have vouched for, as a request
    for correction."""
    checked = ResidentFact.objects.filter(resident=resident, key=key, source__in=CHECKED).first()
    if checked is None or checked.value == value:
        source = FactSource.RESIDENT.value if checked is None else checked.source
        keep_fact(resident, key, value, source, provenance.at, keep_until)
    elif checked.checked_at <= provenance.at:
        _want_correction(resident, key, value, provenance)


def keep_fact(resident: Resident, key: str, value: str, source: str, at: datetime, keep_until: date) -> None:
    """Records a fact, unless something newer is known."""
    place = find_places([value]).get(value) if key == ADDRESS else None
    values = fact_columns(key, value, source, at, keep_until, place)
    fact, new = ResidentFact.objects.select_for_update().get_or_create(resident=resident, key=key, defaults=values)
    if not new and fact.checked_at < at:
        for column, content in values.items():
            setattr(fact, column, content)
        fact.save()


def find_places(addresses: Collection[str]) -> dict[str, int]:
    """Returns the places with which addresses begin, by address."""
    return {address: place for lookup in PLACE_LOOKUPS for address, place in lookup(addresses).items()}


def fact_columns(
    key: str, value: str, source: str, at: datetime, keep_until: date, place: int | None
) -> dict[str, Any]:
    """Returns the columns of a fact, all but its resident and its key."""
    phone_hash = fingerprint(tidy_number(value), PHONE) if key in FOUND_BY else ""
    known_by = {"phone_hash": phone_hash, "place": place}
    return {"value": value, **known_by, "source": source, "checked_at": at, "keep_until": keep_until}


def _want_correction(resident: Resident, key: str, value: str, provenance: Provenance) -> None:
    open_corrections = Correction.objects.filter(resident=resident, key=key, state="open")
    if value not in [correction.value for correction in open_corrections]:
        fields = {"key": key, "value": value, "reason": "", "asked_at": provenance.at}
        Correction.objects.create(id=uuid4(), resident=resident, area_id=provenance.area, **fields)


def _on_card(person: Person) -> dict[str, str]:
    keys = (*_ON_CARD, CARD_NUMBER) if person.kind is PersonKind.SOCIAL_SECURITY else _ON_CARD
    return {key: str(getattr(person, key)) for key in keys if getattr(person, key)}


def _typed(form: Form, answers: Answers) -> dict[str, str]:
    """Returns what was answered to the fields that ask for a fact."""
    by_fact = {field.fact: answers.get(field.key) for field in form.fields if field.fact and field.fact != "number"}
    return {key: answer for key, answer in by_fact.items() if isinstance(answer, str) and 0 < len(answer) <= LONGEST}
