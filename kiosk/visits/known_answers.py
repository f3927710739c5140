"""Before a question is sent: answers that stand already."""

from collections.abc import Mapping

from contract.knowledge import KnowledgeEntry, KnowledgeSearch
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.hub_link.hub_calls import ASIDE
from kiosk.pages.kinds import GuidePage, MenuPage
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, TextSection
from kiosk.pages.ui import Back
from kiosk.visit import Visit

_SEND = "send"


def is_answered(visit: Visit, text: str) -> bool:
    """Shows what may answer it; returns whether the resident says that it does. Without the hub the question goes
    on."""
    entries = _find_answers(visit, text)
    while entries:
        key = visit.ask(answers_page(entries))
        if key == _SEND:
            break
        try:
            if visit.ask(answer_page(entries[key])) is None:
                return True
        except Back:
            continue
        break
    return False


def answers_page(entries: Mapping[str, KnowledgeEntry]) -> MenuPage:
    """Returns the answers. There is no way back, as what was typed would be lost. The last choice sends it."""
    questions = (Choice(key, entry.question.in_locale(language()), icon="info") for key, entry in entries.items())
    send = Choice(_SEND, _("None of these"), _("Send my question to the staff"), "edit")
    return MenuPage(_("Perhaps this answers your question"), choices=(*questions, send), back=False)


def answer_page(entry: KnowledgeEntry) -> GuidePage:
    lines = tuple(line for line in entry.answer.in_locale(language()).splitlines() if line.strip())
    return GuidePage(
        entry.question.in_locale(language()),
        sections=(TextSection(_("Answer"), lines),),
        action=_("That answers it"),
        beside=Choice(_SEND, _("Send my question all the same"), icon="edit"),
    )


def _find_answers(visit: Visit, text: str) -> dict[str, KnowledgeEntry]:
    visit.wait_a_moment()
    try:
        answers = visit.hub_link.hub.hurried(ASIDE).find_answers(KnowledgeSearch(text=text))
    except (HubAway, HubRefused):
        return {}
    return {str(entry.id): entry for entry in answers.entries}
