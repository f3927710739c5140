"""A resident who brings one item after the other from the first page to the receipt, and from there to the result in
the hand; the touches on the way are counted."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

import requests
from PIL import Image

from contract.catalogue import CardRule, Item
from contract.field_kinds import get_kind
from contract.field_kinds.inputs import OptionButtons
from contract.file_fields import list_uploads
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
    TimelinePage,
)
from kiosk.pages.paper_kinds import PapersPage
from tests.kiosk.conftest import Lobby
from tests.touch_costs import TILES_SEEN, count_touches

LANGUAGE = "en"  # in whose words pages are told apart
CONTACT = ("name", "number", "phone", "address")  # what every item asks for


def person(order: int) -> dict[str, str]:
    """Returns somebody old enough for every item. Each `order` is another."""
    first17 = f"11010119400101{order:03}"
    number = first17 + identity_check_digit(first17)
    return {"name": "张伟明", "number": number, "birth": "19400101", "valid_to": "长期"}


@dataclass
class Robot:
    """Applies for one item, from the first page to the receipt, and counts its touches. `own`: those of the item's own
    questions; `typed`: of these, those that offer typing, and what it takes to hand papers in. `phone`: left where
    it need not be, by who showed no card, to read the answer. `code`: of the case. `printed`: whether the result came
    with it."""

    lobby: Lobby
    who: dict[str, str]
    phone: str = ""
    touches: int = 0
    own: int = 0
    typed: int = 0
    code: str = ""
    printed: bool = False

    def touch(self, answer: object) -> None:
        self.touches += 1
        self.lobby.resident.answers(answer)

    @property
    def counted(self) -> int:
        """Returns the touches: all of an item that takes neither typing nor papers, of others those besides their own
        questions."""
        return self.touches - (self.own if self.typed else 0)

    def apply(self, item: str) -> None:
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
                case PapersPage():
                    self.send_papers(page, item)
                case ReviewPage():
                    self.touch("")
                case MessagePage(choices=[_, _]):
                    self.touch("no")
                case MenuPage():
                    self.printed = True
                    self.touch("print")
        self.code = page.code
        leaves(self.lobby)

    def fill_in(self, page: FormPage) -> None:
        assert not page.problems, page.problems
        answers = answers_to(page)
        if "phone" in answers and not answers["phone"]:
            answers["phone"] = self.phone
        asked = {field.key for field in Form.model_construct(fields=tuple(f.field for f in page.fields)).asked(answers)}
        for shown in page.fields:
            if shown.field.key in asked and not shown.locked and not shown.value:
                cost = count_touches(shown.field, answers[shown.field.key])
                self.touches += cost
                if shown.field.key not in CONTACT:
                    self.own += cost
                    self.typed += 0 if isinstance(get_kind(shown.field.kind).editor, OptionButtons) else cost
        self.lobby.resident.answers(answers)

    def send_papers(self, page: PapersPage, item: str) -> None:
        """Photographs every paper by the telephone, and goes on once the kiosk shows them."""
        uploads = list_uploads(starter_catalogue().item(item))
        for position, _name in uploads:
            assert photographs(page.qr, position).status_code == 200
        while not all(row.tone == "good" for row in page.rows):
            page = self.lobby.resident.sees(PapersPage)
        self.touch("")
        self.typed += 1

    def collect(self, item: Item) -> str:
        """Gets the result of the decided case in the hand; returns how: "print" or "post", or "read" where the answer
        is all."""
        self.opens_case(item)
        page = self.lobby.resident.sees(TimelinePage, after=FormPage)
        answer = [row.value for row in page.rows if row.label == "Answer"]
        self.lobby.resident.answers(None)
        assert answer, "the case is not decided"
        way = self.rates() if item.card is CardRule.NONE else self.chooses()
        leaves(self.lobby)
        return way

    def opens_case(self, item: Item) -> None:
        resident = self.lobby.resident
        resident.begins()
        resident.answers("track")
        resident.sees(CardPage)
        if item.card is CardRule.NONE:
            resident.answers("number")
            resident.sees(FormPage, after=CardPage)
            resident.answers({"code": self.code, "last_four": self.phone[-4:]})
            return
        self.lobby.reader.do("place", fields=self.who)
        resident.sees(ListPage, after=CardPage)
        resident.answers(self.code)

    def rates(self) -> str:
        """Says how it was handled, as who has read the answer is asked."""
        self.lobby.resident.sees(MenuPage, after=TimelinePage)
        self.lobby.resident.answers("5")
        self.lobby.resident.sees(MessagePage, after=MenuPage)
        return "read"

    def chooses(self) -> str:
        """Has it printed where it can be, else posted."""
        resident = self.lobby.resident
        ways = [choice.key for choice in resident.sees(MenuPage, after=TimelinePage).choices]
        way = "print" if "print" in ways else "post"
        resident.answers(way)
        if way == "post":
            (field,) = resident.sees(FormPage).fields
            resident.answers({field.field.key: "某市某街道9号"})
        resident.sees(OutcomePage, after=MessagePage)
        return way


def finish(lobby: Lobby, robots: Mapping[str, Robot]) -> dict[str, str]:
    """Has clerks bring each robot's case to its end, and the robots get the results; returns how, by item: "at once",
    "print", "post" or "read", of those whose case is at its end as the hub has it."""
    items = {code: starter_catalogue().item(code) for code in robots}
    handed_in = {code: robot for code, robot in robots.items() if not robot.printed}
    _have_done(lobby, "decide_all", [robot.code for robot in handed_in.values()])
    ways = {code: robot.collect(items[code]) for code, robot in handed_in.items()}
    _have_done(lobby, "deliver_all", [robots[code].code for code, way in ways.items() if way == "post"])
    ways |= {code: "at once" for code, robot in robots.items() if robot.printed}
    states = dict(lobby.hub.query("SELECT code, state FROM cases_case"))
    ends = {code: "decided" if way == "read" else "delivered" for code, way in ways.items()}
    return {code: way for code, way in ways.items() if states[robots[code].code] == ends[code]}


def _have_done(lobby: Lobby, what: str, codes: list[str]) -> None:
    lobby.hub.shell(f"from tests.kiosk.case_clerks import {what}; {what}({codes!r})")


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


def photographs(url: str, paper: int = 0) -> requests.Response:
    """Opens a kiosk's link on a telephone, and sends a picture of a page."""
    assert requests.get(url, timeout=20).status_code in (200, 410)
    out = io.BytesIO()
    Image.new("RGB", (400, 500), (255, 255, paper)).save(out, "JPEG")
    content = out.getvalue()
    parameters = {"offset": "0", "size": str(len(content))}
    return requests.put(f"{url}{paper}/{uuid4()}", params=parameters, data=content, timeout=60)
