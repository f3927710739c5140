"""The legal-entity register checks an organisation's code and name before somebody acts for it."""

from datetime import datetime

from django.db import models

from contract.text import text
from hub.core.problems import refused_field
from hub.registers.answers import RegisteredOrganisation
from hub.registers.asking import Inquiry, RegisterAway, ask
from hub.registers.models import RegisterKind
from hub.residents.names import name_key
from hub.residents.selectors import find_organisation


def check_organisation(code: str, name: str, by: models.Model | None, now: datetime) -> None:
    """Raises Refused where the register says that it is another or none. Where it cannot say, it goes on: the paper
    that staff see counts. Call it outside of a transaction."""
    existing = find_organisation(code)
    inquiry = Inquiry(
        kind=RegisterKind.ORGANISATION,
        about={"code": code},
        answer=RegisteredOrganisation,
        subject=f"organisation {existing.pk}" if existing else "organisation unknown",
        ground="mandate",
        by=by,
    )
    try:
        organisation = ask(inquiry, now).content
    except RegisterAway:
        return
    if organisation is None:
        raise refused_field("code", "unknown", text("The legal-entity register knows of no such code."))
    if organisation.ended:
        raise refused_field("code", "ended", text("By the legal-entity register this organisation exists no longer."))
    if name_key(organisation.name) != name_key(name):
        problem = text(
            "By the legal-entity register this code is of another organisation: {name}.", name=organisation.name
        )
        raise refused_field("name", "other", problem)
