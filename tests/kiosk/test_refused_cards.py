"""Cards that an item does not accept, or that cannot be read."""

import pytest

from kiosk.pages.kinds import (
    BrowsePage,
    CardPage,
    FormPage,
    GuidePage,
    ListPage,
    MessagePage,
)
from tests.kiosk.conftest import Lobby
from tests.kiosk.resident import Resident
from tests.kiosk.steps import URGENT_AID, entry_named, lifts_and_places


def goes_to_card(resident: Resident) -> CardPage:
    resident.answers("apply")
    resident.answers(entry_named(resident.sees(BrowsePage), URGENT_AID))
    resident.sees(GuidePage)
    resident.answers(None)
    return resident.sees(CardPage)


@pytest.mark.parametrize("card", ["expired", "unknown_type"])
def test_a_card_that_the_item_does_not_accept_is_said_plainly(lobby: Lobby, card: str) -> None:
    resident = lobby.resident
    resident.begins()
    goes_to_card(resident)
    lobby.reader.do("place", card=card)
    assert resident.sees(MessagePage).text
    resident.answers("")
    resident.sees(CardPage)
    lobby.reader.do("lift")
    lobby.reader.do("place", card="zhang")
    resident.sees(FormPage)


def test_a_card_whose_number_was_read_wrong_is_asked_for_again(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    assert not goes_to_card(resident).problem
    lobby.reader.do("place", card="bad_digit")
    assert resident.sees(CardPage).problem
    lobby.reader.do("lift")
    lobby.reader.do("place", card="zhang")
    resident.sees(FormPage)


def test_a_refused_card_that_is_placed_again_is_refused_again(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    goes_to_card(resident)
    lobby.reader.do("place", card="expired")
    refusal = resident.sees(MessagePage).text
    resident.answers("")
    resident.sees(CardPage)
    lifts_and_places(lobby, "expired")
    assert resident.sees(MessagePage).text == refusal
    lifts_and_places(lobby, "expired")  # while the refusal is still being read
    resident.answers("")
    assert resident.sees(MessagePage, after=CardPage).text == refusal


def test_a_card_lifted_in_mid_read_is_asked_for_again(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("track")
    resident.sees(CardPage)
    lobby.reader.do("fault", name="lift_in_mid_read", times=1)
    lobby.reader.do("place", card="zhang")
    assert "place the card again" in resident.sees(CardPage).problem
    lobby.reader.do("place", card="zhang")
    resident.sees(ListPage)
