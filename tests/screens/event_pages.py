"""Pages of an event of life, and of what one may be entitled to."""

from datetime import UTC, datetime
from typing import Any

from contract.catalogue import Catalogue
from contract.finder import list_findings
from devices.base import Fault
from kiosk.pages import fault_text
from kiosk.pages.kinds import Page
from kiosk.pages.language import _, language
from kiosk.pages.next_step import after_application
from kiosk.pages.page_parts import ListRow, Tone
from kiosk.pages.printed import HandedIn
from kiosk.visits import finder, life_event, outcome

NOW = datetime(2026, 11, 22, 10, 43, tzinfo=UTC)


def event_pages(catalogue: Catalogue, code: str) -> dict[str, Page[Any]]:
    """Returns an event of life from its guide to its numbers; the finder's questions and what they lead to."""
    event = max(catalogue.life_events, key=lambda event: len(event.items))
    items = catalogue.items_of(event)
    services = {service.code: service for service in catalogue.services}
    handed_in = [
        HandedIn(item, code, NOW, None, after_application(item, services, [p.name for p in item.papers], None))
        for item in items
    ]
    refused = [ListRow(items[0].name.in_locale(language()), fault_text.hub_away_briefly(), tone=Tone.TROUBLE)]
    answers = {"age": "eighty", "money": "short", "disability": "no_card", "work": "pension"}
    return {
        "event guide": life_event.guide_page(event, items, fault_text.reader_out()),
        "event items": life_event.choice_page(event, items, [items[0].code], _("Please choose at least one.")),
        "event outcome": life_event.outcome_page(event, handed_in, refused, outcome.paper_note(Fault.PAPER_OUT), ""),
        "finder": finder.questions_page({}),
        "findings": finder.findings_page(list_findings(catalogue, answers)),
        "no findings": finder.nothing_page(),
    }
