"""A page belongs to a card, or to nobody: who lifts a card, places another or unplugs the reader sees nothing of the
visit before, and nothing is handed in for a card that does not lie there."""

from dataclasses import replace
from typing import Any

import pytest

from devices.simulators.people import PEOPLE
from kiosk.pages import holder
from kiosk.pages.kinds import (
    AttractPage,
    CardPage,
    CoverPage,
    FormPage,
    GuidePage,
    ListPage,
    MenuPage,
    MessagePage,
    OutcomePage,
    Page,
    ReviewPage,
    TakePage,
)
from kiosk.pages.ui import Answered, Changed
from tests.kiosk.conftest import Lobby
from tests.kiosk.steps import (
    URGENT_AID,
    filled,
    goes_to_form,
    hands_in,
    lifts_and_places,
    reads_through,
    says_whether_to_remember,
)
from tests.kiosk.test_reuse import FORGET

CASES = "from hub.cases.models import Case; print(Case.objects.count())"


def cases(lobby: Lobby) -> int:
    return int(lobby.hub.shell(CASES))


def goes_to_review(lobby: Lobby, card: str = "li") -> ReviewPage:
    resident = lobby.resident
    lobby.reader.do("place", card=card)
    resident.sees(MenuPage)
    resident.answers(filled(goes_to_form(resident, URGENT_AID)))
    return resident.sees(ReviewPage)


def test_a_page_is_covered_while_its_card_is_away_and_goes_on_with_it(lobby: Lobby) -> None:
    resident = lobby.resident
    review = goes_to_review(lobby)
    lobby.reader.do("lift")
    cover = resident.sees(CoverPage)
    assert (cover.title, cover.seconds) == ("Please place your card again", 20)
    assert not [word for word in (PEOPLE["li"]["name"], "李", review.title) if word in f"{cover.title} {cover.text}"]
    lobby.reader.do("place", card="li")
    assert resident.sees(ReviewPage) == review
    reads_through(resident)


def test_what_is_typed_is_there_again_with_the_card(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.reader.do("place", card="li")
    resident.sees(MenuPage)
    form = goes_to_form(resident, URGENT_AID)
    typed = tuple(replace(f, entered="half a sen") if f.field.kind == "long_text" else f for f in form.fields)
    resident.reply(Changed(replace(form, fields=typed, start_at="reason")))
    lobby.reader.do("lift")
    resident.sees(CoverPage)
    lobby.reader.do("place", card="li")
    again = resident.sees(FormPage)
    assert (again.fields, again.start_at) == (typed, "reason")


@pytest.mark.parametrize("swapped_at", [ReviewPage, MessagePage])
def test_another_card_ends_the_visit_and_hands_in_nothing(lobby: Lobby, swapped_at: type[Page[Any]]) -> None:
    before = cases(lobby)
    resident = lobby.resident
    lobby.hub.shell(FORGET)
    goes_to_review(lobby, "li")
    if swapped_at is MessagePage:
        resident.answers("")
        resident.sees(MessagePage)  # whether the details may be kept
    lifts_and_places(lobby, "zhang")
    resident.sees(AttractPage, after=CoverPage)
    resident.sees(MenuPage)  # of the one whose card lies there now
    form = goes_to_form(resident, URGENT_AID)
    assert PEOPLE["zhang"]["name"] in [shown.value for shown in form.fields]
    assert cases(lobby) == before


def test_a_tap_on_hand_in_after_the_card_was_lifted_waits_for_it(lobby: Lobby) -> None:
    """The tap may have been on its way when the card went."""
    before = cases(lobby)
    resident = lobby.resident
    goes_to_review(lobby)
    hand_in = resident.reply_of_the_page
    lobby.reader.do("lift")
    resident.sees(CoverPage)
    hand_in(Answered(""))
    lobby.wait_until(lambda: lobby.devices.cards() == ())
    assert cases(lobby) == before
    lobby.reader.do("place", card="li")
    says_whether_to_remember(resident)
    resident.sees(OutcomePage)
    assert cases(lobby) == before + 1


def test_the_visit_ends_where_the_card_does_not_come_back(lobby: Lobby, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holder, "COVER_SECONDS", 1)
    resident = lobby.resident
    goes_to_review(lobby)
    lobby.reader.do("lift")
    resident.sees(CoverPage)
    resident.sees(AttractPage)
    resident.answers("en")
    resident.sees(MenuPage)


def test_the_covered_page_can_end_the_visit(lobby: Lobby) -> None:
    resident = lobby.resident
    goes_to_review(lobby)
    lobby.reader.do("lift")
    resident.sees(CoverPage)
    resident.cancels()
    resident.sees(AttractPage)


def test_a_reader_that_is_unplugged_has_no_card(lobby: Lobby) -> None:
    resident = lobby.resident
    review = goes_to_review(lobby)
    lobby.reader.do("unplug")
    resident.sees(CoverPage)
    lobby.reader.do("plug")
    assert resident.sees(ReviewPage) == review


def test_lists_and_timelines_do_not_stay_without_their_card(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.reader.do("place", card="li")
    resident.sees(MenuPage)
    hands_in(resident, goes_to_form(resident, URGENT_AID))
    resident.sees(OutcomePage)
    resident.answers("more")
    resident.sees(MenuPage)
    resident.answers("track")
    listed = resident.sees(ListPage)
    lobby.reader.do("lift")
    resident.sees(CoverPage)
    lobby.reader.do("place", card="li")
    assert resident.sees(ListPage) == listed


def test_the_menu_belongs_to_nobody(lobby: Lobby) -> None:
    resident = lobby.resident
    goes_to_review(lobby)
    for page in (FormPage, GuidePage):
        resident.goes_back()
        resident.sees(page)
    resident.goes_back()
    resident.sees_any()
    resident.goes_back()
    resident.sees(MenuPage)
    lobby.reader.do("lift")
    lobby.wait_until(lambda: not lobby.devices.card_present())
    resident.answers("track")
    resident.sees(CardPage)


def test_an_agents_pages_say_whose_card_they_need(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.reader.do("place", card="zhang")
    resident.sees(MenuPage)
    form = goes_to_form(resident, URGENT_AID)
    resident.answers(filled(form) | {"agent": "yes", "agent_phone": "13800138000"})
    resident.sees(CardPage)
    lifts_and_places(lobby, "li")
    page = resident.sees_any()
    while not isinstance(page, MenuPage | ReviewPage):
        page = resident.sees_any()
    lobby.reader.do("lift")
    assert "behalf" in resident.sees(CoverPage).text
    lobby.reader.do("place", card="zhang")  # has a part in it, and is not the one who is asked
    lobby.wait_until(lambda: bool(lobby.devices.cards()))
    lobby.reader.do("lift")
    lobby.wait_until(lambda: not lobby.devices.card_present())
    lobby.reader.do("place", card="li")
    assert resident.sees_any() == page
    if isinstance(page, MenuPage):
        resident.goes_back()
        assert "applicant's card" in resident.sees(CoverPage, after=FormPage).text


def test_a_failed_journey_leaves_no_holder(lobby: Lobby) -> None:
    resident = lobby.resident
    goes_to_review(lobby)
    resident.cancels()
    resident.sees(TakePage)
    lobby.reader.do("lift")
    resident.sees(AttractPage)
    resident.answers("en")
    resident.sees(MenuPage)
    resident.answers("track")
    resident.sees(CardPage)
    resident.answers("number")
    resident.sees(FormPage)
    assert not isinstance(resident.seen[-1], MessagePage | CoverPage)
