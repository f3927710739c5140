"""Who came without a card that a reader can tell to lie there is taken to have left sooner."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from config.settings import SessionSettings
from devices.base import Card, CardKind, Condition, Device, Status
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.people import PEOPLE
from kiosk.pages.kinds import CardPage, CoverPage, ListPage, Page, TakePage
from kiosk.pages.ui import PageReply, Pages
from screens.samples import SAMPLES
from tests.kiosk.conftest import Lobby, session, settings
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.resident import Resident
from tests.together import wait_until

CARD = Card(CardKind.CITIZEN, PEOPLE["li"]["name"], PEOPLE["li"]["number"])
PERSONAL = [name for name, page in SAMPLES.items() if page.personal and not isinstance(page, TakePage)]
TAKING = [name for name, page in SAMPLES.items() if page.takes_data]
LOOKS = 20  # of `until`: much longer than the shorter idle time below


class Glass:
    def __init__(self) -> None:
        self.warnings: list[int | None] = []

    def draw(self, page: Page[Any], reply: Callable[[PageReply], None]) -> None: ...

    def warn(self, seconds_left: int | None) -> None:
        self.warnings.append(seconds_left)


class Reader:
    def cards(self) -> tuple[Card, ...]:
        return (CARD,)

    cards_now = cards


def warns(page: Page[Any], *bound_to: Card | None, attended: bool = False) -> bool:
    """Does it warn within the shorter idle time? `bound_to`: whose card was read; None: there is nobody's. `attended`:
    the hub was asked about somebody before."""
    glass, looks = Glass(), count()
    pages = Pages(glass, 600, 600, readers=Reader(), without_card_seconds=0.01)
    if attended:
        pages.attend(personal=True)
    for card in bound_to:
        pages.bind(card)
    pages.ask(page, until=lambda: "over" if glass.warnings or next(looks) > LOOKS else None)
    pages.release()
    return bool(glass.warnings)


@pytest.mark.parametrize("name", PERSONAL)
def test_a_personal_page_warns_sooner_without_a_card_than_with_one(name: str) -> None:
    assert warns(SAMPLES[name], None)
    assert not warns(SAMPLES[name], CARD)


@pytest.mark.parametrize("name", TAKING)
def test_what_takes_data_warns_sooner_before_anybody_has_said_who_they_are(name: str) -> None:
    assert warns(SAMPLES[name])


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - set(TAKING)))
def test_any_other_page_of_nobody_has_the_usual_time(name: str) -> None:
    assert not warns(SAMPLES[name])


@pytest.mark.parametrize("name", PERSONAL)
def test_once_the_hub_was_asked_about_somebody_a_personal_page_warns_sooner(name: str) -> None:
    assert warns(SAMPLES[name], attended=True)
    assert not warns(SAMPLES[name], CARD, attended=True)


class Swipe:
    """A reader past which a card is drawn: it tells of it once."""

    reads_identity_cards, reads_in_passing = True, True

    def __init__(self) -> None:
        self.drawn: Card | None = None

    def open(self) -> None: ...

    def close(self) -> None: ...

    def status(self) -> Status:
        return Status(Condition.OK)

    def poll(self) -> Card | None:
        card, self.drawn = self.drawn, None
        return card


@pytest.fixture
def swipe() -> Swipe:
    return Swipe()


@pytest.fixture
def swiping(swipe: Swipe) -> Iterator[DeviceManager]:
    def make(kind: str, model: str, port: str, own: Any) -> Device:
        return swipe

    devices = DeviceManager([DeviceSpec("swipe", "card_reader", "swipe", "a")], make)
    devices.start()
    wait_until(devices.can_identify)
    yield devices
    devices.stop()


def test_a_reader_past_which_a_card_is_drawn_tells_no_presence(swiping: DeviceManager, swipe: Swipe) -> None:
    swipe.drawn = CARD
    wait_until(lambda: swipe.drawn is None and not swiping.card_present())
    assert not swiping.tells_presence(CARD)


def test_a_reader_on_which_a_card_lay_tells_presence_though_it_was_lifted_at_once(lobby: Lobby) -> None:
    """Or the page would belong to nobody for the rest of the visit."""
    lobby.reader.do("place", card="li")
    lobby.wait_until(lambda: lobby.devices.card() is not None)
    card = lobby.devices.card()
    assert card
    lobby.reader.do("lift")
    lobby.wait_until(lambda: not lobby.devices.card_present())
    assert lobby.devices.tells_presence(card)


def test_who_swiped_a_card_sees_their_cases_for_the_shorter_time(
    swiping: DeviceManager, swipe: Swipe, hub: HubProcess, tmp_path: Path
) -> None:
    resident = Resident()
    times = SessionSettings.model_construct(idle_seconds=600, warning_seconds=600, without_card_seconds=1)
    kiosk = settings(tmp_path).model_copy(update={"session": times})
    with session(resident, swiping, kiosk, hub.url, hub.token_file):
        resident.begins()
        resident.answers("track")
        resident.sees(CardPage)
        swipe.drawn = CARD
        resident.sees(ListPage)
        assert resident.warnings.get(timeout=30)
        assert not [page for page in resident.seen if isinstance(page, CoverPage)]
