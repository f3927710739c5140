"""How often one touches the screen: for every item of the starter catalogue, one's cases, and a guide."""

from collections.abc import Iterator, Mapping
from itertools import count, repeat
from uuid import uuid4

import pytest

from devices.simulators.process import SimulatorProcess
from hub.catalogue.starter import starter_catalogue
from kiosk.pages.kinds import BrowsePage, CardPage, GuidePage, ListPage, MenuPage
from tests.kiosk.conftest import Lobby
from tests.kiosk.item_robot import Robot, finish, person
from tests.kiosk.results import printer_of_pages

KNOWN_BAR, NEW_BAR, GUIDE_BAR, CASES_BAR = 6, 17, 3, 2  # besides the card, the item's own questions, and letters
ITEMS = starter_catalogue().items
# With a public notice, confidential, with a card of its own, and without a card.
RESULTS = {"991100100000": "print", "991100500000": "print", "992100100000": "post", "992900100000": "read"}
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


def make_known(lobby: Lobby, who: dict[str, str]) -> None:
    """They were here before, and said yes to be told what they gave."""
    holder = {"kind": "citizen", "name": who["name"], "number": who["number"]}
    for purpose in ("reuse", "sensitive"):
        choice = {"id": str(uuid4()), "person": holder, "purpose": purpose, "given": True}
        assert lobby.hub.post("residents/consents", choice).status_code == 200
    lobby.hub.shell(KEEP.format(number=who["number"]))


def apply_for_all(lobby: Lobby, people: Iterator[dict[str, str]], phone: str = "") -> dict[str, Robot]:
    robots = {item.code: Robot(lobby, next(people), phone) for item in ITEMS}
    for code, robot in robots.items():
        robot.apply(code)
    return robots


def over(robots: Mapping[str, Robot], bar: int) -> dict[str, int]:
    """Returns the items that take more touches than the bar allows."""
    counts = {code: robot.touches - robot.own for code, robot in robots.items()}
    return {code: count for code, count in counts.items() if count > bar}


@pytest.mark.timeout(400)  # every item, one after the other
def test_no_item_takes_a_known_resident_more_touches_than_its_bar(lobby: Lobby) -> None:
    make_known(lobby, person(2))
    assert over(apply_for_all(lobby, repeat(person(2))), KNOWN_BAR) == {}


@pytest.mark.timeout(400)
def test_no_item_takes_a_new_resident_more_touches_than_its_bar(lobby: Lobby) -> None:
    """Their telephone number is typed digit by digit, and counted. Of some, clerks then bring the cases to their ends,
    and the robot gets the results; of all it does so in the benchmark."""
    robots = apply_for_all(lobby, map(person, count(100)), "13800138000")
    assert over(robots, NEW_BAR) == {}
    with SimulatorProcess("ipp", tcp=True) as a4, printer_of_pages(lobby, a4):
        ways = finish(lobby, {code: robots[code] for code in RESULTS})
        printed = list(a4.do("state")["printed"])
    assert ways == RESULTS
    assert len(printed) == list(ways.values()).count("print")


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
