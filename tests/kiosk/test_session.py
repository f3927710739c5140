"""Covers what holds for every visit: nothing of the resident is left, nothing ends the program, no page waits."""

import gc
import logging
from pathlib import Path
from time import monotonic

import pytest

from contract.people import Person
from devices.base import Card
from devices.manager import DeviceManager
from kiosk.app.session import JOURNEYS
from kiosk.pages.kinds import AttractPage, ListPage, MenuPage, MessagePage, OutcomePage, TakePage
from kiosk.visit import Visit
from kiosk.visits.questions import ApplicationDraft
from tests.kiosk import bad_hub
from tests.kiosk.conftest import Lobby, session, settings
from tests.kiosk.resident import Resident
from tests.kiosk.steps import NO_CARD, URGENT_AID, goes_to_form, hands_in

NAME, NUMBER = "李秀英", "110101196503074525"


def test_after_a_visit_nothing_of_the_resident_is_left(lobby: Lobby, caplog: pytest.LogCaptureFixture) -> None:
    resident, invented = lobby.resident, remembered()
    with caplog.at_level(logging.DEBUG):
        resident.begins()
        lobby.reader.do("place", card="li")
        hands_in(resident, goes_to_form(resident, URGENT_AID))
        resident.sees(OutcomePage)
        resident.answers("finish")
        resident.sees(TakePage)
        lobby.reader.do("lift")
        resident.sees(AttractPage)
    resident.seen.clear()
    assert NAME not in caplog.text
    assert NUMBER not in caplog.text
    files = b"".join(path.read_bytes() for path in lobby.data_dir.rglob("*") if path.is_file())
    assert NAME.encode() not in files
    assert NUMBER.encode() not in files
    lobby.wait_until(lambda: remembered() <= invented)


def remembered() -> set[int]:
    """Returns the people, cards and drafts in memory, those that tests have invented among them."""
    gc.collect()
    return {id(thing) for thing in gc.get_objects() if type(thing) in (Person, Card, ApplicationDraft)}


def test_an_unexpected_error_ends_the_visit_calmly_and_not_the_program(
    lobby: Lobby, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(visit: Visit) -> None:
        raise ValueError(f"cannot read {NUMBER}")

    monkeypatch.setitem(JOURNEYS, "guide", stumble)
    resident = lobby.resident
    resident.begins()
    resident.answers("guide")
    message = resident.sees(MessagePage)
    assert "sorry" in message.text
    resident.answers("")
    resident.sees(AttractPage)
    assert "ValueError" in caplog.text
    assert NUMBER not in caplog.text
    resident.answers("en")
    resident.sees(MenuPage)


def test_nobody_is_invited_to_place_a_card_that_no_reader_can_take(lobby: Lobby) -> None:
    page = lobby.resident.sees(AttractPage)
    lobby.reader.do("unplug")
    while page.card:
        page = lobby.resident.sees(AttractPage)
    lobby.reader.do("plug")
    while not page.card:
        page = lobby.resident.sees(AttractPage)


def test_a_card_left_behind_is_asked_for_until_it_is_gone(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.reader.do("place", card="zhang")
    resident.sees(MenuPage)
    resident.cancels()
    resident.sees(TakePage)
    lobby.reader.do("lift")
    resident.sees(AttractPage)


@pytest.mark.parametrize("behaviour", [bad_hub.fails, bad_hub.is_silent, bad_hub.trickles_its_head])
def test_a_bad_hub_never_keeps_a_page_waiting_for_three_seconds(
    lobby: Lobby, behaviour: bad_hub.Behaviour, tmp_path: Path
) -> None:
    data_dir = tmp_path / "another"
    data_dir.mkdir()
    (data_dir / "catalogue.json").write_bytes((lobby.data_dir / "catalogue.json").read_bytes())
    resident = Resident()
    with (
        bad_hub.bad_hub(behaviour) as url,
        session(resident, DeviceManager([]), settings(data_dir), url, lobby.hub.token_file),
    ):
        resident.begins()
        form = goes_to_form(resident, NO_CARD)
        began = monotonic()
        outcome = hands_in(resident, form)
        assert monotonic() - began < 3
        assert "kept safely" in outcome.note


def test_a_card_begins_a_visit_and_is_not_asked_for_again(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.reader.do("place", card="zhang")
    resident.sees(MenuPage)
    lobby.wait_until(lambda: lobby.devices.card() is not None)
    resident.answers("track")
    resident.sees(ListPage)
