"""Residents and organisations as staff see them. That they were looked up is kept in the audit log, found or not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User

from contract import residents as c
from contract.grounds import LookupGround
from contract.people import PersonKind
from contract.text import text
from hub.audit.services import record
from hub.core.clock import local_day
from hub.core.problems import RequestRefused
from hub.residents import consents, mandates, selectors
from hub.residents.grounds import check_ground
from hub.residents.models import Resident, ResidentFact
from hub.residents.signals import facts_read


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A resident's file, and the rows that it was read from."""

    resident: Resident
    facts: list[ResidentFact]
    file: c.ResidentFile


def open_file(user: User, query: c.PersonWanted, now: datetime, opened: Collection[str] | None = None) -> OpenedFile:
    """Returns the resident's file. Raises RequestRefused (404, or 422 for a ground that is none). `opened`: which
    values are shown; None: all."""
    ground = check_ground(user, query.ground)
    resident = selectors.find(query.number)
    detail = {**ground, "opened": "all" if opened is None else sorted(opened)}
    record(user, "look up resident", f"resident {resident.pk}" if resident else "resident unknown", detail)
    if resident is None:
        raise RequestRefused(404, text("This number is not known here."))
    facts = selectors.facts_with_sources(resident, local_day(now))
    facts_read.send(Resident, resident=resident, at=now)
    file = c.ResidentFile(
        name=resident.name,
        kind=PersonKind(resident.kind),
        facts=tuple(map(_fact, facts)),
        consents=consents.consents_of(resident).consents,
        mandates=mandates.mandates_of(resident),
    )
    return OpenedFile(resident, facts, file)


def find_named(user: User, name: str, birth: date, ground: LookupGround) -> list[Resident]:
    """Returns residents by name and day of birth. Raises RequestRefused for a ground that is none."""
    detail = check_ground(user, ground)
    residents = selectors.residents_named(name, birth)
    record(user, "look up by name", "residents", {**detail, "residents": [resident.pk for resident in residents]})
    return residents


def _fact(row: ResidentFact) -> c.KnownFact:
    columns = ("key", "value", "source", "checked_at", "keep_until")
    return c.KnownFact(**{name: getattr(row, name) for name in columns})


def organisation_file(user: User, query: c.OrganisationWanted) -> c.OrganisationFile:
    """Returns the organisation's file. Raises RequestRefused (404, or 422 for a ground that is none)."""
    ground = check_ground(user, query.ground)
    organisation = selectors.find_organisation(query.code)
    record(
        user,
        "look up organisation",
        f"organisation {organisation.pk}" if organisation else "organisation unknown",
        ground,
    )
    if organisation is None:
        raise RequestRefused(404, text("This organisation is not known here."))
    return c.OrganisationFile(name=organisation.name, mandates=mandates.given_by(organisation))
