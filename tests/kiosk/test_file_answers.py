"""Files that are the answer to a field: handed in on the page of the papers, shown in the review, and sent with it."""

import json

import pytest

from kiosk.pages.kinds import FormPage, MessagePage, OutcomePage, ReviewPage
from kiosk.pages.paper_kinds import PapersPage
from tests.kiosk.conftest import Lobby
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.item_robot import photographs
from tests.kiosk.steps import NO_CARD, filled, goes_to_form
from tests.kiosk.test_papers import sees_received

PHOTOS = 0  # the item has no papers
NEEDED = """
from hub.catalogue.models import Item
from hub.catalogue.services import publish
from hub.catalogue import writing
from contract.catalogue import Item as Message
from hub.catalogue.selectors import item_version
row = Item.objects.get(code="992900100000")
item = Message.model_validate(item_version(row.code, row.version).content)
fields = [f.model_copy(update={"required": True}) if f.key == "photos" else f for f in item.form.fields]
writing.write_item(item.model_copy(update={"form": item.form.model_copy(update={"fields": tuple(fields)})}), 0)
publish()
"""


@pytest.fixture
def lobby(lobby_for_telephones: Lobby) -> Lobby:
    return lobby_for_telephones


def goes_on_to_papers(lobby: Lobby) -> PapersPage:
    lobby.resident.begins("en")
    form = goes_to_form(lobby.resident, NO_CARD)
    assert "photos" not in {shown.field.key for shown in form.fields}
    lobby.resident.answers(filled(form))
    return lobby.resident.sees(PapersPage, after=FormPage)


def answers_of(lobby: Lobby, code: str) -> dict[str, str]:
    program = f"""
import json
from hub.cases.models import Case
print(json.dumps(Case.objects.get(code={code!r}).answers))
"""
    return dict(json.loads(lobby.hub.shell(program).strip().splitlines()[-1]))


def test_photographs_from_the_telephone_are_the_answer(lobby: Lobby) -> None:
    page, resident = goes_on_to_papers(lobby), lobby.resident
    assert [row.value for row in page.rows] == ["Photographs of the place"]
    assert photographs(page.qr, PHOTOS).json()["pages"] == 1
    sees_received(resident, 1)
    resident.answers("")
    rows = {row.key: row.value for row in resident.sees(ReviewPage, after=PapersPage).rows}
    assert rows["photos"] == "1 file"
    resident.answers("")
    answers = answers_of(lobby, resident.sees(OutcomePage).code)
    assert len(answers["photos"].split()) == 1


def test_what_is_not_needed_may_be_left_out_and_handed_in_from_the_review(lobby: Lobby) -> None:
    page, resident = goes_on_to_papers(lobby), lobby.resident
    resident.answers("")
    rows = {row.key: row.value for row in resident.sees(ReviewPage, after=PapersPage).rows}
    assert rows["photos"] == "(left empty)"
    resident.answers("photos")
    page = resident.sees(PapersPage, after=ReviewPage)
    photographs(page.qr, PHOTOS)
    sees_received(resident, 1)
    resident.answers("")
    rows = {row.key: row.value for row in resident.sees(ReviewPage, after=PapersPage).rows}
    assert rows["photos"] == "1 file"


def test_while_nothing_can_be_handed_in_the_review_says_so(lobby: Lobby) -> None:
    lobby.resident.begins("en")
    form, resident = goes_to_form(lobby.resident, NO_CARD), lobby.resident
    lobby.hub.stop()
    resident.answers(filled(form))
    resident.sees(ReviewPage, after=FormPage)
    resident.answers("photos")
    assert "counter" in resident.sees(MessagePage, after=ReviewPage).text
    resident.answers("")
    resident.sees(ReviewPage, after=MessagePage)


@pytest.fixture
def needed(hub_for_telephones: HubProcess) -> None:
    """The photographs are needed."""
    hub_for_telephones.start(HUB_ORIGIN=hub_for_telephones.url)
    hub_for_telephones.shell(NEEDED)


def test_what_is_needed_is_asked_for_again_or_brought_later(needed: None, lobby: Lobby) -> None:
    resident = lobby.resident
    goes_on_to_papers(lobby)
    resident.answers("")
    missing = resident.sees(MessagePage, after=PapersPage)
    assert (missing.text, [choice.key for choice in missing.choices]) == ("Photographs of the place", ["papers", ""])
    resident.answers("papers")
    resident.sees(PapersPage, after=MessagePage)
    resident.answers("")
    resident.sees(MessagePage, after=PapersPage)
    resident.answers("")
    rows = {row.key: row.value for row in resident.sees(ReviewPage, after=MessagePage).rows}
    assert rows["photos"] == "Brought to the counter later"
