"""Consents: notices for their group are asked about once; every yes and no is
shown and changed whenever they like.
"""

from uuid import uuid4

from contract import residents as c
from contract.people import Person
from kiosk.hub_link.connection import HubRefused
from kiosk.pages.kinds import MessagePage
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, ListRow
from kiosk.visit import Visit

_NOTICES = "notices"  # the purpose, as the hub calls it
_YES, _NO = "yes", "no"
_KEY = "consent:"


def agreements(visit: Visit, person: Person) -> c.Consents:
    """Returns what the person said to each purpose. Who has not said yet whether to be told notices, or whose yes has
    run out, is asked."""
    consents = visit.hub_link.hub.consents(c.ResidentSearch(number=person.number))
    notices = next((consent for consent in consents.consents if consent.purpose == _NOTICES), None)
    if notices is None:
        return consents
    over = notices.kept_until is not None and notices.kept_until < visit.now().date()
    return ask(visit, person, notices) or consents if notices.given is None or over else consents


def ask(visit: Visit, person: Person, consent: c.Consent) -> c.Consents | None:
    """Returns what the person says now, beside the rest; None where the hub cannot take it of this card."""
    is_given = visit.ask(_page(consent)) == _YES
    choice = c.ConsentChoice(id=uuid4(), person=person, purpose=consent.purpose, given=is_given, language=language())
    visit.wait_a_moment()
    try:
        return visit.hub_link.hub.choose(choice)
    except HubRefused:
        return None


def rows(consents: c.Consents) -> tuple[ListRow, ...]:
    """Returns a row for each purpose."""
    answers = {True: _("Agreed"), False: _("Not agreed"), None: _("Not said yet")}
    return tuple(
        ListRow(consent.name.in_locale(language()), answers[consent.given], key=f"{_KEY}{consent.purpose}")
        for consent in consents.consents
    )


def chosen(consents: c.Consents, key: str) -> c.Consent | None:
    """Returns the purpose whose row that is."""
    return next((consent for consent in consents.consents if key == f"{_KEY}{consent.purpose}"), None)


def _page(consent: c.Consent) -> MessagePage:
    choices = (Choice(_YES, _("Yes"), icon="check"), Choice(_NO, _("No"), icon="cross"))
    return MessagePage(consent.name.in_locale(language()), text=consent.wording.in_locale(language()), choices=choices)
