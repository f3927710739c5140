"""A paper from the city's licence service, at the kiosk: by the card, after a yes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.simulators.people import PEOPLE
from kiosk.pages.kinds import CardPage, ListPage, MessagePage, OutcomePage, ReviewPage, TimelinePage
from kiosk.pages.paper_kinds import PapersPage
from tests.hub.register_process import StartRegisters, base_registers, questions_at
from tests.kiosk.conftest import Lobby
from tests.kiosk.licences import offer_licences
from tests.kiosk.steps import reads_through
from tests.kiosk.test_papers import goes_to_papers, hands_in_and_lacks, received, sees_received


@pytest.fixture
def start(tmp_path: Path) -> Iterator[StartRegisters]:
    li = PEOPLE["li"]
    with base_registers(tmp_path, {"people": {li["number"]: {"name": li["name"]}}}) as start_registers:
        yield start_registers


@pytest.fixture
def lobby(lobby_for_telephones: Lobby) -> Lobby:
    return lobby_for_telephones


def taps_the_first(lobby: Lobby, answer: str) -> PapersPage:
    """Returns the page as it was when the first paper was tapped."""
    page, resident = goes_to_papers(lobby), lobby.resident
    paper = page.rows[0]
    assert (bool(paper.key), paper.badge) == (True, "electronic licence")
    resident.answers(paper.key)
    asked = resident.sees(MessagePage, after=PapersPage)
    assert paper.value in asked.title
    resident.answers(answer)
    return page


def test_after_a_yes_the_copy_is_a_paper_of_the_case(lobby: Lobby, start: StartRegisters) -> None:
    offer_licences(lobby, start())
    taps_the_first(lobby, "yes")
    resident = lobby.resident
    told = resident.sees(MessagePage)
    assert told.tone == "good"
    resident.answers("")
    assert received(sees_received(resident, 1)) == ["received: 1 page"]
    resident.answers("")
    resident.sees(ReviewPage, after=PapersPage)
    reads_through(resident)
    code = resident.sees(OutcomePage).code
    assert len(lobby.hub.get(f"cases/{code}").json()["timeline"]) == 2  # handed in, and papers with it


def test_with_a_no_nobody_is_asked(lobby: Lobby, start: StartRegisters) -> None:
    port = start()
    offer_licences(lobby, port)
    page = taps_the_first(lobby, "no")
    assert lobby.resident.sees(PapersPage, after=MessagePage).qr == page.qr
    assert questions_at(port) == []


def test_a_service_that_is_down_is_said_and_the_telephone_remains(lobby: Lobby, start: StartRegisters) -> None:
    offer_licences(lobby, start("busy"))
    page = taps_the_first(lobby, "yes")
    told = lobby.resident.sees(MessagePage)
    assert (told.tone, "telephone" in told.text) == ("trouble", True)
    lobby.resident.answers("")
    assert lobby.resident.sees(PapersPage, after=MessagePage).qr == page.qr


WANT = """
from django.contrib.auth.models import User
from django.utils import timezone
from contract.catalogue import Item
from hub.cases import handling, supplements
from hub.cases.actors import Actor
from hub.cases.models import Case
by, now = Actor(staff=User.objects.get_or_create(username="wants")[0]), timezone.now()
case = handling.accept(Case.objects.get(code={code!r}), by, now)
paper = next(p for p in Item.model_validate(case.item_version.content).papers if not p.on_card)
supplements.want(case, [paper.name], by, now)
"""


def test_what_a_case_lacks_is_fetched_with_the_card_as_well(lobby: Lobby, start: StartRegisters) -> None:
    offer_licences(lobby, start())
    code, resident = hands_in_and_lacks(lobby, WANT), lobby.resident
    resident.answers("track")
    resident.sees(ListPage, after=CardPage)
    resident.answers(code)
    resident.sees(TimelinePage)
    resident.answers(None)
    page = resident.sees(PapersPage)
    resident.answers(page.rows[0].key)
    resident.sees(MessagePage, after=PapersPage)
    resident.answers("yes")
    assert resident.sees(MessagePage).tone == "good"
    resident.answers("")
    sees_received(resident, 1)
    resident.answers("")
    assert resident.sees(OutcomePage, after=PapersPage).title == "Your papers have been received"
