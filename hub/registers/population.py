"""What the population register says of somebody who has agreed to be looked up there, to fill in their form."""

from collections.abc import Collection
from datetime import UTC, datetime, time

from django.db import models

from contract.people import Fact, FactSource
from contract.registers import REGISTER_FACTS
from hub.core.clock import local_day
from hub.registers.answers import RegisteredPerson
from hub.registers.asking import Inquiry, RegisterAway, ask
from hub.registers.models import RegisterKind
from hub.residents.consents import agreed
from hub.residents.models import Resident
from hub.residents.names import name_key

POPULATION, LICENCES = "population", "licences"  # the purposes to which residents agree


def find_facts(resident: Resident, keys: Collection[str], by: models.Model | None, now: datetime) -> tuple[Fact, ...]:
    """Returns those of the facts that the register tells. None without a yes, or where the register cannot say."""
    fields = [key for key in REGISTER_FACTS if key in keys]
    if not fields or not agreed(resident, POPULATION, local_day(now)):
        return ()
    inquiry = Inquiry(
        kind=RegisterKind.POPULATION,
        about={"number": resident.number},
        answer=RegisteredPerson,
        subject=f"resident {resident.pk}",
        ground="consent",
        by=by,
        resident=resident,
    )
    try:
        answered = ask(inquiry, now)
    except RegisterAway:
        return ()
    person = answered.content
    if person is None or name_key(person.name) != name_key(resident.name):
        return ()  # of another name: not this person as they are here
    at = datetime.combine(person.as_of, time(12), UTC) if person.as_of else answered.at
    values = {key: str(value) for key in fields if (value := getattr(person, key))}
    return tuple(
        Fact(key=key, value=value, source=FactSource.HUB, checked_at=at, told_by=answered.register.name)
        for key, value in values.items()
    )
