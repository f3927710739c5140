"""Residents and organisations, for staff. Numbers are in bodies, never in a URL; look-ups are in the audit log."""

from uuid import UUID

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router

from contract import residents as c
from contract.text import text
from hub.catalogue.areas import Area
from hub.core.problems import refused_field
from hub.residents import consents, corrections, files, mandates
from hub.residents.models import Mandate, Organisation, Resident
from hub.residents.services import get_or_register_organisation, get_registered
from hub.staff.auth import StaffSession, staff_asking
from hub.staff.scopes import Action, areas_of

router = Router(tags=["residents for staff"], auth=StaffSession())


@router.post("people/search", response=c.ResidentFile)
def read_person(request: HttpRequest, query: c.PersonWanted) -> c.ResidentFile:
    """Returns what is known of a person, with where each thing came from; and their mandates."""
    return files.open_file(staff_asking(request, Action.READ_RESIDENTS), query, timezone.now()).file


@router.post("people/organisations/search", response=c.OrganisationFile)
def read_organisation(request: HttpRequest, query: c.OrganisationWanted) -> c.OrganisationFile:
    """Returns an organisation by its code, and who acts for it."""
    return files.organisation_file(staff_asking(request, Action.READ_RESIDENTS), query)


@router.post("people/consents", response=c.Consents)
def take_consent(request: HttpRequest, choice: c.ConsentChoice) -> c.Consents:
    """Writes down a resident's yes or no to a purpose, said at a window; returns all purposes and what was last
    said."""
    user, now = staff_asking(request, Action.RECORD_CORRECTIONS), timezone.now()
    resident = get_registered(choice.person, "person", now)
    consents.choose(resident, choice, user, now)
    return consents.consents_of(resident)


@router.get("corrections/list", response=c.StaffCorrections)
def list_corrections(request: HttpRequest, everything: bool = False) -> c.StaffCorrections:
    """Returns those that wait in one's areas, the oldest first; or all of them."""
    user = staff_asking(request, Action.DECIDE_CORRECTIONS)
    return c.StaffCorrections(corrections=corrections.for_staff(user, everything))


@router.post("corrections/taken", response=c.Correction)
def take_correction(request: HttpRequest, correction: c.CorrectionTaken) -> c.Correction:
    """Writes down what a resident says is wrong."""
    user, now = staff_asking(request, Action.RECORD_CORRECTIONS), timezone.now()
    area = _area(user, correction.area)
    resident = get_registered(correction.person, "person", now)
    return corrections.message(corrections.ask(resident, correction, area, user, now))


@router.post("corrections/{correction}/decide", response=c.StaffCorrection)
def decide_correction(request: HttpRequest, correction: UUID, decision: c.CorrectionDecision) -> c.StaffCorrection:
    """Takes it over into the record, or says why not."""
    user = staff_asking(request, Action.DECIDE_CORRECTIONS)
    row = corrections.within(user).filter(pk=correction).first()
    if row is None:
        raise Http404
    corrections.decide(row, user, decision.accepted, decision.answer.strip(), timezone.now())
    return corrections.staff_view(corrections.within(user).get(pk=row.pk))


@router.post("mandates/taken", response=c.Mandate)
def take_mandate(request: HttpRequest, mandate: c.MandateTaken) -> c.Mandate:
    """Records a mandate that was shown at a window."""
    user, now = staff_asking(request, Action.MANAGE_MANDATES), timezone.now()
    if (mandate.principal is None) == (mandate.organisation is None):
        raise refused_field("principal", "one", text("Name a person or an organisation."))
    principal: Resident | Organisation
    if mandate.principal is not None:
        principal = get_registered(mandate.principal, "principal", now)
    elif mandate.organisation is not None:
        principal = get_or_register_organisation(mandate.organisation.code, mandate.organisation.name, now, user)
    agent = get_registered(mandate.agent, "agent", now)
    row = mandates.give(mandate.id, principal, agent, mandate.items, mandate.until, actor=user, now=now)
    return mandates.message(row)


@router.post("mandates/{mandate}/end", response=c.Mandate)
def end_mandate(request: HttpRequest, mandate: UUID) -> c.Mandate:
    """Ends a mandate at a window: the principal takes it back, or the agent lays it down."""
    user = staff_asking(request, Action.MANAGE_MANDATES)
    row = Mandate.objects.filter(pk=mandate).first()
    if row is None:
        raise Http404
    mandates.revoke(row, user, timezone.now())
    row.refresh_from_db()
    return mandates.message(row)


def _area(user: User, code: str) -> Area:
    """Returns the area. Raises Http404."""
    area = areas_of(user).filter(code=code).first()
    if area is None:
        raise Http404
    return area
