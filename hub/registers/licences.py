"""Electronic licences: with card and consent, a copy from the city's licence service becomes a paper of the upload."""

from base64 import b64decode
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models

from contract.registers import LicenceWanted
from contract.residents import ConsentChoice
from contract.text import text
from contract.uploads import LARGEST_FILE
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field
from hub.files import uploading
from hub.files.models import UploadSession
from hub.files.sessions import papers_of
from hub.registers.answers import IssuedLicence
from hub.registers.asking import Inquiry, RegisterAway, ask
from hub.registers.breaker import is_usable
from hub.registers.models import Licence, RegisterKind, source_of
from hub.registers.population import LICENCES
from hub.residents import consents
from hub.residents.models import Resident
from languages.registry import DEFAULT

_LARGEST = LARGEST_FILE * 3 // 4  # bytes of an answer, with its content in Base64


def list_licensed_papers() -> Set[str]:
    """Returns the names, in the default locale, of papers that the licence service can give now."""
    if not is_usable(RegisterKind.LICENCE):
        return frozenset()
    return {name for licence in Licence.objects.all() for name in licence.list_papers()}


def attach_licence(
    session: UploadSession, resident: Resident, request: LicenceWanted, by: models.Model, now: datetime
) -> None:
    """Does what `add_licence` does while the upload is open. Raises Refused."""
    uploading.check_open(session, now)
    add_licence(session, resident, request, by, now)


def add_licence(
    session: UploadSession, resident: Resident, request: LicenceWanted, by: models.Model, now: datetime
) -> None:
    """Keeps the consent, asks, and adds the pages. Call it outside of a transaction. Raises Refused."""
    _check_applicant(session, resident)
    licence = _find_licence(session, request.position)
    consents.choose(resident, _consent(request), by, now)
    copy = _ask(licence, resident, request.id, by, now)
    origin = {
        "source": copy.source,
        "number": copy.licence.licence_number,
        "issuer": copy.licence.issuer,
        "at": now.isoformat(),
    }
    uploading.add_file(session, request.position, copy.file, origin, now)


def _check_applicant(session: UploadSession, resident: Resident) -> None:
    """Checks that what a case lacks is asked for with the applicant's own number, not an agent's. Raises Refused."""
    if session.supplement is not None and session.supplement.case.resident_id != resident.pk:
        raise RequestRefused(403, text("An electronic licence is fetched by the applicant alone."))


@dataclass(frozen=True, slots=True, repr=False)
class _Copy:
    licence: IssuedLicence
    file: bytes
    source: str


def _consent(request: LicenceWanted) -> ConsentChoice:
    return ConsentChoice(id=request.id, person=request.person, purpose=LICENCES, given=True, language=request.language)


def _find_licence(session: UploadSession, position: int) -> Licence:
    """Raises Refused."""
    name = next((paper.name.in_locale(DEFAULT) for paper in papers_of(session) if paper.position == position), "")
    for licence in Licence.objects.all():
        if name and name in licence.list_papers():
            return licence
    raise refused_field("position", "no_licence", text("There is no electronic licence for this paper."))


def _ask(licence: Licence, resident: Resident, consent: UUID, by: models.Model, now: datetime) -> _Copy:
    """Raises Refused."""
    inquiry = Inquiry(
        kind=RegisterKind.LICENCE,
        about={"number": resident.number, "licence": licence.code},
        answer=IssuedLicence,
        subject=f"resident {resident.pk}",
        ground="consent",
        by=by,
        resident=resident,
        largest=_LARGEST,
        is_kept=False,
    )
    try:
        answered = ask(inquiry, now)
        content = answered.content
        file = b64decode(content.content, validate=True) if content else b""
    except (RegisterAway, ValueError):
        raise RequestRefused(
            503,
            text("The licence service cannot be asked now. Please send the paper by telephone, or bring it."),
            for_good=False,
        ) from None
    if content is None:
        raise RequestRefused(404, text("The licence service has no such licence of yours."))
    if content.valid_to is not None and content.valid_to < local_day(now):
        raise RequestRefused(409, text("This licence of yours has expired. Please have it renewed first."))
    return _Copy(content, file, source_of(answered.register))
