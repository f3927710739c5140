"""Somebody hands a matter in for somebody else: both cards, and a mandate for that item until a day."""

import json
from collections.abc import Iterator

import pytest

from contract.numbers import identity_check_digit
from devices.simulators.people import PEOPLE
from kiosk.pages.kinds import (
    CardPage,
    CoverPage,
    FormPage,
    GuidePage,
    MenuPage,
    MessagePage,
    OutcomePage,
    ReviewPage,
    StatementPage,
)
from tests.kiosk.conftest import Lobby
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.steps import URGENT_AID, filled, goes_to_form, lifts_and_places

CASE = """
import json
from hub.cases.models import Case
case = Case.objects.get(code={code!r})
mandate = case.mandate
print(json.dumps({{
    "applicant": case.applicant["name"], "agent": mandate and mandate.agent.name,
    "items": mandate and mandate.items.count(), "days": mandate and (mandate.until - mandate.since).days,
    "said": case.answers["agent_name"], "mandates": case.resident.mandates_given.count(),
}}))
"""
FORGET = """
from hub.cases.models import Case
from hub.residents.models import Mandate
Case.objects.update(mandate=None)
Mandate.objects.all().delete()
"""


def case_at_hub(lobby: Lobby, code: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(lobby.hub.shell(CASE.format(code=code)))
    return found


def says_that_li_applies_for_zhang(lobby: Lobby) -> FormPage:
    """Up to where the agent's card is asked for."""
    resident = lobby.resident
    lobby.reader.do("place", card="zhang")
    form = goes_to_form(resident, URGENT_AID)
    resident.answers(filled(form) | {"agent": "yes", "agent_phone": "13800138000"})
    resident.sees(CardPage)
    return form


def states_and_hands_in(lobby: Lobby) -> OutcomePage:
    resident = lobby.resident
    review = resident.sees(ReviewPage)
    assert ("李**", PEOPLE["li"]["name"]) in [(row.value, row.full) for row in review.rows]
    resident.answers("")
    return resident.sees(OutcomePage)  # whether the applicant's details may be kept is for the applicant to say


def test_both_cards_make_a_mandate_and_the_next_time_it_is_there(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.hub.shell(FORGET)
    resident.begins()
    says_that_li_applies_for_zhang(lobby)
    lifts_and_places(lobby, "zhang")
    assert "applicant's card" in resident.sees(MessagePage).text
    resident.answers("")
    resident.sees(CardPage)
    lifts_and_places(lobby, "li")
    resident.sees(MenuPage, after=CardPage)
    resident.answers("30")
    mandate = resident.sees(StatementPage)
    assert "张**" in mandate.text[0]
    assert "李**" in mandate.text[0]
    resident.answers(None)
    first = case_at_hub(lobby, states_and_hands_in(lobby).code)
    assert (first["applicant"], first["agent"]) == (PEOPLE["zhang"]["name"], PEOPLE["li"]["name"])
    assert (first["said"], first["days"], first["items"], first["mandates"]) == (PEOPLE["li"]["name"], 30, 1, 1)
    resident.sees(OutcomePage)
    resident.answers("more")
    resident.sees(MenuPage)
    lobby.reader.do("lift")
    lobby.wait_until(lambda: not lobby.devices.card_present())
    says_that_li_applies_for_zhang(lobby)
    lifts_and_places(lobby, "li")
    again = case_at_hub(lobby, states_and_hands_in(lobby).code)
    assert (again["agent"], again["mandates"]) == (PEOPLE["li"]["name"], 1)


def test_without_the_hub_the_form_alone_says_who_acts(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.hub.shell(FORGET)
    resident.begins()
    says_that_li_applies_for_zhang(lobby)
    lobby.hub.stop()
    lifts_and_places(lobby, "li")
    code = states_and_hands_in(lobby).code
    lobby.hub.start()
    lobby.wait_until(lambda: lobby.hub.get(f"cases/{code}").status_code == 200)
    kept = case_at_hub(lobby, code)
    assert (kept["agent"], kept["said"]) == (None, PEOPLE["li"]["name"])


def test_a_card_that_cannot_act_leads_back_to_the_form_with_what_was_entered(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.hub.shell(FORGET)
    resident.begins()
    says_that_li_applies_for_zhang(lobby)
    lobby.reader.do("lift")
    first17 = "11010519490231001"  # there is no such day
    lobby.reader.do("place", fields={"name": "钱多多", "number": first17 + identity_check_digit(first17)})
    resident.sees(MenuPage, after=CardPage)
    resident.answers("0")
    resident.sees(StatementPage)
    resident.answers(None)
    assert resident.sees(MessagePage).title == "This card cannot be used here"
    lobby.reader.do("lift")
    lobby.reader.do("place", card="zhang")
    resident.answers("")
    again = resident.sees(FormPage, after=CoverPage)  # until the reader has read the card that is back
    assert again.start_at == "agent"
    assert "13800138000" in [shown.value for shown in again.fields]
    resident.answers(filled(again) | {"agent": "no"})
    resident.sees(ReviewPage, after=CoverPage)  # until the reader has read the card that is back
    resident.goes_back()
    resident.sees(FormPage)
    resident.goes_back()
    resident.sees(GuidePage)


@pytest.fixture
def signing(hub: HubProcess) -> Iterator[None]:
    """The item asks for a signature."""
    hub.shell(FORGET + ASK)
    yield
    hub.shell(FORGET + ASK_NO_MORE)


def test_principal_and_agent_sign_where_the_item_asks_for_a_signature(signing: None, lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    says_that_li_applies_for_zhang(lobby)
    lifts_and_places(lobby, "li")
    resident.sees(MenuPage, after=CardPage)
    resident.answers("0")
    sentence = resident.sees(StatementPage).text[0]
    resident.answers(None)
    assert resident.sees(FormPage).fields[0].help == sentence
    resident.answers({"signature": "10,20 400,399"})
    code = states_and_hands_in(lobby).code
    assert lobby.hub.shell(SIGNED.format(code=code)).split("|")[:2] == ["10,20 400,399", "10,20 400,30"]


ASK = """
from django.utils import timezone
from contract.text import Text
from hub.catalogue.models import FormField, Item
from hub.catalogue.services import publish
item = Item.objects.get(pinyin='lin shi jiu zhu')
FormField.objects.create(item=item, position=99, key='signature', label=Text.plain('签名'), kind='signature')
publish(timezone.now())
"""
ASK_NO_MORE = """
from django.utils import timezone
from hub.catalogue.models import FormField
from hub.catalogue.services import publish
FormField.objects.filter(kind='signature').delete()
publish(timezone.now())
"""
SIGNED = """
from hub.cases.models import Case
case = Case.objects.get(code={code!r})
print(case.mandate.signature, case.answers["signature"], "", sep="|")
"""
