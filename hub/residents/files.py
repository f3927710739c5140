"""Residents and organisations as staff see them. That they were looked up is kept in the audit log, found or not."""

from datetime import datetime

from django.contrib.auth.models import User

from contract import residents as c
from contract.people import PersonKind
from contract.text import text
from hub.audit.services import record
from hub.core.clock import local_day
from hub.core.problems import RequestRefused
from hub.residents import consents, mandates, selectors
from hub.residents.models import ResidentFact


def resident_file(user: User, number: str, now: datetime) -> c.ResidentFile:
    """Raises Refused (404)."""
    resident = selectors.find(number)
    record(user, "look up resident", f"resident {resident.pk}" if resident else "resident unknown")
    if resident is None:
        raise RequestRefused(404, text("This number is not known here."))
    facts = selectors.facts_with_sources(resident, local_day(now))
    return c.ResidentFile(
        name=resident.name,
        kind=PersonKind(resident.kind),
        facts=tuple(map(_fact, facts)),
        consents=consents.consents_of(resident).consents,
        mandates=mandates.mandates_of(resident),
    )


def _fact(row: ResidentFact) -> c.KnownFact:
    columns = ("key", "value", "source", "checked_at", "keep_until")
    return c.KnownFact(**{name: getattr(row, name) for name in columns})


def organisation_file(user: User, code: str) -> c.OrganisationFile:
    """Raises Refused (404)."""
    found = selectors.find_organisation(code)
    record(user, "look up organisation", f"organisation {found.pk}" if found else "organisation unknown")
    if found is None:
        raise RequestRefused(404, text("This organisation is not known here."))
    return c.OrganisationFile(name=found.name, mandates=mandates.given_by(found))
