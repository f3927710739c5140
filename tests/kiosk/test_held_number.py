"""One open number for a service and a person; and of the kiosk's own, without a card, a limit a minute."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.base import Condition
from kiosk.hub_link.held_numbers import HeldNumbers
from kiosk.hub_link.incidents import Incidents
from kiosk.hub_link.ticket_book import NAMELESS_A_MINUTE
from kiosk.pages.kinds import AttractPage, CoverPage, MenuPage, MessagePage, OutcomePage
from kiosk.pages.ui import Answered
from tests.kiosk.conftest import Lobby
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.resident import Resident
from tests.kiosk.steps import lifts_and_places

STATES = """
from hub.queues.models import Ticket
print(*(row.state for row in Ticket.objects.exclude(holder="").order_by("issued_at")))
"""
ALL_OVER = "from hub.queues.models import Ticket; Ticket.objects.update(state='served')"


@pytest.fixture(scope="module")
def strict_hub(tmp_path_factory: pytest.TempPathFactory, seeded_hub: Path) -> Iterator[HubProcess]:
    """One that limits the numbers without a card, which those of other tests do not."""
    limit = {"HUB_NAMELESS_NUMBERS_A_MINUTE": str(NAMELESS_A_MINUTE)}
    hub = HubProcess(tmp_path_factory.mktemp("strict") / "hub", seeded_hub, **limit)
    yield hub
    hub.stop()


@pytest.fixture
def hub(strict_hub: HubProcess) -> HubProcess:
    strict_hub.start()
    return strict_hub


def takes_number(resident: Resident) -> None:
    """Takes a number, from the menu on."""
    resident.answers("number")
    resident.sees(MenuPage)
    resident.answers("general")


def holds_number(lobby: Lobby) -> str:
    """Takes a number from the first page to the menu, with a card that lies there; returns the number."""
    resident = lobby.resident
    lobby.hub.shell(ALL_OVER)
    lobby.reader.do("place", card="li")
    lobby.wait_until(lobby.devices.card_present)
    resident.begins()
    takes_number(resident)
    number = resident.sees(OutcomePage).code
    resident.answers("more")
    resident.sees(MenuPage)
    return number


def test_who_holds_a_number_is_told_which_and_may_give_it_back(lobby: Lobby) -> None:
    resident = lobby.resident
    number = holds_number(lobby)

    takes_number(resident)
    told = resident.sees(MessagePage)
    assert number in told.text
    assert [choice.key for choice in told.choices] == ["", "give_back", "reprint"]
    resident.answers("")  # they keep it
    resident.sees(MenuPage)
    assert lobby.hub.shell(STATES).split()[-1] == "waiting"

    takes_number(resident)
    resident.sees(MessagePage)
    resident.answers("give_back")
    assert number in resident.sees(MessagePage).text
    resident.answers("again")
    resident.sees(MenuPage)
    resident.answers("general")
    assert resident.sees(OutcomePage).code != number
    assert lobby.hub.shell(STATES).split()[-2:] == ["void", "waiting"]
    assert len(lobby.printed()) == 2


def test_nobody_gives_back_a_number_for_a_card_that_does_not_lie_there(lobby: Lobby) -> None:
    resident = lobby.resident
    holds_number(lobby)
    takes_number(resident)
    resident.sees(MessagePage)
    tap = resident.reply_of_the_page
    lobby.reader.do("lift")
    assert "Your entries are covered" in resident.sees(CoverPage).text
    tap(Answered("give_back"))  # it was on its way when the card went
    lobby.reader.do("place", card="zhang")
    resident.sees(AttractPage, after=CoverPage)
    assert lobby.hub.shell(STATES).split()[-1] == "waiting"


def test_while_the_hub_is_away_one_person_gets_one_of_the_kiosks_own_numbers(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.hub.shell(ALL_OVER)
    resident.begins()
    takes_number(resident)  # the hub's, without a card: now the kiosk has letters of its own
    resident.sees(OutcomePage)
    lobby.hub.stop()
    resident.answers("more")
    resident.sees(MenuPage)
    lifts_and_places(lobby, "li")
    takes_number(resident)
    number = resident.sees(OutcomePage).code
    resident.answers("more")
    resident.sees(MenuPage)

    takes_number(resident)
    told = resident.sees(MessagePage)
    assert f"You hold number {number}, and no second one" in told.text
    resident.answers("")
    resident.sees(MenuPage)

    lifts_and_places(lobby, "zhang")
    takes_number(resident)
    assert resident.sees(OutcomePage).code != number
    assert len(lobby.printed()) == 3
    lobby.hub.start()


def test_after_the_time_set_a_number_of_the_kiosks_own_is_held_no_more() -> None:
    held = HeldNumbers()
    held.record("general", "110101196503074525", "AK001")
    assert held.find("general", "110101196503074525") == "AK001"
    assert held.find("general", "11010519491231002X") is None
    assert held.find("housing", "110101196503074525") is None
    held.minutes = 0
    assert held.find("general", "110101196503074525") is None


def test_without_a_card_there_is_no_such_question(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    for _ in range(2):
        takes_number(resident)
        resident.sees(OutcomePage)
        resident.answers("more")
        resident.sees(MenuPage)


@pytest.fixture
def limited(hub_process: HubProcess) -> Iterator[None]:
    """A hub with the limit that other tests do without."""
    hub_process.stop()
    hub_process.start(HUB_NAMELESS_NUMBERS_A_MINUTE=str(NAMELESS_A_MINUTE))
    yield
    hub_process.stop()


@pytest.mark.usefixtures("limited")
def test_while_the_hub_is_away_a_kiosk_gives_so_many_without_a_card_and_tells_staff(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    takes_number(resident)  # the hub's: now the kiosk has letters of its own
    resident.sees(OutcomePage)
    lobby.hub.stop()
    for _ in range(NAMELESS_A_MINUTE):
        resident.answers("more")
        resident.sees(MenuPage)
        takes_number(resident)
        resident.sees(OutcomePage)
    resident.answers("more")
    resident.sees(MenuPage)
    takes_number(resident)
    assert "Please go to the counter" in resident.sees(MessagePage).text
    lobby.hub.start()
    lobby.wait_until(lambda: "queue-numbers" in lobby.hub.shell(TOLD))


TOLD = """
from hub.kiosks.models import Alarm
print(*(alarm.device for alarm in Alarm.objects.filter(cleared_at=None)))
"""


def test_an_incident_is_told_until_it_is_over() -> None:
    incidents, heard = Incidents(), list[tuple[str, str]]()
    incidents.report_to(lambda name, status: heard.append((name, status.condition)))
    incidents.open("touch-screen", "a finger")
    incidents.open("queue-numbers", "many", seconds=-1)
    assert [report.name for report in incidents.reports()] == ["touch-screen"]
    incidents.clear("touch-screen")
    incidents.clear("touch-screen")
    assert incidents.reports() == ()
    begun, over = Condition.FAULT, Condition.CONNECTED
    touch, numbers = "touch-screen", "queue-numbers"
    assert heard == [(touch, begun), (numbers, begun), (numbers, over), (touch, over)]


def test_a_lost_ticket_is_printed_again_by_the_card(lobby: Lobby) -> None:
    """The same number, marked; it keeps its place."""
    resident = lobby.resident
    number = holds_number(lobby)
    lobby.printed()
    takes_number(resident)
    resident.sees(MessagePage)
    resident.answers("reprint")
    assert resident.sees(MessagePage).text == "Please take the paper."
    (copy,) = lobby.printed()
    assert number in copy
    assert "Printed again" in copy
    resident.answers("")
    resident.sees(MenuPage)
    assert lobby.hub.shell(STATES).split()[-1] == "waiting"
