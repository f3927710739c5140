"""Staff hear of a device at once."""

from collections.abc import Iterator
from threading import Event

import pytest

from devices.base import Condition, Fault, Status
from devices.observer import NullObserver
from kiosk.app.fault_alert import FaultAlert
from kiosk.pages.kinds import MenuPage, MessagePage
from tests.kiosk.conftest import Lobby

WELL, OUT = Status(Condition.OK), Status(Condition.FAULT, Fault.PAPER_OUT)
ALARMS = """
from hub.kiosks.models import Alarm
for alarm in Alarm.objects.filter(kiosk__name="kiosk-1", kind="fault"): print(alarm.detail.split()[0], alarm.cleared_at)
"""


def test_it_rings_once_for_a_device_that_comes_and_goes() -> None:
    rung, rings = Event(), []

    def raise_alarm() -> None:
        rings.append(1)
        rung.set()

    alert = FaultAlert(NullObserver(), raise_alarm, quiet=0.3)
    for status in (WELL, OUT, WELL, OUT):
        alert.changed("printer", status)
    assert rung.wait(10)
    alert.changed("printer", OUT)
    rung.clear()
    alert.changed("printer", WELL)
    assert rung.wait(10)
    assert len(rings) == 2


@pytest.fixture
def no_paper(lobby: Lobby) -> Iterator[Lobby]:
    yield lobby
    lobby.printer.do("clear")


def test_a_ticket_that_does_not_print_leaves_no_number_and_the_hub_hears_of_the_fault_before_the_next_heartbeat(
    no_paper: Lobby,
) -> None:
    lobby, resident = no_paper, no_paper.resident
    resident.begins()
    resident.answers("number")
    choices = resident.sees(MenuPage).choices
    lobby.printer.do("fault", name="cover")
    resident.answers(choices[0].key)
    assert "You have no number" in resident.sees(MessagePage).text
    lobby.wait_until(lambda: "None" in lobby.hub.shell(ALARMS))
    lobby.printer.do("clear")
    lobby.wait_until(lambda: "None" not in lobby.hub.shell(ALARMS))
    newest = "from hub.queues.models import Ticket\nprint(Ticket.objects.latest('issued_at').state)"
    assert lobby.hub.shell(newest).strip() == "void"
