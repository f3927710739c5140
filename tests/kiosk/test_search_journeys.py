"""Covers the search's ways on: a service, a notice and a place are reached as an item is, and nothing is a dead end."""

import json

import pytest

from kiosk.hub_link import heartbeat
from kiosk.pages.kinds import AttractPage, BrowsePage, CardPage, GuidePage, MenuPage, MessagePage, OutcomePage
from kiosk.pages.search_entries import Unfound
from kiosk.pages.ui import WentBack
from tests.kiosk.conftest import Lobby

UNFOUND = """
import json
from hub.channels.models import UnfoundWords
print(json.dumps(sorted(UnfoundWords.objects.values_list("words", "language"))))
"""
FORGET = "from hub.channels.models import UnfoundWords\nUnfoundWords.objects.all().delete()"


def searches(lobby: Lobby, journey: str = "apply") -> BrowsePage:
    lobby.resident.begins()
    lobby.resident.answers(journey)
    return lobby.resident.sees(BrowsePage)


def unfound(lobby: Lobby) -> list[list[str]]:
    rows: list[list[str]] = json.loads(lobby.hub.shell(UNFOUND))
    return rows


def test_how_many_wait_stands_on_the_search_from_the_first_moment(lobby: Lobby) -> None:
    resident = lobby.resident
    while not resident.sees(AttractPage).waiting:
        pass  # until the first heartbeat was answered
    resident.answers("apply")
    page = resident.sees(BrowsePage)
    assert {entry.waiting for entry in page.entries if entry.is_common} == {"At the window: Nobody is waiting"}


def test_a_service_is_found_and_a_number_taken(lobby: Lobby) -> None:
    page = searches(lobby)
    service = next(key for key in page.index.search("medical insurance") if key.startswith("service:"))
    assert service in {entry.key for entry in page.further}
    lobby.resident.answers(service)
    assert lobby.resident.sees(OutcomePage).code.startswith("C")


def test_a_notice_is_read_and_one_is_back_at_the_menu(lobby: Lobby) -> None:
    page = searches(lobby, "guide")
    notice = next(key for key in page.index.search("12345") if key.startswith("notice:"))
    lobby.resident.answers(notice)
    assert lobby.resident.sees(GuidePage).sections
    lobby.resident.goes_back()
    lobby.resident.sees(BrowsePage)
    lobby.resident.answers(notice)
    lobby.resident.sees(GuidePage)
    lobby.resident.answers(None)
    lobby.resident.sees(MenuPage)


def test_a_place_nearby_is_found(lobby: Lobby, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "_DIRECTORY_EVERY", 0.0)
    lobby.hub.shell("from hub.channels.starter import seed_directory\nseed_directory()")
    page = searches(lobby)
    while not (places := [entry.key for entry in page.further if entry.key.startswith("place:")]):
        lobby.resident.goes_back()
        lobby.resident.sees(MenuPage)
        lobby.resident.answers("apply")
        page = lobby.resident.sees(BrowsePage)
    entry = next(entry for entry in page.further if entry.key == places[0])
    assert places[0] in page.index.search(entry.label)
    lobby.resident.answers(places[0])
    assert lobby.resident.sees(GuidePage).title == entry.label


@pytest.mark.parametrize(
    ("way", "leads_to"), [("ask", CardPage), ("number", MenuPage), ("hotline", MessagePage), ("help", MessagePage)]
)
def test_where_nothing_is_found_there_is_a_way_on(
    lobby: Lobby, way: str, leads_to: type[CardPage | MenuPage | MessagePage]
) -> None:
    page = searches(lobby)
    assert page.index.search("helicopter") == []
    assert [choice.key for choice in page.ways] == ["ask", "number", "hotline", "help"]
    lobby.resident.answers(Unfound("helicopter", way))
    assert isinstance(lobby.resident.sees(leads_to), leads_to)
    lobby.resident.answers("") if leads_to is MessagePage else lobby.resident.goes_back()
    assert lobby.resident.sees(BrowsePage).typed == "helicopter"


def test_what_was_searched_for_in_vain_is_counted_without_numbers_and_names(lobby: Lobby) -> None:
    lobby.hub.shell(FORGET)
    searches(lobby)
    lobby.resident.answers(Unfound("helicopter 13912345678", "hotline"))
    lobby.resident.sees(MessagePage)
    lobby.resident.answers("")
    lobby.resident.sees(BrowsePage)
    lobby.resident.goes_back()
    lobby.resident.sees(MenuPage)
    for typed in ("直升机", "王小明", "12345678"):
        lobby.resident.answers("guide")
        lobby.resident.sees(BrowsePage)
        lobby.resident.reply(WentBack(Unfound(typed)))
        lobby.resident.sees(MenuPage)
    lobby.wait_until(lambda: len(unfound(lobby)) == 2)
    assert unfound(lobby) == [["helicopter", "en"], ["直升机", "en"]]
