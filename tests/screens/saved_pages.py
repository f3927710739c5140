"""The pages of saving, and of going on later."""

from datetime import datetime
from typing import Any

from contract.catalogue import CardRule, Item
from contract.drafts import SavedDraft
from devices.base import Fault
from kiosk.pages.kinds import Page
from kiosk.pages.language import language
from kiosk.visits import go_on, saved_drafts


def saved_pages(items: tuple[Item, ...], code: str, now: datetime) -> dict[str, Page[Any]]:
    item = max(items, key=lambda each: len(each.name.in_locale("zh-Hans")))
    without_card = next(each for each in items if each.card is CardRule.NONE)
    saved = SavedDraft(code=code, item=item.code, name=item.name, saved_at=now, expires_at=now)
    note, pages = saved_drafts._slip_note(Fault.PAPER_OUT), "https://hub.example.org/web/"
    return {
        "saved": saved_drafts.saved_page(item, saved, saved_drafts._slip_note(None), pages, paper="printer"),
        "saved without a card": saved_drafts.saved_page(without_card, saved, note, pages),
        "begun": saved_drafts.begun_page(item, (saved, saved.model_copy(update={"code": "7K4M-Q9XT-2VBC"}))),
        "saved list": go_on.saved_list((saved, saved)),
        "nothing saved": go_on.saved_list(()),
        "saved one": go_on.choice_page(item.name.in_locale(language())),
    }
