"""Whether a resident wants to be told what is for their group: asked once, and changed whenever they like."""

from uuid import uuid4

from contract import residents as c
from contract.people import Person
from kiosk.hub_client import HubRefused
from kiosk.language import _, language
from kiosk.pages import Choice, MessagePage, Row
from kiosk.visit import Visit

_NOTICES = "notices"  # the purpose, as the hub calls it
_YES, _NO = "yes", "no"


def agreement(visit: Visit, person: Person) -> c.Consent | None:
    """What the person said to it; None where the hub has no such purpose. Who has not said yet, or whose yes has run
    out, is asked.
    """
    said = _notices(visit.post.hub.consents(c.ResidentSearch(number=person.number)))
    if said is None:
        return None
    over = said.kept_until is not None and said.kept_until < visit.now().date()
    return ask(visit, person, said) if said.given is None or over else said


def ask(visit: Visit, person: Person, consent: c.Consent) -> c.Consent:
    """What the person says now; as it was, where the hub cannot take it of this card."""
    given = visit.ask(_page(consent)) == _YES
    choice = c.Choice(id=uuid4(), person=person, purpose=consent.purpose, given=given)
    visit.wait_a_moment()
    try:
        return _notices(visit.post.hub.choose(choice)) or consent
    except HubRefused:
        return consent


def row(consent: c.Consent, key: str) -> Row:
    return Row(consent.name.spoken(language()), _("Yes") if consent.given else _("No"), key=key)


def _page(consent: c.Consent) -> MessagePage:
    choices = (Choice(_YES, _("Yes"), icon="check"), Choice(_NO, _("No"), icon="cross"))
    return MessagePage(consent.name.spoken(language()), text=consent.wording.spoken(language()), choices=choices)


def _notices(consents: c.Consents) -> c.Consent | None:
    return next((consent for consent in consents.consents if consent.purpose == _NOTICES), None)
