"""However silent the hub is, no page keeps its resident longer than one patience in all."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from threading import current_thread
from typing import Any

import pytest

import bounded_http
from kiosk.hub_link.attended import attended_by_nobody
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAddress, HubAway
from kiosk.hub_link.hub_calls import PATIENCE
from kiosk.hub_link.messages import Answer
from kiosk.pages.kinds import CardPage, FormPage, MenuPage, MessagePage, OutcomePage
from kiosk.visit import Visit
from tests.kiosk.conftest import Lobby
from tests.kiosk.steps import NO_CARD, filled, goes_to_form, hands_in

BEHIND_THE_SCENES = ("sender", "heartbeat", "waits")  # threads for which no page waits


class Waits:
    """For how many seconds the visit was ready to wait for the hub since last asked, all its waits together."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._seconds = 0.0
        in_flight = bounded_http._CallInFlight
        result, delivered = in_flight.result, Visit.await_delivery

        def watched_result(call: Any, within: float) -> Any:
            self._add(within)
            return result(call, within)

        def watched_delivery(visit: Visit, expected: Future[Answer], within: float = PATIENCE) -> Answer | None:
            self._add(within)
            return delivered(visit, expected, within)

        monkeypatch.setattr(in_flight, "result", watched_result)
        monkeypatch.setattr(Visit, "await_delivery", watched_delivery)

    def take(self) -> float:
        seconds, self._seconds = self._seconds, 0.0
        return seconds

    def _add(self, seconds: float) -> None:
        if current_thread().name not in BEHIND_THE_SCENES:
            self._seconds += seconds


@pytest.fixture
def waits(lobby: Lobby, monkeypatch: pytest.MonkeyPatch) -> Iterator[Waits]:
    """The hub is silent, and the menu is shown."""
    lobby.resident.begins()
    lobby.hub.freeze()
    yield Waits(monkeypatch)
    lobby.hub.thaw()


def takes_a_number(lobby: Lobby) -> None:
    lobby.resident.answers("number")
    lobby.resident.answers(lobby.resident.sees(MenuPage).choices[0].key)
    assert "counter" in lobby.resident.sees(OutcomePage).text


def applies(lobby: Lobby) -> None:
    outcome = hands_in(lobby.resident, goes_to_form(lobby.resident, NO_CARD))
    assert "kept safely" in outcome.text


def tracks(lobby: Lobby) -> None:
    lobby.resident.answers("track")
    lobby.resident.sees(CardPage)
    lobby.reader.do("place", card="zhang")
    assert "No connection" in lobby.resident.sees(MessagePage).text


def asks(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.answers("consult")
    resident.sees(MenuPage)
    resident.answers("ask")
    resident.sees(CardPage)
    resident.answers("no_card")
    resident.answers(filled(resident.sees(FormPage)))
    assert "Kept safely" in resident.sees(OutcomePage).note


@pytest.mark.parametrize("journey", [takes_a_number, applies, tracks, asks])
def test_a_silent_hub_costs_one_patience(lobby: Lobby, waits: Waits, journey: Callable[[Lobby], None]) -> None:
    journey(lobby)
    assert 0 < waits.take() <= PATIENCE


def test_only_what_the_visit_waited_for_shortens_its_patience(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("t")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        own = HubClient(HubAddress(f"http://127.0.0.1:{silent.getsockname()[1]}", token))
        visits = own.attended(attended_by_nobody)
        for client in (own, visits.unattended(), visits):
            assert visits.patience == PATIENCE
            with pytest.raises(HubAway):
                client.hurried(0.3).waits()
        assert visits.patience <= PATIENCE - 0.3
        assert own.patience == PATIENCE
        own.close()
