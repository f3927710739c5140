"""The right to act for somebody else."""

from datetime import date

from contract.cases import Submission
from contract.catalogue import Item
from contract.people import Person
from contract.text import text
from hub.core.problems import RequestRefused, refused_field
from hub.residents.mandates import Principal, mandate_for
from hub.residents.models import Mandate, Resident
from hub.residents.selectors import find, find_organisation


def acting_by(submission: Submission, item: Item, day: date) -> Mandate | None:
    """Returns the mandate by which a matter is handed in; None where the applicant acts for themselves. Raises
    Refused."""
    applicant = submission.applicant
    if submission.agent is None and submission.organisation is None:
        return None
    if applicant is None:
        raise refused_field("applicant", "required", text("The applicant is needed."))
    if submission.organisation is not None:
        if submission.agent is not None:
            raise refused_field("agent", "one", text("For an organisation, the applicant acts."))
        return _by(
            "organisation", find_organisation(submission.organisation.code), _find_registered(applicant), item, day
        )
    return _by("agent", _find_registered(applicant), _find_registered(submission.agent), item, day)


def _find_registered(person: Person | None) -> Resident | None:
    return None if person is None else find(person.number)


def _by(field: str, principal: Principal | None, agent: Resident | None, item: Item, day: date) -> Mandate:
    held = None if principal is None or agent is None else mandate_for(principal, agent, item.code, day)
    if held is None:
        raise _no_mandate(field)
    return held


def _no_mandate(field: str) -> RequestRefused:
    return refused_field(
        field,
        "no_mandate",
        text("There is no mandate for this item that holds; have it recorded first."),
    )
