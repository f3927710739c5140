"""办理事项: find an item, or an event of life, and apply for it."""

from contract.catalogue import LifeEvent
from kiosk.pages.language import _
from kiosk.pages.ui import Back
from kiosk.visit import Visit
from kiosk.visits.apply import apply_or_go_without
from kiosk.visits.find import find_item
from kiosk.visits.life_event import apply_for_event
from kiosk.visits.questions import ApplicationDraft


def apply(visit: Visit) -> None:
    find_and_apply(visit, _("Apply for a service"))


def find_and_apply(visit: Visit, title: str) -> None:
    """Leads from the catalogue to the guide to the receipt; back from the guide leads to the catalogue. Who then
    chooses the same item again finds what was entered."""
    catalogue = visit.catalogue
    if catalogue is None:
        return
    draft: ApplicationDraft | None = None
    while True:
        chosen = find_item(visit, catalogue, title)
        try:
            if isinstance(chosen, LifeEvent):
                apply_for_event(visit, catalogue, chosen)
                return
            draft = draft if draft and draft.item == chosen else ApplicationDraft(chosen)
            apply_or_go_without(visit, catalogue, draft)
        except Back:
            continue
        return
