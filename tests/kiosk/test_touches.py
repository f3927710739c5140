"""How often one touches the screen: for every item of the starter catalogue, one's cases, and a guide."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, repeat
from uuid import uuid4

import pytest

from contract.catalogue import Item
from contract.field_kinds import get_kind
from contract.field_kinds.inputs import OptionButtons
from contract.forms import Answer, Form
from contract.numbers import identity_check_digit
from hub.catalogue.starter import starter_catalogue
from kiosk import clock
from kiosk.pages.kinds import (
    AttractPage,
    BrowsePage,
    CardPage,
    FormPage,
    GuidePage,
    ListPage,
    MenuPage,
    MessagePage,
    OutcomePage,
    ReviewPage,
    TakePage,
)
from tests.kiosk.conftest import Lobby
from tests.touch_costs import TILES_SEEN, count_touches

KNOWN_BAR, NEW_BAR, GUIDE_BAR, CASES_BAR = 6, 17, 3, 2  # besides the card, and letters
CONTACT = ("name", "number", "phone", "address")  # what every item asks for
ITEMS = starter_catalogue().items
KEEP = """
from datetime import date
from django.utils import timezone
from hub.residents.models import Resident
from hub.residents.services import keep_fact
known = dict(phone="13800138000", bank_card="6222020000000000000", bank_name="工商银行",
    disability_card="{number}11")
for key, value in known.items():
    keep_fact(Resident.objects.latest("pk"), key, value, "resident", timezone.now(), date(2099, 1, 1))
"""


def person(order: int) -> dict[str, str]:
    """Returns somebody old enough for every item. Each `order` is another."""
    first17 = f"11010119400101{order:03}"
    number = first17 + identity_check_digit(first17)
    return {"name": "张伟明", "number": number, "birth": "19400101", "valid_to": "长期"}


def make_known(lobby: Lobby, who: dict[str, str]) -> None:
    """They were here before, and said yes to be told what they gave."""
    holder = {"kind": "citizen", "name": who["name"], "number": who["number"]}
    for purpose in ("reuse", "sensitive"):
        choice = {"id": str(uuid4()), "person": holder, "purpose": purpose, "given": True}
        assert lobby.hub.post("residents/consents", choice).status_code == 200
    lobby.hub.shell(KEEP.format(number=who["number"]))


@dataclass
class Robot:
    """Applies for one item, from the first page to the receipt, and counts its touches. `own`: those of the item's own
    questions; `typed`: of these, those that offer typing. Where none does, every touch counts."""

    lobby: Lobby
    who: dict[str, str]
    touches: int = 0
    own: int = 0
    typed: int = 0

    def touch(self, answer: object) -> None:
        self.touches += 1
        self.lobby.resident.answers(answer)

    def apply(self, item: str) -> int:
        """Returns the touches; of an item with something to type, those besides its own questions."""
        begins(self.lobby, "apply")
        self.touches = 1
        while not isinstance(page := self.lobby.resident.sees_any(), OutcomePage):
            match page:
                case BrowsePage():
                    (entry,) = (entry for entry in page.entries if entry.key == item)
                    assert entry.groups, "it is found by its theme"
                    tiles = [entry for entry in page.entries if entry.is_common][:TILES_SEEN]
                    self.touches += entry not in tiles  # first the group
                    self.touch(entry.key)
                case GuidePage():
                    self.touch(None)
                case CardPage():
                    self.lobby.reader.do("place", fields=self.who)
                case FormPage():
                    self.fill_in(page)
                case ReviewPage():
                    self.touch("")
                case MessagePage():
                    self.touch("no")
        leaves(self.lobby)
        return self.touches - (self.own if self.typed else 0)

    def fill_in(self, page: FormPage) -> None:
        assert not page.problems, page.problems
        answers = answers_to(page)
        asked = {field.key for field in Form.model_construct(fields=tuple(f.field for f in page.fields)).asked(answers)}
        for shown in page.fields:
            if shown.field.key in asked and not shown.locked and not shown.value:
                cost = count_touches(shown.field, answers[shown.field.key])
                self.touches += cost
                if shown.field.key not in CONTACT:
                    self.own += cost
                    self.typed += 0 if isinstance(get_kind(shown.field.kind).editor, OptionButtons) else cost
        self.lobby.resident.answers(answers)


def answers_to(page: FormPage) -> dict[str, Answer]:
    """Returns what stands there, and a sample in every required field that is asked for and empty."""
    form = Form.model_construct(fields=tuple(shown.field for shown in page.fields))
    answers: dict[str, Answer] = {shown.field.key: shown.value for shown in page.fields}
    while empty := [field for field in form.asked(answers) if field.required and not answers[field.key]]:
        answers[empty[0].key] = get_kind(empty[0].kind).sample(empty[0], clock.today())
    return answers


def begins(lobby: Lobby, key: str) -> None:
    page = lobby.resident.sees(AttractPage, after=TakePage)
    while key not in [choice.key for choice in page.shortcuts]:  # until the catalogue is there
        page = lobby.resident.sees(AttractPage)
    lobby.resident.answers(key)


def leaves(lobby: Lobby) -> None:
    """With the card, whether the receipt is out by now or not."""
    lobby.resident.answers("finish")
    lobby.reader.do("lift")
    lobby.wait_until(lambda: not lobby.devices.card_present())
    while not isinstance(lobby.resident.looks_ahead(), AttractPage):
        if isinstance(lobby.resident.sees_any(), OutcomePage):
            lobby.resident.answers("finish")


def over(lobby: Lobby, bar: int, items: Iterable[Item], people: Iterator[dict[str, str]]) -> dict[str, int]:
    """Returns the items that take more touches than the bar allows."""
    counts = {item.code: Robot(lobby, next(people)).apply(item.code) for item in items}
    assert counts
    return {code: count for code, count in counts.items() if count > bar}


@pytest.mark.timeout(400)  # every item, one after the other
def test_no_item_takes_a_known_resident_more_touches_than_its_bar(lobby: Lobby) -> None:
    make_known(lobby, person(2))
    assert over(lobby, KNOWN_BAR, ITEMS, repeat(person(2))) == {}


@pytest.mark.timeout(400)
def test_no_item_takes_a_new_resident_more_touches_than_its_bar(lobby: Lobby) -> None:
    """Their telephone number is typed digit by digit, and counted."""
    assert over(lobby, NEW_BAR, ITEMS, map(person, count(100))) == {}


def test_ones_cases_and_a_guide_are_a_few_touches_away(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("track")
    touches = 2
    resident.sees(CardPage)
    lobby.reader.do("place", card="li")
    resident.sees(ListPage, after=CardPage)
    assert touches <= CASES_BAR
    resident.cancels()
    lobby.reader.do("lift")
    resident.begins()
    resident.answers("guide")
    page = resident.sees(BrowsePage)
    (item,) = page.index.search("房子漏水")[:1]
    resident.answers(item)
    resident.sees(GuidePage, after=MenuPage)
    assert touches + 1 <= GUIDE_BAR
