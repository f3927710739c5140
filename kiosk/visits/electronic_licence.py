"""A paper from the city's licence service, with the card that lies here and a yes to each copy."""

import logging
from uuid import UUID, uuid4

from contract.people import Person
from contract.registers import LicenceWanted
from contract.uploads import UploadPaper, UploadProgress
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.pages.kinds import MessagePage
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, Tone
from kiosk.pages.wording import reason
from kiosk.visit import Visit

log = logging.getLogger(__name__)

_YES, _NO = "yes", "no"


def fetch_licence(visit: Visit, upload: UUID, paper: UploadPaper, person: Person) -> UploadProgress | None:
    """Returns how the upload stands with the copy; None where there is none. Raises Back."""
    if visit.ask(consent_page(paper)) != _YES:
        return None
    visit.wait_a_moment(_("The licence service is being asked."))
    request = LicenceWanted(id=uuid4(), person=person, position=paper.position, language=language())
    try:
        progress = visit.hub_link.hub.fetch_licence(upload, request)
    except HubRefused as refusal:
        words = reason(refusal.problem) or _("Please send the paper by telephone, or bring it to the counter.")
        visit.tell(paper.name.in_locale(language()), words, tone=Tone.TROUBLE)
        return None
    except HubAway as away:
        log.info("no electronic licence: %s", away)
        words = _("The licence service cannot be asked now. Please send the paper by telephone, or bring it.")
        visit.tell(paper.name.in_locale(language()), words, tone=Tone.TROUBLE)
        return None
    visit.tell(paper.name.in_locale(language()), _("A copy of your electronic licence is attached."), tone=Tone.GOOD)
    return progress


def consent_page(paper: UploadPaper) -> MessagePage:
    text = _(
        "With your ID number we ask the city's licence service for a copy, and attach it to this application with its "
        "source. If you say no, nothing is refused to you: you send the paper by telephone, or bring it."
    )
    choices = (Choice(_YES, _("Yes, fetch the copy"), icon="check"), Choice(_NO, _("No"), icon="cross"))
    title = _("Fetch your electronic licence: {paper}?").format(paper=paper.name.in_locale(language()))
    return MessagePage(title, text=text, choices=choices)
