"""Electronic licences with a form in a browser: each paper that the applicant ticks is fetched before the form is
handed in, and goes into the case with its source."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import models
from django.http import QueryDict
from django.utils.translation import get_language

from contract.catalogue import Item
from contract.file_fields import list_uploads
from contract.people import Person
from contract.registers import LicenceWanted
from contract.text import Text, text
from hub.core.problems import refused_field
from hub.files.form_files import find_form_session, open_form_session
from hub.kiosks.models import Kiosk
from hub.registers.licences import add_licence, list_licensed_papers
from hub.residents.services import get_registered
from languages.registry import DEFAULT, find_tag

_TICKED = "licence"  # the name of the boxes; their values are positions


def list_form_licences(guide: Item) -> list[tuple[int, Text]]:
    """Returns the papers of the item that the licence service can give now, by position."""
    licensed = list_licensed_papers()
    return [(position, name) for position, name in list_uploads(guide) if name.in_locale(DEFAULT) in licensed]


def list_ticked(sent: QueryDict) -> list[str]:
    return sent.getlist(_TICKED)


def fetch_form_licences(
    sent: QueryDict, guide: Item, applicant: Person, by: models.Model, kiosk: Kiosk, now: datetime
) -> UUID | None:
    """Fetches what is ticked and not here yet: sent again, the form asks for nothing twice. Returns the form's upload;
    None where there is none. Call it outside of a transaction. Raises Refused."""
    positions = {str(position): position for position, _name in list_form_licences(guide)}
    for ticked in dict.fromkeys(list_ticked(sent)):
        if ticked not in positions:
            raise refused_field(_TICKED, "no_licence", text("There is no electronic licence for this paper."))
        session = open_form_session(sent, guide, kiosk, now)
        position = positions[ticked]
        if session.case_id is not None or session.pages.filter(position=position).exists():
            continue
        consent = uuid5(session.pk, f"licence {position} {now.isoformat()}")
        request = LicenceWanted(
            id=consent, person=applicant, position=position, language=find_tag(get_language() or "") or DEFAULT
        )
        add_licence(session, get_registered(applicant, "applicant", now), request, by, now)
    session_of_form = find_form_session(sent, kiosk)
    return session_of_form.pk if session_of_form else None
