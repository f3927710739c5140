"""A visit and a technician's pages ask and tell alike; only the ways out of a page differ."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import pytest

from kiosk.pages.asking import Asking
from kiosk.pages.kinds import BusyPage, MessagePage, Page
from kiosk.pages.language import activate
from kiosk.pages.page_parts import Choice, Tone
from kiosk.pages.ui import A, never
from kiosk.technician.context import TechnicianContext
from kiosk.visit import Visit


@dataclass
class Scripted:
    """A `Ui` that notes each page and answers with the first choice's key."""

    pages: list[Page[Any]]

    def ask(
        self,
        page: Page[A],
        *,
        until: Callable[[], A | None] = never,
        renew: Callable[[], Page[A]] | None = None,
    ) -> A:
        self.pages.append(page)
        assert isinstance(page, MessagePage)
        return page.choices[0].key  # type: ignore[return-value]

    def show(self, page: Page[Any]) -> None:
        self.pages.append(page)


def asking(kind: type[Asking], ui: Scripted) -> Asking:
    """With nothing but its pages."""
    others = {field.name: None for field in fields(kind) if field.name != "ui"}  # type: ignore[arg-type]
    return kind(ui=ui, **others)  # type: ignore[call-arg]


@pytest.mark.parametrize(("kind", "cancel"), [(Visit, True), (TechnicianContext, False)])
def test_telling_is_calm_and_goes_on_unless_it_says_otherwise(kind: type[Asking], cancel: bool) -> None:
    """Technicians leave by going back, from no page to the end of all."""
    activate("en")
    ui = Scripted([])
    told = asking(kind, ui)
    assert told.tell("Title", "Text") == ""
    assert told.tell("Title", "Text", Choice("again", "Again"), tone=Tone.TROUBLE, back=True) == "again"
    told.wait_a_moment("Looking")
    plain, troubled, busy = ui.pages
    assert isinstance(plain, MessagePage)
    assert isinstance(troubled, MessagePage)
    assert isinstance(busy, BusyPage)
    assert [plain.tone, troubled.tone] == [Tone.CALM, Tone.TROUBLE]
    assert [plain.back, troubled.back] == [False, True]
    assert plain.cancel == troubled.cancel == cancel
    assert busy.text == "Looking"
