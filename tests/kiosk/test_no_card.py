"""At the card: who applies for somebody else says so there, and who has no card sees what is possible without one."""

import json

from kiosk.pages.kinds import (
    BrowsePage,
    CardPage,
    CoverPage,
    FormPage,
    GuidePage,
    MenuPage,
    OutcomePage,
    ReviewPage,
)
from tests.kiosk.conftest import Lobby
from tests.kiosk.steps import URGENT_AID, entry_named, filled, hands_in, lifts_and_places

QUESTIONS = """
import json
from hub.channels.models import Question
print(json.dumps([[row.text, row.phone, row.item and row.item.code] for row in Question.objects.all()]))
"""


def goes_to_card(lobby: Lobby) -> CardPage:
    resident = lobby.resident
    resident.begins()
    resident.answers("apply")
    resident.answers(entry_named(resident.sees(BrowsePage), URGENT_AID))
    resident.sees(GuidePage)
    resident.answers(None)
    return resident.sees(CardPage)


def goes_without(lobby: Lobby) -> MenuPage:
    page = goes_to_card(lobby)
    assert [choice.key for choice in page.alternatives] == ["/for-other", "/no-card"]
    lobby.resident.answers("/no-card")
    return lobby.resident.sees(MenuPage)


def test_who_has_no_card_is_called_back(lobby: Lobby) -> None:
    goes_without(lobby)
    resident = lobby.resident
    resident.answers("/call")
    form = resident.sees(FormPage)
    assert [shown.field.key for shown in form.fields] == ["name", "phone"]
    resident.answers({"name": "王小红", "phone": "123"})
    assert list(resident.sees(FormPage).problems) == ["phone"]
    resident.answers({"name": "王小红", "phone": "13800138000"})
    code = resident.sees(OutcomePage, after=FormPage).code
    lobby.wait_until(lambda: code in "".join(lobby.printed()))
    lobby.wait_until(lambda: "13800138000" in lobby.hub.shell(QUESTIONS))
    (text,) = (text for text, phone, _item in json.loads(lobby.hub.shell(QUESTIONS)) if phone == "13800138000")
    assert ("王小红" in text, "临时救助" in text) == (True, True)


def test_what_wants_no_card_is_applied_for_instead(lobby: Lobby) -> None:
    page = goes_without(lobby)
    resident = lobby.resident
    items = [choice for choice in page.choices if choice.hint == "No card is needed"]
    assert [item.label for item in items] == ["Report an event or a request in the neighbourhood"]
    resident.answers(items[0].key)
    resident.sees(GuidePage)
    resident.answers(None)
    outcome = hands_in(resident, resident.sees(FormPage))
    assert lobby.hub.get(f"cases/{outcome.code}").status_code == 200


def test_a_number_for_a_window_and_the_way_back_to_the_guide(lobby: Lobby) -> None:
    goes_without(lobby)
    resident = lobby.resident
    resident.answers("/window")
    resident.sees(MenuPage)
    resident.goes_back()
    assert resident.sees(MenuPage).title == "Without a card"
    resident.answers("/track")
    resident.sees(FormPage)
    resident.goes_back()
    resident.sees(MenuPage)
    resident.goes_back()
    resident.sees(GuidePage)
    resident.answers(None)
    resident.sees(CardPage)
    lobby.reader.do("place", card="zhang")  # it was found
    resident.sees(FormPage)


def test_who_applies_for_somebody_else_says_so_at_the_card(lobby: Lobby) -> None:
    goes_to_card(lobby)
    resident = lobby.resident
    resident.answers("/for-other")
    page = resident.sees(CardPage)
    assert [choice.key for choice in page.alternatives] == ["/for-oneself", "/no-card"]
    lobby.reader.do("place", card="zhang")
    form = resident.sees(FormPage)
    (agent,) = (shown for shown in form.fields if shown.field.key == "agent")
    assert (agent.value, agent.locked) == ("yes", True)
    resident.answers(filled(form) | {"agent_phone": "13800138000"})
    assert "behalf" in resident.sees(CardPage).text
    lifts_and_places(lobby, "li")
    resident.sees(MenuPage, after=CardPage)
    resident.goes_back()
    assert "applicant" in resident.sees(CoverPage).text
    lifts_and_places(lobby, "zhang")
    resident.sees(FormPage)


def test_who_changed_their_mind_applies_for_themselves(lobby: Lobby) -> None:
    goes_to_card(lobby)
    resident = lobby.resident
    resident.answers("/for-other")
    resident.sees(CardPage)
    resident.answers("/for-oneself")
    resident.sees(CardPage)
    lobby.reader.do("place", card="zhang")
    resident.answers(filled(resident.sees(FormPage)))
    review = resident.sees(ReviewPage)
    (said,) = (row for row in review.rows if row.key == "agent")
    assert said.value == "No"
